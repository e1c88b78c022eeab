"""Who gives way on a full subnet."""

from __future__ import annotations

import pytest
from tests.helpers import OWN, register

from taonet.runtime.pallets.subtensor.neurons import pruning
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.sim import Chain

IMMUNITY = 5_000


@pytest.fixture
def net(own_net: Chain) -> Chain:
    """Give a chain whose subnet has miners in seats 1 to 4, registered ten blocks apart, and no reserve of others."""
    own_net.as_root("AdminUtils", "sudo_set_min_non_immune_uids", OWN, 0)
    for number in range(1, 5):
        own_net.skip(10)
        register(own_net, number)
    return own_net


def emissions(net: Chain, *amounts: int) -> None:
    Neurons.Emission.put(net.s, OWN, list(amounts))


def goes(net: Chain) -> int | None:
    return pruning.neuron_to_prune(net.s, OWN)


def test_immunity_ends_after_its_period(net: Chain) -> None:
    net.go_to(11 + IMMUNITY - 1)
    assert pruning.is_immune(net.s, OWN, 1)
    net.skip(1)
    assert not pruning.is_immune(net.s, OWN, 1)


def test_the_least_emission_past_immunity_goes(net: Chain) -> None:
    emissions(net, 0, 9, 3, 5, 1)
    net.go_to(31 + IMMUNITY)

    # Seat 4 has less, but is immune.
    assert goes(net) == 2


def test_of_equal_emissions_the_oldest_goes_and_then_the_lowest_seat(net: Chain) -> None:
    net.skip(IMMUNITY)
    assert goes(net) == 1
    Neurons.BlockAtRegistration.put(net.s, OWN, 3, 5)
    assert goes(net) == 3
    Neurons.BlockAtRegistration.put(net.s, OWN, 2, 5)
    assert goes(net) == 2


def test_an_immune_one_goes_when_too_few_are_past_immunity(net: Chain) -> None:
    emissions(net, 0, 9, 3, 5, 1)
    net.go_to(21 + IMMUNITY)
    net.as_root("AdminUtils", "sudo_set_min_non_immune_uids", OWN, 1)
    assert goes(net) == 2
    net.as_root("AdminUtils", "sudo_set_min_non_immune_uids", OWN, 2)
    assert goes(net) == 4


def test_nobody_goes_when_none_is_immune_and_too_few_are_not(net: Chain) -> None:
    net.skip(IMMUNITY)
    net.as_root("AdminUtils", "sudo_set_min_non_immune_uids", OWN, 4)
    assert goes(net) is None


def test_the_owner_hotkey_is_protected(net: Chain) -> None:
    net.skip(IMMUNITY)
    emissions(net, 0, 9, 9, 9, 9)
    assert pruning.protected_seats(net.s, OWN) == [0]
    assert goes(net) == 1


def test_the_oldest_hotkeys_of_the_owner_are_protected_up_to_the_limit(net: Chain) -> None:
    for number in (11, 12):
        net.skip(10)
        register(net, number, owner=net.alice)
    net.as_root("AdminUtils", "sudo_set_owner_immune_neuron_limit", OWN, 2)

    assert pruning.protected_seats(net.s, OWN) == [0, 5]


def test_the_owner_hotkey_comes_first_when_it_is_not_among_the_oldest(net: Chain) -> None:
    for number in (11, 12):
        net.skip(10)
        register(net, number, owner=net.alice)
    Neurons.BlockAtRegistration.put(net.s, OWN, 0, 9_999)
    net.as_root("AdminUtils", "sudo_set_owner_immune_neuron_limit", OWN, 2)

    assert pruning.protected_seats(net.s, OWN) == [0, 5]
    net.as_root("AdminUtils", "sudo_set_owner_immune_neuron_limit", OWN, 1)
    assert pruning.protected_seats(net.s, OWN) == [0]


def test_hotkeys_of_others_are_not_protected_however_old(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_owner_immune_neuron_limit", OWN, 10)

    assert pruning.protected_seats(net.s, OWN) == [0]


def test_an_empty_subnet_has_nobody_to_give(net: Chain) -> None:
    assert pruning.root_seat_to_prune(net.s) is None
