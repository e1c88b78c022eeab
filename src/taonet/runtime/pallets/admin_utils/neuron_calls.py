"""Settings of a subnet's neurons and of what its validators may do. Most are the owner's.

Source: lib.rs sudo_set_weights_version_key, sudo_set_max_allowed_uids
Source: pallets/subtensor/src/coinbase/tempo_control.rs do_set_tempo, do_set_activity_cutoff_factor
"""

from __future__ import annotations

from operator import ge, le, lt

from taonet.frame.call import call
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.admin_utils import errors
from taonet.runtime.pallets.admin_utils.setting import (
    ensure_subnet,
    exists,
    must,
    owner,
    owner_once_in,
    root,
    root_outside_freeze,
    setting,
    within,
)
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter as Limit
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.constants import Constants
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters import errors as refusals
from taonet.runtime.pallets.subtensor.hyperparameters import events as told
from taonet.runtime.pallets.subtensor.hyperparameters.changes import change, ensure_within_budget, uid_budget
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import netuid, per_u16
from taonet.scale import u16, u32, u64


def _fits_epochs(s: State, _signer: AccountId | None, netuid: NetUid, uids: int) -> None:
    if uids > uid_budget(s, netuid):
        raise errors.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids
    ensure_within_budget(s, netuid, uids, Hyperparameters.MechanismCountCurrent.get(s, netuid))


def _is_one_under_null(s: State, _signer: AccountId | None, netuid: NetUid, validators: int) -> None:
    if validators != 1 and Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null:
        raise errors.InvalidValue


@call(index=3, weight=reads_writes(28_164_000, 4, 1, 4_212))
@setting(owner(Limit.ServingRateLimit), Hyperparameters.ServingRateLimit, told.ServingRateLimitSet)
def sudo_set_serving_rate_limit(s: State, origin: Origin, netuid: netuid, serving_rate_limit: u64) -> None:
    """Set the blocks between two announcements of an endpoint by one neuron. For owner and root."""


@call(index=6, weight=reads_writes(34_092_000, 5, 1, 4_383))
def sudo_set_weights_version_key(s: State, origin: Origin, netuid: netuid, weights_version_key: u64) -> None:
    """Set the lowest version that validators must state with their weights; 0 accepts all. For owner and root."""
    limit = Hyperparameters.Tempo.get(s, netuid) * Hyperparameters.WeightsVersionKeyRateLimit.get(s)
    with owner_once_in(limit, TransactionType.SetWeightsVersionKey)(s, origin, netuid):
        ensure_subnet(s, netuid)
        change(s, Hyperparameters.WeightsVersionKey, told.WeightsVersionKeySet, netuid, weights_version_key)


@call(index=7, weight=reads_writes(16_348_000, 1, 1, 4_084))
@setting(root, Hyperparameters.WeightsSetRateLimit, told.WeightsSetRateLimitSet, exists)
def sudo_set_weights_set_rate_limit(s: State, origin: Origin, netuid: netuid, weights_set_rate_limit: u64) -> None:
    """Set the blocks between two settings of weights by one validator. For root."""


@call(index=13, weight=reads_writes(33_852_000, 5, 1, 4_383))
@setting(owner(Limit.ImmunityPeriod), Hyperparameters.ImmunityPeriod, told.ImmunityPeriodSet, exists)
def sudo_set_immunity_period(s: State, origin: Origin, netuid: netuid, immunity_period: u16) -> None:
    """Set the blocks in which a new neuron is immune. For owner and root."""


@call(index=14, weight=reads_writes(33_792_000, 5, 1, 4_383))
@setting(owner(Limit.MinAllowedWeights), Hyperparameters.MinAllowedWeights, told.MinAllowedWeightSet, exists)
def sudo_set_min_allowed_weights(s: State, origin: Origin, netuid: netuid, min_allowed_weights: u16) -> None:
    """Set the lowest number of weights a validator may set. For owner and root."""


@call(index=15, weight=reads_writes(42_268_000, 8, 1, 4_433))
@setting(
    owner(Limit.MaxAllowedUids),
    Hyperparameters.MaxAllowedUids,
    told.MaxAllowedUidsSet,
    exists,
    must(ge, Hyperparameters.MinAllowedUids, errors.MaxAllowedUidsLessThanMinAllowedUids),
    must(ge, Subnets.SubnetworkN, errors.MaxAllowedUIdsLessThanCurrentUIds),
    _fits_epochs,
)
def sudo_set_max_allowed_uids(s: State, origin: Origin, netuid: netuid, max_allowed_uids: u16) -> None:
    """Set the highest number of neurons: not below what the subnet has, nor above what an epoch can take.

    For owner and root.
    """


@call(index=25, weight=reads_writes(35_476_000, 6, 1, 4_383))
@setting(
    root_outside_freeze,
    Hyperparameters.MaxAllowedValidators,
    told.MaxAllowedValidatorsSet,
    exists,
    _is_one_under_null,
    must(le, Hyperparameters.MaxAllowedUids, errors.MaxValidatorsLargerThanMaxUIds),
)
def sudo_set_max_allowed_validators(s: State, origin: Origin, netuid: netuid, max_allowed_validators: u16) -> None:
    """Set the highest number of validators; under Null consensus there is one. For root."""


@call(index=79, weight=reads_writes(37_300_000, 7, 1, 4_383))
@setting(
    root_outside_freeze,
    Hyperparameters.MinAllowedUids,
    told.MinAllowedUidsSet,
    exists,
    must(lt, Hyperparameters.MaxAllowedUids, errors.MinAllowedUidsGreaterThanMaxAllowedUids),
    must(lt, Subnets.SubnetworkN, errors.MinAllowedUidsGreaterThanCurrentUids),
)
def sudo_set_min_allowed_uids(s: State, origin: Origin, netuid: netuid, min_allowed_uids: u16) -> None:
    """Set the lowest number to which neurons can be cut, below what the subnet has and may have. For root."""


@call(index=84, weight=reads_writes(7_204_000, 0, 1))
@setting(root, Hyperparameters.MinNonImmuneUids, told.MinNonImmuneUidsSet)
def sudo_set_min_non_immune_uids(s: State, origin: Origin, netuid: netuid, min: u16) -> None:
    """Set how many neurons past immunity there must be before one of them is replaced. For root."""


@call(index=72, weight=reads_writes(24_968_000, 4, 1, 4_280))
@setting(
    owner(Limit.ImmuneNeuronLimit), Hyperparameters.ImmuneOwnerUidsLimit, None, within(1, 10, refusals.InvalidValue)
)
def sudo_set_owner_immune_neuron_limit(s: State, origin: Origin, netuid: netuid, immune_neurons: u16) -> None:
    """Set how many of the owner's neurons are never replaced, 1 to 10. For owner and root."""


@call(index=49, weight=reads_writes(33_912_000, 5, 1, 4_383))
@setting(owner(Limit.CommitRevealEnabled), Hyperparameters.CommitRevealWeightsEnabled, told.CommitRevealEnabled, exists)
def sudo_set_commit_reveal_weights_enabled(s: State, origin: Origin, netuid: netuid, enabled: bool) -> None:
    """Decide whether weights must be committed before they are revealed. For owner and root."""


@call(index=57, weight=reads_writes(34_512_000, 5, 1, 4_383))
@setting(
    owner(Limit.WeightCommitInterval),
    Hyperparameters.RevealPeriodEpochs,
    told.CommitRevealPeriodsSet,
    exists,
    must(le, 100, refusals.RevealPeriodTooLarge),
    must(ge, 1, refusals.RevealPeriodTooSmall),
)
def sudo_set_commit_reveal_weights_interval(s: State, origin: Origin, netuid: netuid, interval: u64) -> None:
    """Set the epochs between the commit of weights and their reveal, 1 to 100. For owner and root."""


@call(index=61, weight=reads_writes(28_280_000, 4, 1, 4_280))
@setting(owner(Limit.TransferEnabled), Hyperparameters.TransferToggle, told.TransferToggle)
def sudo_set_toggle_transfer(s: State, origin: Origin, netuid: netuid, toggle: bool) -> None:
    """Allow or forbid transfers of stake between coldkeys on a subnet. For owner and root."""


@call(index=30, weight=reads_writes(47_036_000, 7, 3, 4_498))
def sudo_set_tempo(s: State, origin: Origin, netuid: netuid, tempo: u16) -> None:
    """Set the blocks between two epochs, counted from this block. The owner may choose 360 to 50400, root any."""
    signer = registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    shortest = Constants.MinTempo.value  # also the blocks between two changes
    if signer is not None and not shortest <= tempo <= Constants.MaxTempo.value:
        raise refusals.TempoOutOfBounds
    schedule.ensure_not_frozen(s, netuid)
    if signer is not None:
        rate_limits.ensure_action(s, TransactionType.TempoUpdate, signer, netuid, shortest)

    change(s, Hyperparameters.Tempo, told.TempoSet, netuid, tempo)
    Epochs.LastEpochBlock.put(s, netuid, now(s))
    if signer is not None:
        rate_limits.set_last_action(s, TransactionType.TempoUpdate, signer, netuid, now(s))


@call(index=97, weight=reads_writes(7_352_000, 0, 1))
def sudo_set_activity_cutoff_factor(s: State, origin: Origin, netuid: netuid, factor_milli: u32) -> None:
    """Set after how many thousandths of a tempo a neuron counts as inactive. For owner and root."""
    signer = registry.ensure_owner_or_root(s, origin, netuid)
    if not Constants.MinActivityCutoffFactorMilli.value <= factor_milli <= Constants.MaxActivityCutoffFactorMilli.value:
        raise refusals.ActivityCutoffFactorMilliOutOfBounds
    if signer is not None:  # root is not held up by the freeze here
        schedule.ensure_not_frozen(s, netuid)
        rate_limits.ensure_owner_may_update(s, netuid, Limit.ActivityCutoffFactorMilli)

    change(s, Hyperparameters.ActivityCutoffFactorMilli, told.ActivityCutoffFactorMilliSet, netuid, factor_milli)
    if signer is not None:
        rate_limits.note_owner_update(s, netuid, Limit.ActivityCutoffFactorMilli)


@call(index=93, weight=reads_writes(37_620_000, 7, 1, 4_419))
@setting(
    owner(Limit.MinChildkeyTake),
    Children.MinChildkeyTakePerSubnet,
    told.MinChildKeyTakePerSubnetSet,
    exists,
    must(ge, Children.MinChildkeyTake, errors.InvalidValue),
    must(le, Children.MaxChildkeyTake, errors.InvalidValue),
)
def sudo_set_min_childkey_take_per_subnet(s: State, origin: Origin, netuid: netuid, take: per_u16) -> None:
    """Set the lowest take of children on a subnet, within the bounds of the chain. For owner and root."""
