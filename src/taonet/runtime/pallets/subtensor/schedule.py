"""The schedule of epochs, and the freeze window before each, in which owners change nothing.

A subnet is due a tempo after its last epoch, when its owner asked for it, or when a deferred turn is overdue. Few
epochs fit into a block (`MaxEpochsPerBlock`); the others are deferred to the next one. The freeze before an
epoch lets validators know what they are judged by.

Source: coinbase/run_coinbase.rs should_run_epoch, epochs_deferred_this_block, drain_pending
Source: coinbase/run_coinbase.rs blocks_until_next_auto_epoch
Source: epoch/run_epoch.rs is_epoch_input_state_consistent
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.state import State
from taonet.primitives.arithmetic import U64_MAX, saturating_add, saturating_sub
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch.events import EpochDeferred, EpochSkipped
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.errors import AdminActionProhibitedDuringWeightsWindow
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons


def is_due(s: State, netuid: NetUid, block: int) -> bool:
    """Tell whether the epoch of a subnet is due in `block`; never with a tempo of 0."""
    return _is_due(s, netuid, block, Hyperparameters.Tempo.get(s, netuid))


def is_consistent(s: State, netuid: NetUid) -> bool:
    """Tell whether no hotkey sits in two seats. An epoch over such a subnet would pay it twice and is not run."""
    hotkeys = [hotkey for _, hotkey in Neurons.Keys.items_under(s, netuid)]
    return len(set(hotkeys)) == len(hotkeys)


def epochs_of_block(s: State, netuids: Sequence[NetUid], block: int) -> list[NetUid]:
    """Begin a block for all epochs: count it, and return the subnets whose epoch runs in it, in order.

    A subnet in an inconsistent state uses up its slot without an epoch; its pending alpha waits for the next.
    """
    cap = cap_of_block(s, netuids, block)
    running: list[NetUid] = []
    for netuid in netuids:
        if netuid == ROOT:
            continue
        tempo = Hyperparameters.Tempo.get(s, netuid)
        # The counter stops one above the tempo: enough to know that a turn was missed.
        Epochs.BlocksSinceLastStep.put_changed(s, netuid, min(Epochs.BlocksSinceLastStep.get(s, netuid) + 1, tempo + 1))
        if not _is_due(s, netuid, block, tempo):
            continue
        if len(running) >= cap:
            _defer(s, netuid, block)
            continue
        if is_consistent(s, netuid):
            Epochs.BlocksSinceLastStep.put(s, netuid, 0)
            running.append(netuid)
        else:
            s.emit(EpochSkipped(netuid, block))
        Epochs.LastEpochBlock.put(s, netuid, block)
        Epochs.PendingEpochAt.put(s, netuid, 0)
        Epochs.SubnetEpochIndex.update(s, netuid, lambda index: saturating_add(index, 1))
    return running


def note_distribution(s: State, netuid: NetUid, block: int) -> None:
    """Remember that the emission of a subnet was distributed in `block`, and by Yuma consensus where that is so."""
    Epochs.LastMechansimStepBlock.put(s, netuid, block)
    if block > 0 and Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Yuma:
        Epochs.LastYumaStepBlock.put(s, netuid, block)


def deferred_epochs(s: State, netuids: Sequence[NetUid], block: int) -> set[NetUid]:
    """Return the subnets whose epoch is due in a block and has to wait, since as many run as may."""
    due = [netuid for netuid in netuids if netuid != ROOT and is_due(s, netuid, block)]
    if not due:
        return set()
    left, waiting = cap_of_block(s, netuids, block), set[NetUid]()
    for netuid in due:
        if left <= 0:
            waiting.add(netuid)
        elif is_consistent(s, netuid):
            left -= 1
    return waiting


def cap_of_block(s: State, netuids: Sequence[NetUid], block: int) -> int:
    """Return how many epochs may run in a block: at most one when a subnet with Null consensus is due."""
    cap = Hyperparameters.MaxEpochsPerBlock.get(s)
    if cap <= 1:
        return cap
    # Most subnets are not due in most blocks, and Null is rare: ask for the choice, which is mostly not stored, first.
    null = any(
        netuid != ROOT
        and Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null
        and is_due(s, netuid, block)
        for netuid in netuids
    )
    return 1 if null else cap


def blocks_until_epoch(s: State, netuid: NetUid) -> int:
    """Return the blocks until the next epoch that comes by itself, 0 when it is due, 2**64-1 for a tempo of 0."""
    tempo = Hyperparameters.Tempo.get(s, netuid)
    if tempo == 0:
        return U64_MAX
    return saturating_sub(Epochs.LastEpochBlock.get(s, netuid) + tempo, now(s))


def is_frozen(s: State, netuid: NetUid) -> bool:
    """Tell whether an epoch of a subnet is asked for, or comes within AdminFreezeWindow blocks."""
    if Hyperparameters.Tempo.get(s, netuid) == 0:
        return False
    if Epochs.PendingEpochAt.get(s, netuid) > now(s):
        return True
    return blocks_until_epoch(s, netuid) < Hyperparameters.AdminFreezeWindow.get(s)


def ensure_not_frozen(s: State, netuid: NetUid) -> None:
    """Refuse a change shortly before an epoch."""
    if is_frozen(s, netuid):
        raise AdminActionProhibitedDuringWeightsWindow


def _is_due(s: State, netuid: NetUid, block: int, tempo: int) -> bool:
    if tempo == 0:
        return False
    if 0 < Epochs.PendingEpochAt.get(s, netuid) <= block:
        return True
    if Epochs.BlocksSinceLastStep.get(s, netuid) > tempo:
        return True
    return saturating_sub(block, Epochs.LastEpochBlock.get(s, netuid)) >= tempo


def _defer(s: State, netuid: NetUid, block: int) -> None:
    Epochs.PendingEpochAt.put(s, netuid, block + 1)
    s.emit(EpochDeferred(netuid, block, block + 1))
