"""Seats: appended, replaced, cleared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import CHARLIE_HOT, OWN, make_subnet, new_net, register

from taonet.primitives.ids import MechId
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInSubNet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index, storage_indices
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.serving import calls as serving
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain


@pytest.fixture
def crowd(own_net: Chain) -> Chain:
    """Give a chain whose subnet has two mechanisms and three neurons, with the marks of an epoch on each."""
    Hyperparameters.MechanismCountCurrent.put(own_net.s, OWN, MechId(2))
    s, netuid = own_net.s, OWN
    Neurons.Incentive.put(s, storage_index(netuid, MechId(1)), [0])
    Neurons.LastUpdate.put(s, storage_index(netuid, MechId(1)), [1])
    register(own_net, 1)
    register(own_net, 2)
    for item in (Neurons.Consensus, Neurons.Dividends, Neurons.ValidatorTrust, Neurons.StakeWeight, Neurons.Emission):
        item.put(s, netuid, [7, 8, 9])
    Neurons.Active.put(s, netuid, [False] * 3)
    Neurons.ValidatorPermit.put(s, netuid, [True] * 3)
    for index in storage_indices(s, netuid):
        Neurons.Incentive.put(s, index, [7, 8, 9])
        Neurons.ConsensusByMechanism.put(s, index, [7, 8, 9])
        for uid in range(3):
            Neurons.Weights.put(s, index, uid, [(0, 10), (1, 20), (2, 30)])
            Neurons.Bonds.put(s, index, uid, [(1, 5)])
    return own_net


def test_a_new_seat_has_an_entry_in_every_list_but_the_stake_weights(own_net: Chain) -> None:
    own_net.go_to(9)
    register(own_net, 1)

    s, netuid = own_net.s, OWN
    assert Neurons.Active.get(s, netuid) == [True, True]
    assert Neurons.ValidatorPermit.get(s, netuid) == [False, False]
    assert Neurons.Emission.get(s, netuid) == [0, 0]
    assert Neurons.LastUpdate.get(s, netuid) == [1, 9]
    assert Neurons.StakeWeight.get(s, netuid) == []


def test_replacing_resets_what_was_said_of_the_seat(crowd: Chain) -> None:
    crowd.go_to(50)
    seats.replace(crowd.s, OWN, 1, CHARLIE_HOT, 50)

    s, netuid = crowd.s, OWN
    for item in (Neurons.Consensus, Neurons.Dividends, Neurons.ValidatorTrust, Neurons.StakeWeight, Neurons.Emission):
        assert item.get(s, netuid) == [7, 0, 9], item.name
    assert Neurons.Active.get(s, netuid) == [False, True, False]
    assert Neurons.ValidatorPermit.get(s, netuid) == [True, False, True]
    assert Neurons.BlockAtRegistration.get(s, netuid, 1) == 50
    for index in storage_indices(s, netuid):
        assert Neurons.Incentive.get(s, index) == [7, 0, 9]
        assert Neurons.ConsensusByMechanism.get(s, index) == [7, 0, 9]
        assert Neurons.LastUpdate.get(s, index)[1] == 50


def test_weights_to_a_replaced_seat_stay_as_zero_and_its_own_rows_go(crowd: Chain) -> None:
    seats.replace(crowd.s, OWN, 1, CHARLIE_HOT, 50)

    for index in storage_indices(crowd.s, OWN):
        assert dict(Neurons.Weights.items_under(crowd.s, index)) == {
            0: [(0, 10), (1, 0), (2, 30)],
            2: [(0, 10), (1, 0), (2, 30)],
        }
        # Bonds in it stay; the epoch masks them.
        assert dict(Neurons.Bonds.items_under(crowd.s, index)) == {0: [(1, 5)], 2: [(1, 5)]}


def test_the_former_hotkey_cannot_be_reached_any_more(crowd: Chain) -> None:
    former = Neurons.Keys.get(crowd.s, OWN, 1)
    crowd.call(former, serving.serve_axon_tls, OWN, 1, 5, 5, 4, 0, 0, 0, b"\x01k")
    crowd.call(former, serving.serve_prometheus, OWN, 1, 5, 5, 4)
    seats.replace(crowd.s, OWN, 1, CHARLIE_HOT, 50)

    for item in (Serving.Axons, Serving.Prometheus, Serving.NeuronCertificates):
        assert not item.exists(crowd.s, OWN, former)
    assert not Subnets.IsNetworkMember.get(crowd.s, former, OWN)
    with pytest.raises(HotKeyNotRegisteredInSubNet):
        seats.uid_of(crowd.s, OWN, former)


def test_the_owner_hotkey_is_never_replaced(crowd: Chain) -> None:
    before = dict(crowd.s.changes())
    seats.replace(crowd.s, OWN, 0, CHARLIE_HOT, 50)

    assert dict(crowd.s.changes()) == before


@given(gaps=st.lists(st.integers(0, 6_000), min_size=1, max_size=12), most=st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_whoever_comes_and_goes_seats_and_hotkeys_stay_a_pair(gaps: list[int], most: int) -> None:
    net = new_net()
    make_subnet(net)
    Hyperparameters.MaxAllowedUids.put(net.s, OWN, most)
    net.as_root("AdminUtils", "sudo_set_min_non_immune_uids", OWN, 0)
    for number, gap in enumerate(gaps):
        net.skip(gap)
        register(net, number)

    assert Subnets.SubnetworkN.get(net.s, OWN) == min(most, len(gaps) + 1)
    net.check()
