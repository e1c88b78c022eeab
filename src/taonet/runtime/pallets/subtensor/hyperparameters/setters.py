"""Writing a hyperparameter and saying so. Whether it may be written is for the caller to check."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.events import (
    ActivityCutoffFactorMilliSet,
    ImmunityPeriodSet,
    MaxAllowedUidsSet,
    MaxAllowedValidatorsSet,
    MinAllowedWeightSet,
    RegistrationAllowed,
    TempoSet,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


def set_registration_allowed(s: State, netuid: NetUid, *, allowed: bool) -> None:
    """Open or close registration by paying the price."""
    Subnets.NetworkRegistrationAllowed.put(s, netuid, allowed)
    s.emit(RegistrationAllowed(netuid, allowed))


def set_max_allowed_uids(s: State, netuid: NetUid, value: int) -> None:
    """Write the highest number of neurons."""
    Hyperparameters.MaxAllowedUids.put(s, netuid, value)
    s.emit(MaxAllowedUidsSet(netuid, value))


def set_max_allowed_validators(s: State, netuid: NetUid, value: int) -> None:
    """Write the highest number of validators."""
    Hyperparameters.MaxAllowedValidators.put(s, netuid, value)
    s.emit(MaxAllowedValidatorsSet(netuid, value))


def set_min_allowed_weights(s: State, netuid: NetUid, value: int) -> None:
    """Write the lowest number of weights."""
    Hyperparameters.MinAllowedWeights.put(s, netuid, value)
    s.emit(MinAllowedWeightSet(netuid, value))


def set_immunity_period(s: State, netuid: NetUid, blocks: int) -> None:
    """Write how long new neurons are immune."""
    Hyperparameters.ImmunityPeriod.put(s, netuid, blocks)
    s.emit(ImmunityPeriodSet(netuid, blocks))


def set_activity_cutoff_factor(s: State, netuid: NetUid, factor_milli: int) -> None:
    """Write after how many thousandths of a tempo a neuron counts as inactive."""
    Hyperparameters.ActivityCutoffFactorMilli.put(s, netuid, factor_milli)
    s.emit(ActivityCutoffFactorMilliSet(netuid, factor_milli))


def set_tempo_from_now(s: State, netuid: NetUid, tempo: int) -> None:
    """Write the blocks between two epochs and count them from this block."""
    Hyperparameters.Tempo.put(s, netuid, tempo)
    s.emit(TempoSet(netuid, tempo))
    Epochs.LastEpochBlock.put(s, netuid, now(s))
