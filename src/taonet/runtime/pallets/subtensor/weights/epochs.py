"""The epochs that commits count in: which one a commit belongs to now, when it is revealed, when it is too late."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.epoch.schedule import is_due
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters


def current_epoch(s: State, netuid: NetUid) -> int:
    """Return the number of the epoch that a commit or a reveal made now belongs to.

    An epoch that is still due in this block, because it was deferred, counts as begun.
    """
    begun = Epochs.SubnetEpochIndex.get(s, netuid)
    return saturating_add(begun, 1) if is_due(s, netuid, now(s)) else begun


def reveal_epoch(s: State, netuid: NetUid, commit_epoch: int) -> int:
    """Return the only epoch in which a commit of `commit_epoch` may be revealed."""
    return saturating_add(commit_epoch, Hyperparameters.RevealPeriodEpochs.get(s, netuid))


def may_be_revealed(s: State, netuid: NetUid, commit_epoch: int) -> bool:
    """Tell whether now is the epoch in which a commit is revealed."""
    return current_epoch(s, netuid) == reveal_epoch(s, netuid, commit_epoch)


def is_expired(s: State, netuid: NetUid, commit_epoch: int) -> bool:
    """Tell whether it is too late to reveal a commit."""
    return current_epoch(s, netuid) > reveal_epoch(s, netuid, commit_epoch)
