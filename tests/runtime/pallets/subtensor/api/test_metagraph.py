"""Metagraphs, mechagraphs and the chosen fields of both."""

from __future__ import annotations

import pytest
from bittensor.metagraph import _build  # pyright: ignore[reportPrivateUsage]  # what the client makes of an answer
from tests.helpers import ALICE_HOT, OWN, Address, Ask, Give, register

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import ROOT, MechId
from taonet.runtime.api.metagraphs import metagraph, selective_metagraph
from taonet.runtime.pallets.subtensor.accounts import calls as accounts
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.registration.types import MinerCollateralState
from taonet.runtime.pallets.subtensor.serving import calls as serving
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

IP = 1_676_056_785


@pytest.fixture
def busy(own_net: Chain, give: Give) -> Chain:
    """Give a chain on whose subnet 2 Alice and three miners of Bob sit, one of them served and identified."""
    for number in range(1, 4):
        register(own_net, number)
    miner = Neurons.Keys.get(own_net.s, OWN, 1)
    own_net.call(miner, serving.serve_axon, OWN, 2, IP, 8_091, 4, 1, 7, 8)
    own_net.call(own_net.bob, accounts.set_identity, b"Bob", b"", b"", b"", b"", b"", b"")
    give(miner, own_net.bob, OWN, 5_000)
    return own_net


def test_a_metagraph_holds_what_the_storage_says(busy: Chain, ask: Ask, address: Address) -> None:
    s, own = busy.s, OWN
    busy.skip(5)
    graph = ask("SubnetInfoRuntimeApi_get_metagraph", own)

    hotkeys = [Neurons.Keys.get(s, own, uid) for uid in range(4)]
    assert graph["hotkeys"] == [address(hotkey) for hotkey in hotkeys]
    assert graph["coldkeys"] == [address(busy.alice), *[address(busy.bob)] * 3]
    assert graph["owner_hotkey"] == address(ALICE_HOT)
    assert graph["owner_coldkey"] == address(busy.alice)
    assert (graph["netuid"], graph["num_uids"], graph["max_uids"]) == (own, 4, 256)
    assert (graph["block"], graph["tempo"]) == (busy.number, Hyperparameters.Tempo.get(s, own))
    assert graph["burn"] == Hyperparameters.Burn.get(s, own)
    assert graph["tao_in"] == Staking.SubnetTAO.get(s, own)
    assert graph["alpha_in"] == Staking.SubnetAlphaIn.get(s, own)
    assert bytes(graph["symbol"]) == Subnets.TokenSymbol.get(s, own)
    assert bytes(graph["name"]) == b"omron"
    assert graph["alpha_stake"] == [stakes.stake_on_hotkey(s, hotkey, own) for hotkey in hotkeys]
    assert graph["alpha_stake"][1] >= 5_000
    assert graph["last_update"] == Neurons.LastUpdate.get(s, storage_index(own, MechId(0)))
    assert graph["block_at_registration"] == [Neurons.BlockAtRegistration.get(s, own, uid) for uid in range(4)]


def test_only_who_served_and_who_identified_shows_it(busy: Chain, ask: Ask) -> None:
    graph = ask("SubnetInfoRuntimeApi_get_metagraph", OWN)

    assert [axon["port"] for axon in graph["axons"]] == [0, 8_091, 0, 0]
    assert [None if who is None else bytes(who["name"], "utf-8") for who in graph["identities"]] == [
        None,
        *[b"Bob"] * 3,
    ]


def test_the_official_client_makes_a_metagraph_of_it(busy: Chain, ask: Ask, address: Address) -> None:
    graph = _build(OWN, ask("SubnetInfoRuntimeApi_get_metagraph", OWN), {})

    assert len(graph) == 4
    assert graph.name == "omron"
    assert graph.neuron(1).axon is not None
    assert graph.neuron(2).axon is None
    assert graph.by_hotkey(address(ALICE_HOT)).uid == 0
    assert graph.owner_coldkey == address(busy.alice)


def test_total_stake_counts_root_stake_by_its_weight(busy: Chain, ask: Ask, give: Give) -> None:
    hotkey = Neurons.Keys.get(busy.s, OWN, 2)
    Hyperparameters.TaoWeight.put(busy.s, 1 << 63)
    give(hotkey, busy.bob, ROOT, 1_000_000)
    graph = ask("SubnetInfoRuntimeApi_get_metagraph", OWN)

    assert graph["tao_stake"][2] == 1_000_000
    assert graph["total_stake"][2] == graph["alpha_stake"][2] + 500_000


def test_collateral_and_dividends_stand_beside_their_hotkeys(busy: Chain, ask: Ask, address: Address) -> None:
    s, own = busy.s, OWN
    hotkey = Neurons.Keys.get(s, own, 3)
    state = MinerCollateralState(Alpha(70), 1 << 64, Alpha(60), Alpha(50))
    Registration.MinerCollateral.put(s, (own, hotkey, busy.bob), state)
    Coinbase.AlphaDividendsPerSubnet.put(s, own, hotkey, Alpha(9))
    graph = ask("SubnetInfoRuntimeApi_get_metagraph", own)

    assert graph["collateral_locked"] == [0, 0, 0, 70]
    assert graph["collateral_min"] == [0, 0, 0, 60]
    assert graph["collateral_earned"] == [0, 0, 0, 50]
    assert graph["alpha_dividends_per_hotkey"][3] == (address(hotkey), 9)
    assert [paid for _, paid in graph["tao_dividends_per_hotkey"]] == [0] * 4


def test_there_is_no_metagraph_of_a_subnet_that_does_not_exist(net: Chain, ask: Ask) -> None:
    assert ask("SubnetInfoRuntimeApi_get_metagraph", 9) is None
    assert ask("SubnetInfoRuntimeApi_get_mechagraph", 9, 0) is None
    assert ask("SubnetInfoRuntimeApi_get_selective_metagraph", 9, [0]) is None
    assert ask("SubnetInfoRuntimeApi_get_selective_mechagraph", 9, 0, [0]) is None


def test_all_metagraphs_are_those_of_the_subnets(busy: Chain, ask: Ask) -> None:
    assert [graph["netuid"] for graph in ask("SubnetInfoRuntimeApi_get_all_metagraphs")] == [0, 1, 2]


def test_a_mechanism_has_its_own_times_and_incentives(busy: Chain, ask: Ask) -> None:
    s, own = busy.s, OWN
    Hyperparameters.MechanismCountCurrent.put(s, own, MechId(2))
    index = storage_index(own, MechId(1))
    Neurons.LastUpdate.put(s, index, [1, 2, 3, 4])
    Neurons.Incentive.put(s, index, [5, 6, 7, 8])
    graph = ask("SubnetInfoRuntimeApi_get_mechagraph", own, 1)

    assert (graph["netuid"], graph["last_update"], graph["incentives"]) == (4_098, [1, 2, 3, 4], [5, 6, 7, 8])
    assert ask("SubnetInfoRuntimeApi_get_mechagraph", own, 2) is None
    assert [graph["netuid"] for graph in ask("SubnetInfoRuntimeApi_get_all_mechagraphs")] == [0, 1, 2, 4_098]
    chosen = ask("SubnetInfoRuntimeApi_get_selective_mechagraph", own, 1, [59, 62, 30])
    assert (chosen["netuid"], chosen["last_update"], chosen["incentives"]) == (own, [1, 2, 3, 4], [5, 6, 7, 8])
    assert (chosen["num_uids"], chosen["hotkeys"]) == (4, None)


def test_chosen_fields_are_those_of_the_whole(busy: Chain) -> None:
    whole = metagraph(busy.s, OWN)
    chosen = selective_metagraph(busy.s, OWN, range(100))

    assert whole is not None
    assert chosen is not None
    assert {name: chosen[name] for name in whole} == whole
    assert (len(whole), len(chosen)) == (75, 77)


def test_fields_that_were_not_chosen_are_left_out(busy: Chain, ask: Ask) -> None:
    chosen = ask("SubnetInfoRuntimeApi_get_selective_metagraph", OWN, [0, 3, 8, 77, 65_535])

    assert {name: value for name, value in chosen.items() if value is not None} == {"netuid": 2, "tempo": 360}
    assert ask("SubnetInfoRuntimeApi_get_selective_metagraph", OWN, [8])["netuid"] == 0


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "name"),
        (14, "tao_in"),
        (52, "hotkeys"),
        (55, "axons"),
        (67, "alpha_stake"),
        (73, "commitments"),
        (76, "collateral_earned"),
    ],
)
def test_the_numbers_of_the_fields_are_those_that_clients_use(busy: Chain, ask: Ask, number: int, name: str) -> None:
    chosen = ask("SubnetInfoRuntimeApi_get_selective_metagraph", OWN, [number])

    assert [field for field, value in chosen.items() if value is not None] == ["netuid", name]


def test_validators_are_permitted_seats_above_the_threshold_by_stake(busy: Chain, ask: Ask, give: Give) -> None:
    s, own = busy.s, OWN
    for uid, amount in ((0, 3_000), (2, 2_000), (3, 10)):
        give(Neurons.Keys.get(s, own, uid), busy.bob, own, amount)
    Hyperparameters.StakeThreshold.put(s, 10)
    Neurons.ValidatorPermit.put(s, own, [True, False, True, True])

    assert ask("SubnetInfoRuntimeApi_get_selective_metagraph", own, [72])["validators"] == [2, 0]
