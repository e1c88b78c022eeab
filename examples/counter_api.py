"""A runtime API: what clients ask the counter pallet. The guide is docs/guides/runtime-api.md."""

from __future__ import annotations

from examples.counter_pallet import LIMIT, Storage
from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import U32

API = runtime_api("CounterApi", version=1, doc="How far accounts have counted.")


@API.method(args={"who": ACCOUNT_ID}, returns=U32)
def left(s: State, who: AccountId) -> int:
    """Return by how much an account may still count."""
    return LIMIT - Storage.Counts.get(s, who)
