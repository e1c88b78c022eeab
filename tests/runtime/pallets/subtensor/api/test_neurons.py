"""Neurons with and without their weights and bonds."""

from __future__ import annotations

from tests.helpers import OWN, Address, Ask, Give, register

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import NetUidStorageIndex
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.serving import calls as serving
from taonet.sim import Chain

IP = 1_676_056_785


def test_a_neuron_holds_what_the_storage_says(own_net: Chain, ask: Ask, give: Give, address: Address) -> None:
    s, own, index = own_net.s, OWN, NetUidStorageIndex(OWN)
    hotkey = register(own_net, 1)
    give(hotkey, own_net.charlie, own, 7_000)
    own_net.call(hotkey, serving.serve_axon, own, 2, IP, 8_091, 4, 1, 7, 8)
    own_net.call(hotkey, serving.serve_prometheus, own, 2, IP, 9_090, 4)
    for item, values in (
        (Neurons.Consensus, [1, 2]), (Neurons.Dividends, [3, 4]), (Neurons.ValidatorTrust, [5, 6]),
        (Neurons.Active, [False, True]), (Neurons.ValidatorPermit, [False, True]), (Neurons.Emission, [Alpha(7), Alpha(8)]),
    ):  # fmt: skip
        item.put(s, own, values)
    Neurons.Incentive.put(s, index, [9, 10])
    Neurons.LastUpdate.put(s, index, [11, 12])
    Neurons.Weights.put(s, index, 1, [(0, 65_535), (1, 0)])
    Neurons.Bonds.put(s, index, 1, [(0, 0), (1, 17)])
    neuron = ask("NeuronInfoRuntimeApi_get_neuron", own, 1)

    assert neuron["hotkey"] == address(hotkey)
    assert neuron["coldkey"] == address(own_net.bob)
    assert (neuron["uid"], neuron["netuid"], neuron["active"], neuron["validator_permit"]) == (1, own, True, True)
    assert (neuron["axon_info"]["port"], neuron["prometheus_info"]["port"]) == (8_091, 9_090)
    assert neuron["stake"] == [(address(own_net.bob), 7_000)]
    assert [neuron[name] for name in ("consensus", "dividends", "validator_trust", "emission")] == [2, 4, 6, 8]
    assert (neuron["incentive"], neuron["last_update"]) == (10, 12)
    assert (neuron["weights"], neuron["bonds"]) == ([(0, 65_535)], [(1, 17)])
    assert [neuron[name] for name in ("rank", "trust", "pruning_score")] == [0, 0, 65_535]
    assert {**neuron, "weights": [], "bonds": []} == {
        **ask("NeuronInfoRuntimeApi_get_neuron_lite", own, 1), "weights": [], "bonds": []
    }  # fmt: skip


def test_a_list_holds_every_neuron_in_order(own_net: Chain, ask: Ask) -> None:
    for number in range(1, 4):
        register(own_net, number)

    assert [neuron["uid"] for neuron in ask("NeuronInfoRuntimeApi_get_neurons", OWN)] == [0, 1, 2, 3]
    singles = [ask("NeuronInfoRuntimeApi_get_neuron_lite", OWN, uid) for uid in range(4)]
    assert ask("NeuronInfoRuntimeApi_get_neurons_lite", OWN) == singles


def test_a_list_ends_at_a_seat_that_nobody_has(own_net: Chain, ask: Ask) -> None:
    register(own_net, 1)
    register(own_net, 2)
    Neurons.Keys.remove(own_net.s, OWN, 1)

    assert [neuron["uid"] for neuron in ask("NeuronInfoRuntimeApi_get_neurons_lite", OWN)] == [0]
    assert ask("NeuronInfoRuntimeApi_get_neuron_lite", OWN, 1) is None
    assert ask("NeuronInfoRuntimeApi_get_neuron_lite", OWN, 2)["uid"] == 2


def test_there_is_no_neuron_without_a_seat_or_a_subnet(own_net: Chain, ask: Ask) -> None:
    assert ask("NeuronInfoRuntimeApi_get_neuron", OWN, 1) is None
    assert ask("NeuronInfoRuntimeApi_get_neuron_lite", 9, 0) is None
    assert ask("NeuronInfoRuntimeApi_get_neurons", 9) == []
    assert ask("NeuronInfoRuntimeApi_get_neurons_lite", 9) == []
