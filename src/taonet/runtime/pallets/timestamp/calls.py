"""The inherent that sets a block's time.

Source: polkadot-sdk/substrate/frame/timestamp/src/lib.rs set
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Policy, call
from taonet.frame.error import BlockRefused
from taonet.frame.origin import Origin, ensure_none
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, reads_writes
from taonet.runtime.pallets.aura.logic import check_slot_of
from taonet.runtime.pallets.timestamp.storage import MINIMUM_PERIOD, Storage
from taonet.scale import U64, Typed, compact


@call(
    index=0,
    weight=reads_writes(3_816_000, 2, 1, 1493),
    dispatch_class=DispatchClass.Mandatory,
    policy=Policy(inherent=True),
)
def set(s: State, origin: Origin, now: Annotated[int, Typed(compact(U64), "T::Moment")]) -> None:  # noqa: A001  the name on chain
    """Set the block's time in milliseconds. The author puts this into every block once; nobody can sign it.

    The time must be in the block's slot and at least half a slot after the last block's.
    """
    ensure_none(origin)
    if Storage.DidUpdate.exists(s):
        raise BlockRefused("the block's time is set twice")
    before = Storage.Now.get(s)
    if before and now < before + MINIMUM_PERIOD:
        raise BlockRefused(f"the time {now} is less than {MINIMUM_PERIOD} ms after {before}")
    check_slot_of(s, now)

    Storage.Now.put(s, now)
    Storage.DidUpdate.put(s, value=True)
