"""Delegates, who staked with them, and what they bring."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, CHARLIE_HOT, OWN, Address, Ask, Give

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls as registration
from taonet.sim import Chain

THOUSAND_TAO = 1_000_000_000_000


@pytest.fixture
def delegate(own_net: Chain) -> AccountId:
    """Give the hotkey of Alice, a delegate on root and on subnet 2 that takes a fifth."""
    own_net.call(own_net.alice, registration.root_register, ALICE_HOT)
    Accounts.Delegates.put(own_net.s, ALICE_HOT, 13_107)
    return ALICE_HOT


def test_a_delegate_shows_its_nominators_in_order(
    own_net: Chain, delegate: AccountId, ask: Ask, give: Give, address: Address
) -> None:
    for coldkey, netuid, amount in ((own_net.charlie, 2, 30), (own_net.bob, 2, 20), (own_net.charlie, 0, 10)):
        give(delegate, coldkey, netuid, amount)
    info = ask("DelegateInfoRuntimeApi_get_delegate", delegate)

    assert info["nominators"] == [
        (address(own_net.bob), [(2, 20)]),
        (address(own_net.charlie), [(0, 10), (2, 30)]),
    ]
    assert (info["delegate_ss58"], info["owner_ss58"]) == (address(delegate), address(own_net.alice))
    assert (info["take"], sorted(info["registrations"])) == (13_107, [0, 2])


def test_permits_are_those_of_the_seats(own_net: Chain, delegate: AccountId, ask: Ask) -> None:
    Neurons.ValidatorPermit.put(own_net.s, OWN, [True])

    assert ask("DelegateInfoRuntimeApi_get_delegate", delegate)["validator_permits"] == [2]


def test_returns_are_those_of_a_day_of_epochs_like_the_last(
    own_net: Chain, delegate: AccountId, ask: Ask, give: Give
) -> None:
    Neurons.Emission.put(own_net.s, OWN, [Alpha(1_000)])
    give(delegate, own_net.bob, ROOT, 2 * THOUSAND_TAO)
    info = ask("DelegateInfoRuntimeApi_get_delegate", delegate)

    assert info["total_daily_return"] == 20 * 1_000  # 7 200 blocks in a day, epochs of 360
    assert info["return_per_1000"] == 20 * 1_000 * 4 // 5 // 2


def test_nobody_earns_without_stake_on_root(own_net: Chain, delegate: AccountId, ask: Ask) -> None:
    Neurons.Emission.put(own_net.s, OWN, [Alpha(1_000)])

    assert ask("DelegateInfoRuntimeApi_get_delegate", delegate)["return_per_1000"] == 0


def test_what_a_coldkey_delegated_is_listed_by_stake(
    own_net: Chain, delegate: AccountId, ask: Ask, give: Give, address: Address
) -> None:
    give(delegate, own_net.bob, OWN, 20)
    give(delegate, own_net.bob, ROOT, 10)
    give(delegate, own_net.charlie, ROOT, 10)
    found = ask("DelegateInfoRuntimeApi_get_delegated", own_net.bob)

    assert [stake for _, stake in found] == [(0, 10), (2, 20)]
    assert [(info["delegate_ss58"], info["nominators"]) for info, _ in found] == [(address(delegate), [])] * 2
    assert ask("DelegateInfoRuntimeApi_get_delegated", own_net.alice) == []


def test_all_delegates_are_listed(own_net: Chain, delegate: AccountId, ask: Ask) -> None:
    Accounts.Delegates.put(own_net.s, BOB_HOT, 0)
    expected = [ask("DelegateInfoRuntimeApi_get_delegate", who) for who in (delegate, BOB_HOT)]
    listed = ask("DelegateInfoRuntimeApi_get_delegates")

    assert sorted(listed, key=str) == sorted(expected, key=str)


def test_a_hotkey_that_never_became_one_is_no_delegate(own_net: Chain, ask: Ask) -> None:
    assert ask("DelegateInfoRuntimeApi_get_delegate", CHARLIE_HOT) is None
