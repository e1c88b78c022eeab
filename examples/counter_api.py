"""A runtime API: what clients ask the counter pallet. The guide is docs/guides/runtime-api.md."""

from __future__ import annotations

from examples.counter_pallet import LIMIT, Storage
from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.runtime.types import account_id
from taonet.scale import u32

API = runtime_api("CounterApi", version=1, doc="How far accounts have counted.")


@API.method()
def left(s: State, who: account_id) -> u32:
    """Return by how much an account may still count."""
    return LIMIT - Storage.Counts.get(s, who)
