"""Settings of a subnet's neurons and of what its validators may do. Most are the owner's."""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.admin_utils import errors
from taonet.runtime.pallets.admin_utils.guards import (
    ensure_root_outside_freeze,
    ensure_subnet,
    limited_owner,
    note,
    owner_action,
    owner_change,
)
from taonet.runtime.pallets.subtensor import schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.hyperparameters import mechanism_changes, owner_changes, setters, value_events
from taonet.runtime.pallets.subtensor.hyperparameters import value_errors as refusals
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import netuid, per_u16
from taonet.scale import u16, u32, u64

MAX_CHILDKEY_TAKE = 11_796  # of 65 535: 18 %
MIN_IMMUNE_OWNER_UIDS, MAX_IMMUNE_OWNER_UIDS = 1, 10
MIN_REVEAL_PERIOD, MAX_REVEAL_PERIOD = 1, 100  # epochs


@call(index=3, weight=reads_writes(28_633_000, 4, 1, 4_212))
def sudo_set_serving_rate_limit(s: State, origin: Origin, netuid: netuid, serving_rate_limit: u64) -> None:
    """Set the blocks between two announcements of an endpoint by one neuron. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.ServingRateLimit):
        Hyperparameters.ServingRateLimit.put(s, netuid, serving_rate_limit)
        s.emit(value_events.ServingRateLimitSet(netuid, serving_rate_limit))


@call(index=6, weight=reads_writes(34_204_000, 5, 1, 4_383))
def sudo_set_weights_version_key(s: State, origin: Origin, netuid: netuid, weights_version_key: u64) -> None:
    """Set the lowest version that validators must state with their weights; 0 accepts all. For owner and root."""
    limit = Hyperparameters.Tempo.get(s, netuid) * Hyperparameters.WeightsVersionKeyRateLimit.get(s)
    with owner_action(s, origin, netuid, TransactionType.SetWeightsVersionKey, limit):
        ensure_subnet(s, netuid)
        Hyperparameters.WeightsVersionKey.put(s, netuid, weights_version_key)
        s.emit(value_events.WeightsVersionKeySet(netuid, weights_version_key))


@call(index=7, weight=reads_writes(16_420_000, 1, 1, 4_084))
def sudo_set_weights_set_rate_limit(s: State, origin: Origin, netuid: netuid, weights_set_rate_limit: u64) -> None:
    """Set the blocks between two settings of weights by one validator. For root."""
    ensure_root(origin)
    ensure_subnet(s, netuid)

    Hyperparameters.WeightsSetRateLimit.put(s, netuid, weights_set_rate_limit)
    s.emit(value_events.WeightsSetRateLimitSet(netuid, weights_set_rate_limit))


@call(index=13, weight=reads_writes(34_414_000, 5, 1, 4_383))
def sudo_set_immunity_period(s: State, origin: Origin, netuid: netuid, immunity_period: u16) -> None:
    """Set the blocks in which a new neuron is immune. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.ImmunityPeriod):
        ensure_subnet(s, netuid)
        setters.set_immunity_period(s, netuid, immunity_period)


@call(index=14, weight=reads_writes(34_664_000, 5, 1, 4_383))
def sudo_set_min_allowed_weights(s: State, origin: Origin, netuid: netuid, min_allowed_weights: u16) -> None:
    """Set the lowest number of weights a validator may set. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.MinAllowedWeights):
        ensure_subnet(s, netuid)
        setters.set_min_allowed_weights(s, netuid, min_allowed_weights)


@call(index=15, weight=reads_writes(43_381_000, 8, 1, 4_433))
def sudo_set_max_allowed_uids(s: State, origin: Origin, netuid: netuid, max_allowed_uids: u16) -> None:
    """Set the highest number of neurons: not below what the subnet has, nor above what an epoch can take.

    For owner and root.
    """
    with owner_change(s, origin, netuid, Hyperparameter.MaxAllowedUids):
        ensure_subnet(s, netuid)
        if max_allowed_uids < Hyperparameters.MinAllowedUids.get(s, netuid):
            raise errors.MaxAllowedUidsLessThanMinAllowedUids
        if max_allowed_uids < Subnets.SubnetworkN.get(s, netuid):
            raise errors.MaxAllowedUIdsLessThanCurrentUIds
        if max_allowed_uids > mechanism_changes.uid_budget(s, netuid):
            raise errors.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids
        count = Hyperparameters.MechanismCountCurrent.get(s, netuid)
        mechanism_changes.ensure_within_budget(s, netuid, max_allowed_uids, count)

        setters.set_max_allowed_uids(s, netuid, max_allowed_uids)


@call(index=25, weight=reads_writes(35_896_000, 6, 1, 4_383))
def sudo_set_max_allowed_validators(s: State, origin: Origin, netuid: netuid, max_allowed_validators: u16) -> None:
    """Set the highest number of validators; under Null consensus there is one. For root."""
    ensure_root_outside_freeze(s, origin, netuid)
    null = Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null
    if null and max_allowed_validators != 1:
        raise errors.InvalidValue
    if max_allowed_validators > Hyperparameters.MaxAllowedUids.get(s, netuid):
        raise errors.MaxValidatorsLargerThanMaxUIds

    setters.set_max_allowed_validators(s, netuid, max_allowed_validators)


@call(index=79, weight=reads_writes(37_890_000, 7, 1, 4_383))
def sudo_set_min_allowed_uids(s: State, origin: Origin, netuid: netuid, min_allowed_uids: u16) -> None:
    """Set the lowest number to which neurons can be cut, below what the subnet has and may have. For root."""
    ensure_root_outside_freeze(s, origin, netuid)
    if min_allowed_uids >= Hyperparameters.MaxAllowedUids.get(s, netuid):
        raise errors.MinAllowedUidsGreaterThanMaxAllowedUids
    if min_allowed_uids >= Subnets.SubnetworkN.get(s, netuid):
        raise errors.MinAllowedUidsGreaterThanCurrentUids

    Hyperparameters.MinAllowedUids.put(s, netuid, min_allowed_uids)
    s.emit(value_events.MinAllowedUidsSet(netuid, min_allowed_uids))


@call(index=84, weight=reads_writes(6_783_000, 0, 1))
def sudo_set_min_non_immune_uids(s: State, origin: Origin, netuid: netuid, min: u16) -> None:
    """Set how many neurons past immunity there must be before one of them is replaced. For root."""
    ensure_root(origin)

    Hyperparameters.MinNonImmuneUids.put(s, netuid, min)
    s.emit(value_events.MinNonImmuneUidsSet(netuid, min))


@call(index=72, weight=reads_writes(25_107_000, 4, 1, 4_280))
def sudo_set_owner_immune_neuron_limit(s: State, origin: Origin, netuid: netuid, immune_neurons: u16) -> None:
    """Set how many of the owner's neurons are never replaced, 1 to 10. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.ImmuneNeuronLimit):
        if not MIN_IMMUNE_OWNER_UIDS <= immune_neurons <= MAX_IMMUNE_OWNER_UIDS:
            raise refusals.InvalidValue

        Hyperparameters.ImmuneOwnerUidsLimit.put(s, netuid, immune_neurons)


@call(index=19, weight=reads_writes(7_113_000, 0, 1))
def sudo_set_network_registration_allowed(
    s: State,
    origin: Origin,
    netuid: netuid,
    registration_allowed: bool,
) -> None:
    """Open or close registration by paying the price; closed only where work can be proven instead.

    For owner and root; on root for root alone, and without these conditions.
    """
    if netuid == ROOT:
        ensure_root(origin)
        setters.set_registration_allowed(s, netuid, allowed=registration_allowed)
        return
    owner = limited_owner(s, origin, netuid, Hyperparameter.BurnRegistrationAllowed)
    ensure_subnet(s, netuid)
    schedule.ensure_not_frozen(s, netuid)
    if not registration_allowed and not Subnets.NetworkPowRegistrationAllowed.get(s, netuid):
        raise errors.InvalidValue

    setters.set_registration_allowed(s, netuid, allowed=registration_allowed)
    note(s, owner, netuid, Hyperparameter.BurnRegistrationAllowed)


@call(index=49, weight=reads_writes(34_544_000, 5, 1, 4_383))
def sudo_set_commit_reveal_weights_enabled(
    s: State,
    origin: Origin,
    netuid: netuid,
    enabled: bool,
) -> None:
    """Decide whether weights must be committed before they are revealed. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.CommitRevealEnabled):
        ensure_subnet(s, netuid)
        Hyperparameters.CommitRevealWeightsEnabled.put(s, netuid, enabled)
        s.emit(value_events.CommitRevealEnabled(netuid, enabled))


@call(index=57, weight=reads_writes(34_654_000, 5, 1, 4_383))
def sudo_set_commit_reveal_weights_interval(s: State, origin: Origin, netuid: netuid, interval: u64) -> None:
    """Set the epochs between the commit of weights and their reveal, 1 to 100. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.WeightCommitInterval):
        ensure_subnet(s, netuid)
        if interval > MAX_REVEAL_PERIOD:
            raise refusals.RevealPeriodTooLarge
        if interval < MIN_REVEAL_PERIOD:
            raise refusals.RevealPeriodTooSmall

        Hyperparameters.RevealPeriodEpochs.put(s, netuid, interval)
        s.emit(value_events.CommitRevealPeriodsSet(netuid, interval))


@call(index=61, weight=reads_writes(28_343_000, 4, 1, 4_280))
def sudo_set_toggle_transfer(
    s: State,
    origin: Origin,
    netuid: netuid,
    toggle: bool,
) -> None:
    """Allow or forbid transfers of stake between coldkeys on a subnet. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.TransferEnabled):
        Hyperparameters.TransferToggle.put(s, netuid, toggle)
        s.emit(value_events.TransferToggle(netuid, toggle))


@call(index=30, weight=reads_writes(44_877_000, 7, 3, 4_498))
def sudo_set_tempo(s: State, origin: Origin, netuid: netuid, tempo: u16) -> None:
    """Set the blocks between two epochs, counted from this block. The owner may choose 360 to 50400, root any."""
    owner_changes.change_tempo(s, origin, netuid, tempo)


@call(index=97, weight=reads_writes(39_193_000, 7, 2, 4_364))
def sudo_set_activity_cutoff_factor(s: State, origin: Origin, netuid: netuid, factor_milli: u32) -> None:
    """Set after how many thousandths of a tempo a neuron counts as inactive. For owner and root."""
    owner_changes.change_activity_cutoff_factor(s, origin, netuid, factor_milli)


@call(index=93, weight=reads_writes(38_100_000, 7, 1, 4_419))
def sudo_set_min_childkey_take_per_subnet(s: State, origin: Origin, netuid: netuid, take: per_u16) -> None:
    """Set the lowest take of children on a subnet, at least that of the chain and at most 18 %. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.MinChildkeyTake):
        ensure_subnet(s, netuid)
        if not Children.MinChildkeyTake.get(s) <= take <= MAX_CHILDKEY_TAKE:
            raise errors.InvalidValue

        Children.MinChildkeyTakePerSubnet.put(s, netuid, take)
        s.emit(value_events.MinChildKeyTakePerSubnetSet(netuid, take))
