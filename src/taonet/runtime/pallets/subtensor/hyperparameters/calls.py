"""Calls about when the epochs of a subnet run. Two of the three are kept for their numbers only.

Source: macros/dispatches.rs set_tempo, set_activity_cutoff_factor
Source: coinbase/tempo_control.rs do_trigger_epoch
"""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.errors import (
    AutoEpochAlreadyImminent,
    DynamicTempoBlockedByCommitReveal,
    EpochTriggerAlreadyPending,
)
from taonet.runtime.pallets.subtensor.hyperparameters.events import EpochTriggered
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import netuid
from taonet.scale import u16, u32


@call(index=139, weight=Weight(1_792_000))
def set_tempo(s: State, origin: Origin, netuid: netuid, tempo: u16) -> None:
    """Do nothing, for anybody, at the usual fee. Use `AdminUtils.sudo_set_tempo` instead."""


@call(index=140, weight=Weight(1_728_000))
def set_activity_cutoff_factor(s: State, origin: Origin, netuid: netuid, factor_milli: u32) -> None:
    """Do nothing, for anybody, at the usual fee. Use `AdminUtils.sudo_set_activity_cutoff_factor` instead."""


@call(index=141, weight=reads_writes(27_000_000, 8, 2, 4_447))
def trigger_epoch(s: State, origin: Origin, netuid: netuid) -> None:
    """Ask for an epoch in AdminFreezeWindow blocks. For the owner of a subnet without commit-reveal."""
    owner = registry.ensure_owner(s, origin, netuid)
    if Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid):
        raise DynamicTempoBlockedByCommitReveal
    if Epochs.PendingEpochAt.get(s, netuid) != 0:
        raise EpochTriggerAlreadyPending
    window = Hyperparameters.AdminFreezeWindow.get(s)
    if schedule.blocks_until_epoch(s, netuid) < window:
        raise AutoEpochAlreadyImminent
    rate_limits.ensure_owner_may_update(s, netuid, Hyperparameter.TriggerEpoch)

    fires_at = now(s) + window
    Epochs.PendingEpochAt.put(s, netuid, fires_at)
    rate_limits.note_owner_update(s, netuid, Hyperparameter.TriggerEpoch)
    s.emit(EpochTriggered(netuid, owner, fires_at))
