"""The authorities that make blocks, and the length of a slot."""

from __future__ import annotations

from typing import Annotated

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.runtime.pallets.aura.storage import PUBLIC, SLOT_DURATION, Storage
from taonet.scale import U64, newtype, vec

DURATION = newtype(U64, "sp_consensus_slots::SlotDuration", type_name="u64")

API = runtime_api("AuraApi", version=1, doc="Authors of blocks and their turns.")


@API.method(quick=True)
def slot_duration(_s: State) -> Annotated[int, DURATION]:
    """Return the length of a slot in milliseconds."""
    return SLOT_DURATION


@API.method(quick=True)
def authorities(s: State) -> Annotated[list[bytes], vec(PUBLIC)]:
    """Return the keys that take turns, in their order."""
    return Storage.Authorities.get(s)
