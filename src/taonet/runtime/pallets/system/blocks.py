"""The system pallet's part in a block's execution, in the order in which the executive calls it.

Source: polkadot-sdk/substrate/frame/system/src/lib.rs initialize, note_finished_initialize, note_extrinsic
Source: polkadot-sdk/substrate/frame/system/src/lib.rs note_applied_extrinsic, note_finished_extrinsics, finalize
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.call import Declared
from taonet.frame.error import BlockRefused, DispatchError
from taonet.frame.state import Phase, State
from taonet.frame.weight import DispatchClass, Pays, Weight, WeightMeter
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.pallets.system.digest import Digest, DigestItem
from taonet.runtime.pallets.system.events import ExtrinsicFailed, ExtrinsicSuccess
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.storage import Constants, Storage
from taonet.runtime.pallets.system.types import DispatchEventInfo, EventRecord
from taonet.runtime.pallets.system.well_known import EXTRINSIC_INDEX


def block_number(s: State) -> BlockNumber:
    """Return the number of the block that is being executed."""
    return BlockNumber(Storage.Number.get(s))


def extrinsic_index(s: State) -> int:
    """Return the index of the extrinsic that is being applied; 0 outside of one."""
    return max(s.phase, 0)


def initialize(s: State, number: BlockNumber, parent_hash: Hash, digest: Digest) -> None:
    """Open a block: forget the events and the weight of the last one, note number, parent and digest."""
    if not number:
        raise BlockRefused("block 0 is genesis, which nobody executes")
    s.phase = Phase.INITIALIZATION
    s.extrinsics.clear()
    Storage.Events.kill(s)
    Storage.EventCount.kill(s)
    Storage.ExecutionPhase.put(s, s.phase)
    Storage.Number.put(s, number)
    Storage.Digest.put(s, digest)
    Storage.ParentHash.put(s, parent_hash)
    Storage.BlockHash.put(s, number - 1, parent_hash)
    Storage.BlockWeight.kill(s)


def remaining_weight(s: State) -> WeightMeter:
    """Return a meter of the block's weight, on which stands what all classes together have used so far."""
    used = Storage.BlockWeight.get(s)
    return WeightMeter(LIMITS.max_block, used.normal.plus(used.operational).plus(used.mandatory))


def look_ahead(s: State, best: Hash) -> None:
    """Continue as if the block after `best` were open, for which the pool validates transactions."""
    number = block_number(s)
    Storage.BlockHash.put(s, number, best)
    Storage.Number.put(s, number + 1)


def note_finished_initialize(s: State) -> None:
    """Pass from the block's opening to its extrinsics."""
    _enter(s, 0)


def note_extrinsic(s: State, encoded: bytes) -> None:
    """Keep the bytes of the extrinsic that is about to be applied.

    Upstream keeps them in `ExtrinsicData` until the block's end, where no rule and no client reads them.
    """
    s.extrinsics[s.phase] = encoded


def register_weight(s: State, weight: Weight, dispatch_class: DispatchClass) -> None:
    """Add weight to what the block has used in a class; saturates."""
    used = Storage.BlockWeight.get(s)
    Storage.BlockWeight.put(s, used.replaced(dispatch_class, used.of(dispatch_class).plus(weight)))


def deposit_log(s: State, item: DigestItem) -> None:
    """Add an item to the block's digest."""
    Storage.Digest.put(s, Digest([*Storage.Digest.get(s).logs, item]))


def note_applied_extrinsic(
    s: State, declared: Declared, used: Weight, pays: Pays, refusal: DispatchError | None
) -> None:
    """Record how the extrinsic ended, and go to the next one.

    `used` is its weight without the base weight of every extrinsic, which the event includes.
    """
    base = LIMITS.per_class.of(declared.dispatch_class).base_extrinsic
    info = DispatchEventInfo(used.plus(base), declared.dispatch_class, pays)
    s.emit(ExtrinsicSuccess(info) if refusal is None else ExtrinsicFailed(s.runtime.refusal(refusal), info))
    _enter(s, s.phase + 1)
    Storage.ExtrinsicWeightReclaimed.kill(s)


def note_inherents_applied(s: State) -> None:
    """Note that the block's inherents are behind it."""
    Storage.InherentsApplied.put(s, value=True)


def note_finished_extrinsics(s: State) -> None:
    """Pass from the extrinsics to the block's end."""
    Storage.ExtrinsicCount.put(s, max(s.phase, 0))
    _enter(s, Phase.FINALIZATION)


@final
class Closed(msgspec.Struct, frozen=True):
    """What a header is made of, but for the two roots."""

    number: BlockNumber
    parent_hash: Hash
    digest: Digest
    extrinsics: list[bytes]


def finalize(s: State) -> Closed:
    """Close a block: store its events, forget what only its execution needed, and drop the oldest block hash."""
    Storage.ExecutionPhase.kill(s)
    Storage.AllExtrinsicsLen.kill(s)
    Storage.InherentsApplied.kill(s)
    count = Storage.ExtrinsicCount.take(s) or 0
    extrinsics = [s.extrinsics[index] for index in range(count)]
    number = block_number(s)
    if number == 1:
        s.delete(EXTRINSIC_INDEX)
    outdated = number - Constants.BlockHashCount.value - 1
    if outdated > 0:  # the genesis hash stays
        Storage.BlockHash.remove(s, outdated)
    Storage.Events.put(s, [EventRecord(phase, event) for phase, event in s.events])
    Storage.EventCount.put(s, len(s.events))
    return Closed(number, Storage.ParentHash.get(s), Storage.Digest.get(s), extrinsics)


def _enter(s: State, phase: int) -> None:
    s.phase = phase
    Storage.ExecutionPhase.put(s, phase)
