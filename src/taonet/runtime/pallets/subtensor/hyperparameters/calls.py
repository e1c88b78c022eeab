"""Calls by which the owner of a subnet decides when its epochs run."""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.accounts import rate_limits
from taonet.runtime.pallets.subtensor.accounts.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters import freeze, setters
from taonet.runtime.pallets.subtensor.hyperparameters.errors import (
    ActivityCutoffFactorMilliOutOfBounds,
    AutoEpochAlreadyImminent,
    DynamicTempoBlockedByCommitReveal,
    EpochTriggerAlreadyPending,
    TempoOutOfBounds,
)
from taonet.runtime.pallets.subtensor.hyperparameters.events import EpochTriggered
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import NET_UID
from taonet.scale import U16, U32

MIN_TEMPO = 360  # blocks: 72 minutes of 12 s blocks; also the blocks between two changes
MAX_TEMPO = 50_400  # blocks: a week of 12 s blocks
MIN_ACTIVITY_CUTOFF_FACTOR = 1_000  # thousandths of a tempo
MAX_ACTIVITY_CUTOFF_FACTOR = 50_000


@call(index=139, args={"netuid": NET_UID, "tempo": U16}, weight=reads_writes(46_407_000, 6, 3, 4_440))
def set_tempo(s: State, origin: Origin, netuid: NetUid, tempo: int) -> None:
    """Set the blocks between two epochs, 360 to 50400, counted from this block. For the subnet's owner.

    Refused shortly before an epoch and within 360 blocks of the last change.
    """
    owner = registry.ensure_owner(s, origin, netuid)
    if not MIN_TEMPO <= tempo <= MAX_TEMPO:
        raise TempoOutOfBounds
    freeze.ensure_not_frozen(s, netuid)
    rate_limits.ensure_action(s, TransactionType.TempoUpdate, owner, netuid, MIN_TEMPO)

    setters.set_tempo_from_now(s, netuid, tempo)
    rate_limits.set_last_action(s, TransactionType.TempoUpdate, owner, netuid, now(s))


@call(index=140, args={"netuid": NET_UID, "factor_milli": U32}, weight=reads_writes(39_193_000, 7, 2, 4_364))
def set_activity_cutoff_factor(s: State, origin: Origin, netuid: NetUid, factor_milli: int) -> None:
    """Set after how many thousandths of a tempo (1000 to 50000) a neuron counts as inactive.

    For the subnet's owner, who is refused shortly before an epoch and too soon after the last change, and for root.
    """
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    if not MIN_ACTIVITY_CUTOFF_FACTOR <= factor_milli <= MAX_ACTIVITY_CUTOFF_FACTOR:
        raise ActivityCutoffFactorMilliOutOfBounds
    if owner is not None:
        freeze.ensure_not_frozen(s, netuid)
        rate_limits.ensure_owner_may_update(s, netuid, Hyperparameter.ActivityCutoffFactorMilli)

    setters.set_activity_cutoff_factor(s, netuid, factor_milli)
    if owner is not None:
        rate_limits.note_owner_update(s, netuid, Hyperparameter.ActivityCutoffFactorMilli)


@call(index=141, args={"netuid": NET_UID}, weight=reads_writes(42_539_000, 8, 2, 4_447))
def trigger_epoch(s: State, origin: Origin, netuid: NetUid) -> None:
    """Ask for an epoch in AdminFreezeWindow blocks. For the owner of a subnet without commit-reveal."""
    owner = registry.ensure_owner(s, origin, netuid)
    if Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid):
        raise DynamicTempoBlockedByCommitReveal
    if Epochs.PendingEpochAt.get(s, netuid) != 0:
        raise EpochTriggerAlreadyPending
    window = Hyperparameters.AdminFreezeWindow.get(s)
    if freeze.blocks_until_epoch(s, netuid) < window:
        raise AutoEpochAlreadyImminent
    rate_limits.ensure_owner_may_update(s, netuid, Hyperparameter.TriggerEpoch)

    fires_at = now(s) + window
    Epochs.PendingEpochAt.put(s, netuid, fires_at)
    rate_limits.note_owner_update(s, netuid, Hyperparameter.TriggerEpoch)
    s.emit(EpochTriggered(netuid, owner, fires_at))
