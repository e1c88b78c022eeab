"""Settings of a subnet: for owner and root, limited for the owner, frozen before an epoch for both."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, OWN

from taonet.frame.call import Call
from taonet.frame.error import BadOrigin, DispatchError
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.admin_utils import (
    consensus_calls,
    errors,
    events,
    neuron_calls,
    price_calls,
    registration_calls,
)
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter, OwnerHyperparamUpdate
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import MechanismDoesNotExist, SubnetNotExists, TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.hyperparameters import errors as refusals
from taonet.runtime.pallets.subtensor.hyperparameters import events as said
from taonet.runtime.pallets.subtensor.hyperparameters.errors import (
    ActivityCutoffFactorMilliOutOfBounds,
    AdminActionProhibitedDuringWeightsWindow,
    TempoOutOfBounds,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import ConsensusMode, RecycleOrBurnEnum
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

ONE = U64F64.one

# Call, value, the item it writes. All are for owner and root, limited and frozen.
SETTINGS = [
    (neuron_calls.sudo_set_serving_rate_limit, 7, Hyperparameters.ServingRateLimit),
    (neuron_calls.sudo_set_weights_version_key, 7, Hyperparameters.WeightsVersionKey),
    (neuron_calls.sudo_set_immunity_period, 7, Hyperparameters.ImmunityPeriod),
    (neuron_calls.sudo_set_min_allowed_weights, 7, Hyperparameters.MinAllowedWeights),
    (neuron_calls.sudo_set_max_allowed_uids, 128, Hyperparameters.MaxAllowedUids),
    (neuron_calls.sudo_set_owner_immune_neuron_limit, 10, Hyperparameters.ImmuneOwnerUidsLimit),
    (neuron_calls.sudo_set_commit_reveal_weights_enabled, False, Hyperparameters.CommitRevealWeightsEnabled),
    (neuron_calls.sudo_set_commit_reveal_weights_interval, 100, Hyperparameters.RevealPeriodEpochs),
    (neuron_calls.sudo_set_toggle_transfer, False, Hyperparameters.TransferToggle),
    (neuron_calls.sudo_set_activity_cutoff_factor, 1_000, Hyperparameters.ActivityCutoffFactorMilli),
    (neuron_calls.sudo_set_min_childkey_take_per_subnet, 11_796, Children.MinChildkeyTakePerSubnet),
    (consensus_calls.sudo_set_rho, 7, Hyperparameters.Rho),
    (consensus_calls.sudo_set_bonds_moving_average, 975_000, Hyperparameters.BondsMovingAverage),
    (consensus_calls.sudo_set_bonds_penalty, 7, Hyperparameters.BondsPenalty),
    (consensus_calls.sudo_set_liquid_alpha_enabled, True, Hyperparameters.LiquidAlphaOn),
    (
        consensus_calls.sudo_set_liquid_alpha_consensus_mode,
        ConsensusMode.Previous,
        Hyperparameters.LiquidAlphaConsensusMode,
    ),
    (consensus_calls.sudo_set_alpha_sigmoid_steepness, 7, Hyperparameters.AlphaSigmoidSteepness),
    (consensus_calls.sudo_set_yuma3_enabled, False, Hyperparameters.Yuma3On),
    (price_calls.sudo_set_min_burn, 999_999_999, Hyperparameters.MinBurn),
    (price_calls.sudo_set_max_burn, 100_000_001, Hyperparameters.MaxBurn),
    (price_calls.sudo_set_burn_half_life, 36_100, Hyperparameters.BurnHalfLife),
    (price_calls.sudo_set_burn_increase_mult, 3 * ONE, Hyperparameters.BurnIncreaseMult),
    (price_calls.sudo_set_collateral_lock_share, 62_258, Hyperparameters.CollateralLockShare),
    (price_calls.sudo_set_collateral_drain_ratio, 10 * ONE, Hyperparameters.CollateralDrainRatio),
    (price_calls.sudo_set_recycle_or_burn, RecycleOrBurnEnum.Recycle, Hyperparameters.RecycleOrBurn),
    (registration_calls.sudo_set_max_difficulty, 7, Hyperparameters.MaxDifficulty),
    (registration_calls.sudo_set_network_pow_registration_allowed, True, Subnets.NetworkPowRegistrationAllowed),
]
SETTING = pytest.mark.parametrize(("call", "value", "item"), SETTINGS, ids=[row[0].name for row in SETTINGS])
HALF_FROZEN = {"sudo_set_activity_cutoff_factor"}  # the chain lets root do this at any time


UNTOLD = {
    "sudo_set_owner_immune_neuron_limit",
    "sudo_set_rho",
    "sudo_set_liquid_alpha_enabled",
    "sudo_set_alpha_sigmoid_steepness",
    "sudo_set_recycle_or_burn",
}
"""Settings of which the chain says nothing."""


@SETTING
def test_it_is_told_once_it_is_written(
    own_net: Chain, call: Call[..., Any], value: int | ConsensusMode | RecycleOrBurnEnum, item: Any
) -> None:
    own_net.call(own_net.alice, call, OWN, value)

    told = [msgspec.structs.astuple(event) for event in own_net.events()]
    assert told == ([] if call.name in UNTOLD else [(OWN, value)])


def test_the_mode_of_adaptive_bonds_has_an_event_of_its_own(own_net: Chain) -> None:
    own_net.call(own_net.alice, consensus_calls.sudo_set_liquid_alpha_consensus_mode, OWN, ConsensusMode.Previous)

    assert own_net.events() == [said.LiquidAlphaConsensusModeSet(OWN, ConsensusMode.Previous)]


def test_the_highest_childkey_take_is_that_of_the_state(own_net: Chain) -> None:
    Children.MaxChildkeyTake.put(own_net.s, 100)
    with own_net.refused(errors.InvalidValue):
        own_net.call(own_net.alice, neuron_calls.sudo_set_min_childkey_take_per_subnet, OWN, 101)
    own_net.call(own_net.alice, neuron_calls.sudo_set_min_childkey_take_per_subnet, OWN, 100)


@SETTING
def test_the_owner_sets_it_once_in_a_while(
    own_net: Chain, call: Call[..., Any], value: int | ConsensusMode | RecycleOrBurnEnum, item: Any
) -> None:
    own_net.call(own_net.alice, call, OWN, value)
    assert item.get(own_net.s, OWN) == value
    with own_net.refused(TxRateLimitExceeded):
        own_net.call(own_net.alice, call, OWN, value)


@SETTING
def test_root_sets_it_as_often_as_it_likes(
    own_net: Chain, call: Call[..., Any], value: int | ConsensusMode | RecycleOrBurnEnum, item: Any
) -> None:
    for _ in range(2):
        own_net.as_root(call, OWN, value)
    assert item.get(own_net.s, OWN) == value


@SETTING
def test_nobody_else_sets_it(
    own_net: Chain, call: Call[..., Any], value: int | ConsensusMode | RecycleOrBurnEnum, item: Any
) -> None:
    with own_net.refused(BadOrigin):
        own_net.call(own_net.bob, call, OWN, value)


@SETTING
def test_neither_sets_it_shortly_before_an_epoch(
    own_net: Chain, call: Call[..., Any], value: int | ConsensusMode | RecycleOrBurnEnum, item: Any
) -> None:
    Epochs.LastEpochBlock.put(own_net.s, OWN, 1)
    own_net.go_to(352)
    with own_net.refused(AdminActionProhibitedDuringWeightsWindow):
        own_net.call(own_net.alice, call, OWN, value)
    if call.name not in HALF_FROZEN:
        with own_net.refused(AdminActionProhibitedDuringWeightsWindow):
            own_net.as_root(call, OWN, value)


def test_a_change_counts_from_its_block_for_its_own_setting(own_net: Chain) -> None:
    own_net.call(own_net.alice, consensus_calls.sudo_set_rho, OWN, 7)
    key = OwnerHyperparamUpdate(OWN, Hyperparameter.Rho)
    assert Accounts.LastRateLimitedBlock.get(own_net.s, key) == 10
    own_net.call(own_net.alice, consensus_calls.sudo_set_bonds_penalty, OWN, 7)
    Epochs.LastEpochBlock.put(own_net.s, OWN, 700)
    own_net.go_to(10 + 2 * 360 - 1)
    with own_net.refused(TxRateLimitExceeded):
        own_net.call(own_net.alice, consensus_calls.sudo_set_rho, OWN, 8)
    own_net.skip(1)
    own_net.call(own_net.alice, consensus_calls.sudo_set_rho, OWN, 8)


@pytest.mark.parametrize(("call", "value", "refusal"), [
    (neuron_calls.sudo_set_max_allowed_uids, 63, errors.MaxAllowedUidsLessThanMinAllowedUids),
    (neuron_calls.sudo_set_max_allowed_uids, 257, errors.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids),
    (neuron_calls.sudo_set_max_allowed_validators, 257, errors.MaxValidatorsLargerThanMaxUIds),
    (neuron_calls.sudo_set_min_allowed_uids, 256, errors.MinAllowedUidsGreaterThanMaxAllowedUids),
    (neuron_calls.sudo_set_min_allowed_uids, 1, errors.MinAllowedUidsGreaterThanCurrentUids),
    (neuron_calls.sudo_set_owner_immune_neuron_limit, 0, refusals.InvalidValue),
    (neuron_calls.sudo_set_owner_immune_neuron_limit, 11, refusals.InvalidValue),
    (neuron_calls.sudo_set_commit_reveal_weights_interval, 0, refusals.RevealPeriodTooSmall),
    (neuron_calls.sudo_set_commit_reveal_weights_interval, 101, refusals.RevealPeriodTooLarge),
    (registration_calls.sudo_set_network_registration_allowed, False, errors.InvalidValue),
    (neuron_calls.sudo_set_activity_cutoff_factor, 999, ActivityCutoffFactorMilliOutOfBounds),
    (neuron_calls.sudo_set_min_childkey_take_per_subnet, 11_797, errors.InvalidValue),
    (price_calls.sudo_set_min_burn, 1_000_000_000, errors.ValueNotInBounds),
    (price_calls.sudo_set_max_burn, 100_000_000, errors.ValueNotInBounds),
    (price_calls.sudo_set_burn_half_life, 0, errors.InvalidValue),
    (price_calls.sudo_set_burn_half_life, 36_101, errors.InvalidValue),
    (price_calls.sudo_set_burn_increase_mult, ONE - 1, errors.InvalidValue),
    (price_calls.sudo_set_burn_increase_mult, 3 * ONE + 1, errors.InvalidValue),
    (price_calls.sudo_set_collateral_lock_share, 62_259, errors.CollateralLockShareTooHigh),
    (price_calls.sudo_set_collateral_drain_ratio, 0, errors.CollateralDrainRatioOutOfBounds),
    (price_calls.sudo_set_collateral_drain_ratio, 10 * ONE + 1, errors.CollateralDrainRatioOutOfBounds),
    (consensus_calls.sudo_set_mechanism_count, 0, refusals.InvalidValue),
    (consensus_calls.sudo_set_mechanism_count, 3, refusals.InvalidValue),
    (consensus_calls.sudo_set_mechanism_count, 2, refusals.TooManyUIDsPerMechanism),
    (consensus_calls.sudo_set_mechanism_emission_split, [65_534], refusals.InvalidValue),
    (consensus_calls.sudo_set_mechanism_emission_split, [65_535, 0], refusals.InvalidValue),
])  # fmt: skip
def test_even_root_is_refused_a_value_out_of_bounds(
    own_net: Chain, call: Call[..., Any], value: int | list[int], refusal: type[DispatchError]
) -> None:
    with own_net.refused(refusal):
        own_net.as_root(call, OWN, value)


def test_minimum_and_maximum_price_do_not_cross(own_net: Chain) -> None:
    own_net.as_root(price_calls.sudo_set_max_burn, OWN, 200_000_000)
    with own_net.refused(errors.ValueNotInBounds):
        own_net.as_root(price_calls.sudo_set_min_burn, OWN, 200_000_000)


def test_an_owner_has_narrower_bounds_than_root(own_net: Chain) -> None:
    with own_net.refused(errors.BondsMovingAverageMaxReached):
        own_net.call(own_net.alice, consensus_calls.sudo_set_bonds_moving_average, OWN, 975_001)
    with own_net.refused(errors.NegativeSigmoidSteepness):
        own_net.call(own_net.alice, consensus_calls.sudo_set_alpha_sigmoid_steepness, OWN, -1)
    with own_net.refused(TempoOutOfBounds):
        own_net.call(own_net.alice, neuron_calls.sudo_set_tempo, OWN, 359)
    own_net.as_root(consensus_calls.sudo_set_bonds_moving_average, OWN, 1_000_000)
    own_net.as_root(consensus_calls.sudo_set_alpha_sigmoid_steepness, OWN, -1)
    own_net.as_root(neuron_calls.sudo_set_tempo, OWN, 20)
    assert Hyperparameters.Tempo.get(own_net.s, OWN) == 20


def test_alpha_values_need_liquid_alpha_and_an_order(own_net: Chain) -> None:
    call = consensus_calls.sudo_set_alpha_values
    with own_net.refused(refusals.LiquidAlphaDisabled):
        own_net.as_root(call, OWN, 1_638, 1_638)
    own_net.as_root(consensus_calls.sudo_set_liquid_alpha_enabled, OWN, True)
    with own_net.refused(refusals.AlphaHighTooLow):
        own_net.as_root(call, OWN, 1_638, 1_637)
    for low, high in ((1_637, 9_000), (9_001, 9_000)):
        with own_net.refused(refusals.AlphaLowOutOfRange):
            own_net.as_root(call, OWN, low, high)
    own_net.call(own_net.alice, call, OWN, 1_638, 65_535)
    assert Hyperparameters.AlphaValues.get(own_net.s, OWN) == (1_638, 65_535)


def test_events_tell_the_new_value(own_net: Chain) -> None:
    own_net.as_root(neuron_calls.sudo_set_commit_reveal_weights_enabled, OWN, False)
    own_net.as_root(consensus_calls.sudo_set_yuma3_enabled, OWN, True)
    own_net.as_root(price_calls.sudo_set_subnet_emission_enabled, OWN, True)
    assert own_net.events(said.CommitRevealEnabled) == [said.CommitRevealEnabled(OWN, False)]
    assert own_net.events(events.Yuma3EnableToggled) == [events.Yuma3EnableToggled(OWN, True)]
    assert own_net.events(events.SubnetEmissionEnabledSet) == [events.SubnetEmissionEnabledSet(OWN, True)]


def test_registration_closes_where_work_can_be_proven_and_on_root_at_will(own_net: Chain) -> None:
    Subnets.NetworkPowRegistrationAllowed.put(own_net.s, OWN, value=True)
    own_net.call(own_net.alice, registration_calls.sudo_set_network_registration_allowed, OWN, False)
    assert not Subnets.NetworkRegistrationAllowed.get(own_net.s, OWN)
    own_net.as_root(registration_calls.sudo_set_network_registration_allowed, ROOT, False)
    assert not Subnets.NetworkRegistrationAllowed.get(own_net.s, ROOT)
    with own_net.refused(BadOrigin):
        own_net.call(own_net.alice, registration_calls.sudo_set_network_registration_allowed, ROOT, True)


def test_one_way_to_a_seat_stays_open(own_net: Chain) -> None:
    paid = registration_calls.sudo_set_network_registration_allowed
    worked = registration_calls.sudo_set_network_pow_registration_allowed
    own_net.as_root(worked, OWN, True)
    own_net.as_root(paid, OWN, False)
    with own_net.refused(errors.InvalidValue):
        own_net.as_root(worked, OWN, False)
    own_net.as_root(paid, OWN, True)
    own_net.as_root(worked, OWN, False)
    with own_net.refused(errors.NotPermittedOnRootSubnet):
        own_net.as_root(worked, ROOT, True)


def test_the_cut_of_the_owner_has_no_rate_limit(own_net: Chain) -> None:
    for enabled in (False, True, False):
        own_net.call(own_net.alice, price_calls.sudo_set_owner_cut_enabled, OWN, enabled)
        assert Hyperparameters.OwnerCutEnabled.get(own_net.s, OWN) is enabled
    with own_net.refused(BadOrigin):
        own_net.call(own_net.bob, price_calls.sudo_set_owner_cut_enabled, OWN, True)
    with own_net.refused(errors.NotPermittedOnRootSubnet):
        own_net.as_root(price_calls.sudo_set_owner_cut_enabled, ROOT, True)
    own_net.go_to(352)
    Epochs.LastEpochBlock.put(own_net.s, OWN, 1)
    with own_net.refused(AdminActionProhibitedDuringWeightsWindow):
        own_net.as_root(price_calls.sudo_set_owner_cut_enabled, OWN, True)


def test_the_emission_of_a_subnet_is_for_root_alone(own_net: Chain) -> None:
    with own_net.refused(BadOrigin):
        own_net.call(own_net.alice, price_calls.sudo_set_subnet_emission_enabled, OWN, True)
    with own_net.refused(errors.NotPermittedOnRootSubnet):
        own_net.as_root(price_calls.sudo_set_subnet_emission_enabled, ROOT, True)
    with own_net.refused(errors.SubnetDoesNotExist):
        own_net.as_root(price_calls.sudo_set_subnet_emission_enabled, NetUid(9), True)


def test_fewer_mechanisms_lose_what_they_kept(own_net: Chain) -> None:
    s, second = own_net.s, storage_index(OWN, 1)
    own_net.as_root(neuron_calls.sudo_set_max_allowed_uids, OWN, 128)
    own_net.call(own_net.alice, consensus_calls.sudo_set_mechanism_count, OWN, 2)
    own_net.call(own_net.alice, consensus_calls.sudo_set_mechanism_emission_split, OWN, [1, 65_534])
    Neurons.Weights.put(s, second, 0, [(0, 1)])
    Neurons.Bonds.put(s, second, 0, [(0, 1)])
    with own_net.refused(TxRateLimitExceeded):
        own_net.call(own_net.alice, consensus_calls.sudo_set_mechanism_count, OWN, 1)
    own_net.as_root(consensus_calls.sudo_set_mechanism_count, OWN, 1)

    assert not list(Neurons.Weights.items_under(s, second))
    assert not list(Neurons.Bonds.items_under(s, second))
    assert Hyperparameters.MechanismEmissionSplit.get(s, OWN) is None
    with own_net.refused(MechanismDoesNotExist):
        own_net.as_root(consensus_calls.sudo_set_mechanism_count, NetUid(9), 1)


def test_the_owner_hotkey_changes_once_a_week_whoever_does_it(own_net: Chain) -> None:
    own_net.call(own_net.alice, price_calls.sudo_set_sn_owner_hotkey, OWN, BOB_HOT)
    assert registry.owner_hotkey(own_net.s, OWN) == BOB_HOT
    own_net.skip(50_399)
    with own_net.refused(TxRateLimitExceeded):
        own_net.as_root(price_calls.sudo_set_sn_owner_hotkey, OWN, ALICE_HOT)
    own_net.skip(1)
    own_net.as_root(price_calls.sudo_set_sn_owner_hotkey, OWN, ALICE_HOT)
    with own_net.refused(SubnetNotExists):
        own_net.as_root(price_calls.sudo_set_sn_owner_hotkey, NetUid(9), ALICE_HOT)
