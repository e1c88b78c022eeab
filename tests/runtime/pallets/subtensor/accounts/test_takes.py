"""Changing the share that a hotkey keeps."""

from __future__ import annotations

import pytest

from taonet.runtime.pallets.subtensor.accounts import calls
from taonet.runtime.pallets.subtensor.accounts.errors import (
    DelegateTakeTooHigh,
    DelegateTakeTooLow,
    DelegateTxRateLimitExceeded,
)
from taonet.runtime.pallets.subtensor.accounts.events import TakeDecreased, TakeIncreased
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import HotKeyAccountNotExists, NonAssociatedColdKey

LIMIT = 216_000


@pytest.fixture
def net(own_net):
    """Give a chain on which Alice's hotkey takes 5 000."""
    own_net.do(own_net.alice, calls.decrease_take, own_net.alice_hot, 5_000)
    own_net.s.events.clear()
    return own_net


def test_decrease_lowers_the_take_and_says_so(net):
    net.do(net.alice, calls.decrease_take, net.alice_hot, 100)

    assert Accounts.Delegates.get(net.s, net.alice_hot) == 100
    assert net.events(TakeDecreased) == [TakeDecreased(net.alice, net.alice_hot, 100)]


def test_a_hotkey_without_a_take_of_its_own_may_choose_any_from_the_minimum_up(net):
    net.do(net.carol, calls.try_associate_hotkey, net.carol_hot)
    Accounts.MinDelegateTake.put(net.s, 10)
    with net.refused(DelegateTakeTooLow):
        net.do(net.carol, calls.decrease_take, net.carol_hot, 9)
    net.do(net.carol, calls.decrease_take, net.carol_hot, 60_000)

    assert Accounts.Delegates.get(net.s, net.carol_hot) == 60_000


@pytest.mark.parametrize("take", [5_000, 5_001])
def test_decrease_refuses_a_take_that_is_not_lower(net, take):
    with net.refused(DelegateTakeTooLow):
        net.do(net.alice, calls.decrease_take, net.alice_hot, take)


def test_increase_raises_the_take_once_the_limit_is_over_not_when_it_is_just_reached(net):
    net.skip(LIMIT)
    with net.refused(DelegateTxRateLimitExceeded):
        net.do(net.alice, calls.increase_take, net.alice_hot, 5_001)
    net.skip(1)
    net.do(net.alice, calls.increase_take, net.alice_hot, 5_001)

    assert Accounts.Delegates.get(net.s, net.alice_hot) == 5_001
    assert net.events(TakeIncreased) == [TakeIncreased(net.alice, net.alice_hot, 5_001)]


def test_a_limit_of_zero_is_none(net):
    Accounts.TxDelegateTakeRateLimit.put(net.s, 0)
    net.do(net.alice, calls.increase_take, net.alice_hot, 11_796)


@pytest.mark.parametrize("take", [4_999, 5_000])
def test_increase_refuses_a_take_that_is_not_higher(net, take):
    with net.refused(DelegateTakeTooLow):
        net.do(net.alice, calls.increase_take, net.alice_hot, take)


def test_increase_refuses_more_than_18_percent_before_it_looks_at_the_clock(net):
    with net.refused(DelegateTakeTooHigh):
        net.do(net.alice, calls.increase_take, net.alice_hot, 11_797)


@pytest.mark.parametrize("change", [calls.decrease_take, calls.increase_take])
def test_both_refuse_unknown_and_foreign_hotkeys(net, change):
    with net.refused(HotKeyAccountNotExists):
        net.do(net.alice, change, net.carol_hot, 1)
    with net.refused(NonAssociatedColdKey):
        net.do(net.bob, change, net.alice_hot, 1)
