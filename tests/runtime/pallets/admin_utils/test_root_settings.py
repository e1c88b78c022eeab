"""Settings that are root's alone: those that hold for all subnets, and some of a subnet."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers import OWN
from tests.runtime.pallets.admin_utils.test_owner_settings import SETTINGS as SETTINGS_OF_OWNERS

from taonet.frame.call import Call
from taonet.frame.error import BadOrigin, DispatchError
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.admin_utils import (
    PALLET,
    chain_calls,
    consensus_calls,
    errors,
    neuron_calls,
    price_calls,
    registration_calls,
)
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters import errors as refusals
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage
from taonet.sim import Chain

ONE = U64F64.one

SETTINGS = [
    (chain_calls.sudo_set_default_take, 7, Accounts.MaxDelegateTake),
    (chain_calls.sudo_set_min_delegate_take, 7, Accounts.MinDelegateTake),
    (chain_calls.sudo_set_tx_delegate_take_rate_limit, 7, Accounts.TxDelegateTakeRateLimit),
    (chain_calls.sudo_set_stake_threshold, 7, Hyperparameters.StakeThreshold),
    (chain_calls.sudo_set_nominator_min_required_stake, 7, Hyperparameters.NominatorMinRequiredStake),
    (chain_calls.sudo_set_commit_reveal_version, 7, WeightCommitsStorage.CommitRevealWeightsVersion),
    (chain_calls.sudo_set_ck_burn, 7, Hyperparameters.CKBurn),
    (chain_calls.sudo_set_admin_freeze_window, 7, Hyperparameters.AdminFreezeWindow),
    (chain_calls.sudo_set_owner_hparam_rate_limit, 7, Hyperparameters.OwnerHyperparamRateLimit),
    (chain_calls.sudo_set_max_epochs_per_block, 7, Hyperparameters.MaxEpochsPerBlock),
    (chain_calls.sudo_set_subnet_owner_cut, 7, Hyperparameters.SubnetOwnerCut),
    (chain_calls.sudo_set_network_rate_limit, 7, Subnets.NetworkRateLimit),
    (chain_calls.sudo_set_network_min_lock_cost, 7, Subnets.NetworkMinLockCost),
    (chain_calls.sudo_set_subnet_limit, 7, Subnets.SubnetLimit),
    (chain_calls.sudo_set_lock_reduction_interval, 7, Subnets.NetworkLockReductionInterval),
    (chain_calls.sudo_set_start_call_delay, 7, Subnets.StartCallDelay),
    (chain_calls.sudo_set_subnet_moving_alpha, 7, Coinbase.SubnetMovingAlpha),
    (chain_calls.sudo_set_emission_bar_quantile, ONE - 1, Coinbase.EmissionBarQuantile),
    (chain_calls.sudo_set_emission_bar_rank, 0, Coinbase.EmissionBarRank),
    (chain_calls.sudo_set_emission_gate_exponent, 8 * ONE, Coinbase.EmissionGateExponent),
    (consensus_calls.sudo_set_max_mechanism_count, 16, Hyperparameters.MaxMechanismCount),
]
SETTING = pytest.mark.parametrize(("call", "value", "item"), SETTINGS, ids=[row[0].name for row in SETTINGS])


# Call, value, the item it writes, and whether the subnet must exist.
SETTINGS_OF_A_SUBNET = [
    (consensus_calls.sudo_set_kappa, 7, Hyperparameters.Kappa, True),
    (neuron_calls.sudo_set_weights_set_rate_limit, 7, Hyperparameters.WeightsSetRateLimit, True),
    (neuron_calls.sudo_set_max_allowed_validators, 7, Hyperparameters.MaxAllowedValidators, True),
    (neuron_calls.sudo_set_min_allowed_uids, 0, Hyperparameters.MinAllowedUids, True),
    (neuron_calls.sudo_set_min_non_immune_uids, 7, Hyperparameters.MinNonImmuneUids, False),
    (price_calls.sudo_set_subnet_emission_enabled, True, Hyperparameters.SubnetEmissionEnabled, True),
    (price_calls.sudo_set_subtoken_enabled, True, Subnets.SubtokenEnabled, False),
    (price_calls.sudo_set_ema_price_halving_period, 7, Coinbase.EMAPriceHalvingBlocks, False),
    (price_calls.sudo_set_rao_recycled, 7, Registration.RAORecycledForRegistration, True),
    (price_calls.sudo_set_target_registrations_per_interval, 7, Hyperparameters.TargetRegistrationsPerInterval, True),
    (price_calls.sudo_set_max_registrations_per_block, 7, Hyperparameters.MaxRegistrationsPerBlock, True),
    (registration_calls.sudo_set_difficulty, 7, Hyperparameters.Difficulty, True),
    (registration_calls.sudo_set_min_difficulty, 7, Hyperparameters.MinDifficulty, True),
]
OF_A_SUBNET = pytest.mark.parametrize(
    ("call", "value", "item", "must_exist"), SETTINGS_OF_A_SUBNET, ids=[row[0].name for row in SETTINGS_OF_A_SUBNET]
)


@OF_A_SUBNET
def test_root_sets_it_on_a_subnet(
    own_net: Chain, call: Call[..., Any], value: int, item: Any, must_exist: bool
) -> None:
    own_net.as_root(call, OWN, value)
    assert item.get(own_net.s, OWN) == value
    if must_exist:
        with own_net.refused(errors.SubnetDoesNotExist):
            own_net.as_root(call, NetUid(9), value)
    with own_net.refused(BadOrigin):
        own_net.call(own_net.alice, call, OWN, value)


@SETTING
def test_root_sets_it(own_net: Chain, call: Call[..., Any], value: int, item: Any) -> None:
    own_net.as_root(call, value)
    assert item.get(own_net.s) == value


@SETTING
def test_an_owner_does_not(own_net: Chain, call: Call[..., Any], value: int, item: Any) -> None:
    with own_net.refused(BadOrigin):
        own_net.call(own_net.alice, call, value)


@pytest.mark.parametrize(("call", "value", "refusal"), [
    (chain_calls.sudo_set_max_epochs_per_block, 0, errors.ValueNotInBounds),
    (chain_calls.sudo_set_emission_bar_quantile, 0, errors.InvalidValue),
    (chain_calls.sudo_set_emission_bar_quantile, ONE, errors.InvalidValue),
    (chain_calls.sudo_set_emission_gate_exponent, ONE - 1, errors.InvalidValue),
    (chain_calls.sudo_set_emission_gate_exponent, 8 * ONE + 1, errors.InvalidValue),
    (consensus_calls.sudo_set_max_mechanism_count, 0, refusals.InvalidValue),
    (consensus_calls.sudo_set_max_mechanism_count, 17, refusals.InvalidValue),
])  # fmt: skip
def test_root_is_refused_a_value_out_of_bounds(
    own_net: Chain, call: Call[..., Any], value: int, refusal: type[DispatchError]
) -> None:
    with own_net.refused(refusal):
        own_net.as_root(call, value)


@pytest.mark.parametrize(("call", "value"), [
    (chain_calls.sudo_set_emission_bar_quantile, ONE // 2), (chain_calls.sudo_set_emission_bar_rank, 5),
])  # fmt: skip
def test_a_new_rule_for_the_bar_has_it_worked_out_anew(own_net: Chain, call: Call[..., Any], value: int) -> None:
    Coinbase.EmissionGateBar.put(own_net.s, ONE // 32)
    own_net.as_root(call, value)
    assert Coinbase.EmissionGateBar.get(own_net.s) == 0


def test_every_setting_is_in_a_table_or_has_tests_of_its_own() -> None:
    own_tests = {
        "alpha_values",
        "mechanism_count",
        "mechanism_emission_split",
        "network_registration_allowed",
        "owner_cut_enabled",
        "sn_owner_hotkey",
        "tempo",
    }
    in_tables = {row[0].name for row in (*SETTINGS, *SETTINGS_OF_A_SUBNET, *SETTINGS_OF_OWNERS)}
    assert in_tables.isdisjoint(f"sudo_set_{name}" for name in own_tests)
    assert in_tables | {f"sudo_set_{name}" for name in own_tests} == {call.name for call in PALLET.calls}
