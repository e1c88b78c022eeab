"""Changing the share that a hotkey keeps."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers import ALICE_HOT, CHARLIE_HOT

from taonet.frame.call import Call
from taonet.frame.origin import Signed
from taonet.runtime.pallets.subtensor.accounts import calls
from taonet.runtime.pallets.subtensor.accounts.errors import (
    DelegateTakeTooHigh,
    DelegateTakeTooLow,
    DelegateTxRateLimitExceeded,
)
from taonet.runtime.pallets.subtensor.accounts.events import TakeDecreased, TakeIncreased
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import HotKeyAccountNotExists, NonAssociatedColdKey
from taonet.sim import Chain

LIMIT = 216_000


@pytest.fixture
def net(own_net: Chain) -> Chain:
    """Give a chain on which Alice's hotkey takes 5 000."""
    own_net.call(own_net.alice, calls.decrease_take, ALICE_HOT, 5_000)
    own_net.s.events.clear()
    return own_net


def test_decrease_lowers_the_take_and_says_so(net: Chain) -> None:
    net.call(net.alice, calls.decrease_take, ALICE_HOT, 100)

    assert Accounts.Delegates.get(net.s, ALICE_HOT) == 100
    assert net.events(TakeDecreased) == [TakeDecreased(net.alice, ALICE_HOT, 100)]


def test_a_hotkey_without_a_take_of_its_own_may_choose_any_from_the_minimum_up(net: Chain) -> None:
    net.call(net.charlie, calls.try_associate_hotkey, CHARLIE_HOT)
    net.as_root("AdminUtils", "sudo_set_min_delegate_take", 10)
    with net.refused(DelegateTakeTooLow):
        net.call(net.charlie, calls.decrease_take, CHARLIE_HOT, 9)
    # Not dispatched: the check before every call would refuse so much.
    calls.decrease_take(net.s, Signed(net.charlie), CHARLIE_HOT, 60_000)

    assert Accounts.Delegates.get(net.s, CHARLIE_HOT) == 60_000


@pytest.mark.parametrize("take", [5_000, 5_001])
def test_decrease_refuses_a_take_that_is_not_lower(net: Chain, take: int) -> None:
    with net.refused(DelegateTakeTooLow):
        net.call(net.alice, calls.decrease_take, ALICE_HOT, take)


def test_increase_raises_the_take_once_the_limit_is_over_not_when_it_is_just_reached(net: Chain) -> None:
    net.skip(LIMIT)
    with net.refused(DelegateTxRateLimitExceeded):
        net.call(net.alice, calls.increase_take, ALICE_HOT, 5_001)
    net.skip(1)
    net.call(net.alice, calls.increase_take, ALICE_HOT, 5_001)

    assert Accounts.Delegates.get(net.s, ALICE_HOT) == 5_001
    assert net.events(TakeIncreased) == [TakeIncreased(net.alice, ALICE_HOT, 5_001)]


def test_a_limit_of_zero_is_none(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_tx_delegate_take_rate_limit", 0)
    net.call(net.alice, calls.increase_take, ALICE_HOT, 11_796)


@pytest.mark.parametrize("take", [4_999, 5_000])
def test_increase_refuses_a_take_that_is_not_higher(net: Chain, take: int) -> None:
    with net.refused(DelegateTakeTooLow):
        net.call(net.alice, calls.increase_take, ALICE_HOT, take)


def test_increase_refuses_more_than_18_percent_before_it_looks_at_the_clock(net: Chain) -> None:
    with net.refused(DelegateTakeTooHigh):
        net.call(net.alice, calls.increase_take, ALICE_HOT, 11_797)


@pytest.mark.parametrize("change", [calls.decrease_take, calls.increase_take])
def test_both_refuse_unknown_and_foreign_hotkeys(net: Chain, change: Call[..., Any]) -> None:
    with net.refused(HotKeyAccountNotExists):
        net.call(net.alice, change, CHARLIE_HOT, 1)
    with net.refused(NonAssociatedColdKey):
        net.call(net.bob, change, ALICE_HOT, 1)
