"""What referenda do at the start of a block: those whose alarm rings are looked at."""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.referenda.costs import nudged
from taonet.runtime.pallets.referenda.service import advance
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.types import Ongoing

MOST_IN_A_BLOCK = 100
"""Referenda that are looked at in one block; the others are the next one's first."""


def wake(s: State, number: BlockNumber) -> Weight:
    """Look at the referenda whose alarm is set to this block, in the order in which it was set."""
    entries = Storage.Alarms.get(s, number)
    if not entries:
        return reads_writes(0, 1, 0)
    now, later = entries[:MOST_IN_A_BLOCK], entries[MOST_IN_A_BLOCK:]
    Storage.Alarms.remove(s, number)
    if later:
        Storage.Alarms.update(s, number + 1, lambda others: [*later, *(one for one in others if one not in later)])
    used = reads_writes(0, 2, 2)
    for index in now:
        info = Storage.ReferendumInfoFor.get(s, index)
        if isinstance(info, Ongoing):
            used = used.plus(nudged(advance(s, index, replace(info.status, alarm=None))))
    return used


HOOKS = Hooks(on_initialize=wake)
