"""The hook that reads a block's slot from its digest.

Source: polkadot-sdk/substrate/frame/aura/src/lib.rs on_initialize
"""

from taonet.frame.error import BlockRefused
from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.aura.logic import slot_of
from taonet.runtime.pallets.aura.storage import Storage
from taonet.runtime.pallets.system.storage import Storage as System


def on_initialize(s: State, number: BlockNumber) -> Weight:
    """Note the slot that the author claims; refuse one that is not later than the last."""
    slot = slot_of(System.Digest.get(s))
    if slot is None:
        return reads_writes(0, 1, 0)
    before = Storage.CurrentSlot.get(s)
    if slot <= before:
        raise BlockRefused(f"block {number} claims slot {slot}, the last one had {before}")
    Storage.CurrentSlot.put(s, slot)
    return reads_writes(0, 2, 1)


HOOKS = Hooks(on_initialize=on_initialize)
