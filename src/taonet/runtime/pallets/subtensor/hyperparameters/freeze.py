"""The blocks before an epoch in which owners change nothing, so that validators know what they are judged by."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import U64_MAX, saturating_sub
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.errors import AdminActionProhibitedDuringWeightsWindow
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters


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
