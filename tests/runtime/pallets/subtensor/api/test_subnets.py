"""Terms, pools and times of subnets."""

from __future__ import annotations

import pytest
from bittensor.reads.subnets import _hyperparam_value  # pyright: ignore[reportPrivateUsage]  # the client's own reading
from tests.helpers import ALICE_HOT, FIRST, OWN, TAO, Address, Ask, Give, register

from taonet.primitives.amounts import Alpha
from taonet.primitives.fixed import I96F32
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.founding import network_lock_cost
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import calls as subnets
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.sim import Chain


@pytest.fixture
def named(own_net: Chain) -> Chain:
    """Give a chain on which Alice named subnet 2."""
    own_net.call(own_net.alice, subnets.set_subnet_identity, OWN, b"Ours", *[b""] * 7)
    return own_net


def test_the_terms_of_a_subnet(own_net: Chain, ask: Ask, address: Address) -> None:
    info = ask("SubnetInfoRuntimeApi_get_subnet_info", OWN)

    assert (info["netuid"], info["owner"]) == (2, address(own_net.alice))
    assert (info["rho"], info["kappa"], info["scaling_law_power"]) == (10, 32_767, 50)
    assert (info["subnetwork_n"], info["max_allowed_uids"], info["max_allowed_validators"]) == (1, 256, 64)
    assert (info["burn"], info["immunity_period"], info["tempo"]) == (TAO, 5_000, 360)
    assert (info["network_connect"], info["network_modality"], info["emission_values"]) == ([], 0, 0)


def test_the_second_form_of_the_terms_adds_the_identity(named: Chain, ask: Ask) -> None:
    info = ask("SubnetInfoRuntimeApi_get_subnet_info_v2", OWN)
    first = ask("SubnetInfoRuntimeApi_get_subnet_info", OWN)

    assert info["identity"]["subnet_name"] == "Ours"
    assert {name: info[name] for name in info.keys() & first.keys()} == {
        name: value for name, value in first.items() if name != "emission_values"
    }


@pytest.mark.parametrize("name", ["get_subnets_info", "get_subnets_info_v2", "get_all_dynamic_info"])
def test_all_subnets_are_listed(own_net: Chain, ask: Ask, name: str) -> None:
    assert [info["netuid"] for info in ask(f"SubnetInfoRuntimeApi_{name}")] == [0, 1, 2]


def test_the_pool_of_a_subnet(named: Chain, ask: Ask, address: Address) -> None:
    s, own = named.s, OWN
    Coinbase.SubnetMovingPrice.put(s, own, I96F32.from_int(3))
    Coinbase.PendingValidatorEmission.put(s, own, Alpha(4))
    Coinbase.PendingServerEmission.put(s, own, Alpha(5))
    Epochs.LastMechansimStepBlock.put(s, own, 10)
    named.go_to(17)
    info = ask("SubnetInfoRuntimeApi_get_dynamic_info", own)

    assert (bytes(info["subnet_name"]), info["owner_hotkey"]) == (b"Ours", address(ALICE_HOT))
    assert (info["tao_in"], info["alpha_out"]) == (1_000 * TAO, 0)
    assert info["moving_price"] == {"bits": 3 << 32}
    assert (info["pending_alpha_emission"], info["pending_root_emission"]) == (9, 0)
    assert (info["last_step"], info["blocks_since_last_step"]) == (10, 7)


def test_the_state_of_the_seats(own_net: Chain, ask: Ask, give: Give, address: Address) -> None:
    hotkey = register(own_net, 1)
    give(hotkey, own_net.bob, OWN, 40)
    state = ask("SubnetInfoRuntimeApi_get_subnet_state", OWN)

    assert (state["hotkeys"], state["coldkeys"]) == (
        [address(ALICE_HOT), address(hotkey)],
        [address(own_net.alice), address(own_net.bob)],
    )
    assert (state["alpha_stake"], state["tao_stake"], state["total_stake"]) == ([0, 40], [0, 0], [0, 40])
    assert state["emission_history"] == [[0, 0]] * 3


def test_the_lists_of_hyperparameters_agree(own_net: Chain, ask: Ask) -> None:
    s, own = own_net.s, OWN
    Hyperparameters.AlphaValues.put(s, own, (1_000, 2_000))
    Hyperparameters.AlphaSigmoidSteepness.put(s, own, -3)
    Children.MinChildkeyTakePerSubnet.put(s, own, 77)
    first, second = (ask(f"SubnetInfoRuntimeApi_get_subnet_hyperparams{form}", own) for form in ("", "_v2"))
    entries = ask("SubnetInfoRuntimeApi_get_subnet_hyperparams_v3", own)
    third = {entry["name"]: _hyperparam_value(entry["value"]) for entry in entries}

    assert (first["alpha_low"], first["alpha_high"], first["max_weights_limit"]) == (1_000, 2_000, 65_535)
    assert {name: second[name] for name in first} == first
    assert (second["alpha_sigmoid_steepness"], second["yuma_version"]) == ({"bits": -3 << 32}, 3)
    same = third.keys() & second.keys() - {"alpha_sigmoid_steepness"}
    assert {name: third[name] for name in same} == {name: second[name] for name in same}
    assert len(entries) == len(third) == 35
    assert (third["min_childkey_take"], third["burn_half_life"]) == (77, Hyperparameters.BurnHalfLife.get(s, own))
    assert third["activity_cutoff_factor"] * second["tempo"] // 1_000 == third["activity_cutoff"]


def test_there_is_nothing_about_a_subnet_that_does_not_exist(net: Chain, ask: Ask) -> None:
    for name in ("info", "info_v2", "hyperparams", "hyperparams_v2", "hyperparams_v3", "state", "account_id"):
        assert ask(f"SubnetInfoRuntimeApi_get_subnet_{name}", 9) is None
    assert ask("SubnetInfoRuntimeApi_get_dynamic_info", 9) is None


def test_the_account_of_a_subnet(own_net: Chain, ask: Ask, address: Address) -> None:
    assert ask("SubnetInfoRuntimeApi_get_subnet_account_id", 2) == address(subnet_account(NetUid(2)))
    assert ask("SubnetInfoRuntimeApi_get_subnet_account_id", 0) == address(subnet_account(NetUid(0)))


def test_the_next_epoch_is_the_regular_one_or_the_one_asked_for(own_net: Chain, ask: Ask) -> None:
    s, own = own_net.s, OWN
    Epochs.LastEpochBlock.put(s, own, 100)
    name = "SubnetInfoRuntimeApi_get_next_epoch_start_block"

    assert ask(name, own) == 460
    Epochs.PendingEpochAt.put(s, own, 120)
    assert ask(name, own) == 120
    Epochs.PendingEpochAt.put(s, own, 500)
    assert ask(name, own) == 460
    Hyperparameters.Tempo.put(s, own, 0)
    assert ask(name, own) is None


def test_the_subnet_that_gives_way_is_the_cheapest_one_out_of_its_immunity(own_net: Chain, ask: Ask) -> None:
    s, name = own_net.s, "SubnetInfoRuntimeApi_get_subnet_to_prune"
    Subnets.NetworkImmunityPeriod.put(s, 100)
    Subnets.NetworkRegisteredAt.put(s, FIRST, 50)
    Subnets.NetworkRegisteredAt.put(s, OWN, 20)
    for netuid, price in ((FIRST, 5), (OWN, 6)):
        Subnets.SubnetMechanism.put(s, netuid, 1)
        Coinbase.SubnetMovingPrice.put(s, netuid, I96F32.from_int(price))

    own_net.go_to(119)
    assert ask(name) is None
    own_net.go_to(120)
    assert ask(name) == 2
    own_net.go_to(150)
    assert ask(name) == 1
    Coinbase.SubnetMovingPrice.put(s, FIRST, I96F32.from_int(6))
    assert ask(name) == 2


def test_the_emission_and_the_price_of_the_next_subnet(own_net: Chain, ask: Ask) -> None:
    assert ask("SubnetInfoRuntimeApi_get_block_emission") == TAO
    cost = ask("SubnetRegistrationRuntimeApi_get_network_registration_cost")
    assert cost == network_lock_cost(own_net.s)
    assert cost >= 1_000 * TAO


def test_where_rewards_are_staked_by_themselves(own_net: Chain, ask: Ask, address: Address) -> None:
    name = "SubnetInfoRuntimeApi_get_coldkey_auto_stake_hotkey"

    assert ask(name, own_net.bob, OWN) is None
    Accounts.AutoStakeDestination.put(own_net.s, own_net.bob, OWN, ALICE_HOT)
    assert ask(name, own_net.bob, OWN) == address(ALICE_HOT)
