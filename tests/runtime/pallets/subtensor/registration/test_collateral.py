"""Collateral: locked at registration, added, released and kept."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, CHARLIE_HOT, FIRST, OWN, TAO, account, register

from taonet.frame.call import Call
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.fixed import I96F32, U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    HotKeyAccountNotExists,
    InsufficientLiquidity,
    NonAssociatedColdKey,
    NotEnoughBalanceToStake,
    RegistrationNotPermittedOnRootSubnet,
    SlippageTooHigh,
    SubnetNotExists,
    SubtokenDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.registration import calls, collateral
from taonet.runtime.pallets.subtensor.registration.errors import ColdkeyCollateralPositionsFull
from taonet.runtime.pallets.subtensor.registration.events import CollateralLocked, MinCollateralSet
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking import add_calls, remove_calls, stakes
from taonet.runtime.pallets.subtensor.staking.errors import StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import calls as subnet_calls
from taonet.sim import Chain

HALF = 1 << 15
ANY_PRICE = 10**15


@pytest.fixture
def net(own_net: Chain) -> Chain:
    """Give a chain whose subnet locks half of the price and has a smoothed price of 1."""
    own_net.call(own_net.alice, subnet_calls.start_call, OWN)
    own_net.as_root("AdminUtils", "sudo_set_collateral_lock_share", OWN, HALF)
    Coinbase.SubnetMovingPrice.put(own_net.s, OWN, I96F32.one)
    own_net.s.events.clear()
    return own_net


def locked(net: Chain, hotkey: AccountId, *, owner: AccountId | None = None) -> int:
    return collateral.locked(net.s, OWN, hotkey, owner or net.bob)


def test_a_share_of_the_price_is_staked_and_locked(net: Chain) -> None:
    before = net.balance(net.bob)
    hotkey = register(net, 1)

    share = TAO * HALF // 65_535
    assert before - net.balance(net.bob) == TAO
    assert Registration.RAORecycledForRegistration.get(net.s, OWN) == TAO - share
    held = locked(net, hotkey)
    assert held == stakes.stake_of(net.s, hotkey, net.bob, OWN) > 0
    # What was bought for both shares is split by their TAO; the locked part is outside the pool.
    assert Staking.SubnetAlphaOut.get(net.s, OWN) == held
    assert net.events(CollateralLocked) == [CollateralLocked(OWN, hotkey, held, held)]
    assert [event.tao for event in net.events(StakeAdded)] == [share]


def test_locked_stake_cannot_leave(net: Chain) -> None:
    hotkey = register(net, 1)
    with net.refused(StakeUnavailable):
        net.call(net.bob, remove_calls.remove_stake, hotkey, OWN, locked(net, hotkey))


def test_without_a_share_nothing_is_locked(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_collateral_lock_share", OWN, 0)
    hotkey = register(net, 1)

    assert not Registration.MinerCollateral.exists(net.s, (OWN, hotkey, net.bob))
    assert Staking.SubnetAlphaOut.get(net.s, OWN) == 0


def test_collateral_that_stands_counts_at_the_smoothed_price(net: Chain) -> None:
    hotkey = register(net, 1)
    price = Hyperparameters.Burn.get(net.s, OWN)
    required = collateral.requirement(net.s, OWN, price)

    assert collateral.missing(net.s, OWN, hotkey, net.bob, price) == required - locked(net, hotkey)
    Coinbase.SubnetMovingPrice.put(net.s, OWN, 0)
    assert collateral.missing(net.s, OWN, hotkey, net.bob, price) == required
    Coinbase.SubnetMovingPrice.put(net.s, OWN, 2 * I96F32.one)
    assert collateral.missing(net.s, OWN, hotkey, net.bob, price) == 0


def test_a_payment_that_would_move_the_price_by_more_than_5_percent_is_refused(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_max_burn", OWN, 10**15)
    Hyperparameters.Burn.put(net.s, OWN, Tao(100 * TAO))
    with net.refused(SlippageTooHigh, after_writing=True):  # upstream: do_register associates the hotkey first
        register(net, 1)
    # All of it burned, the same price is paid at any rate.
    net.as_root("AdminUtils", "sudo_set_collateral_lock_share", OWN, 0)
    register(net, 1)


def test_a_floor_keeps_an_entry_without_anything_locked(net: Chain) -> None:
    hotkey = ALICE_HOT
    net.call(net.alice, calls.set_min_collateral, OWN, hotkey, 5)

    state = Registration.MinerCollateral.get(net.s, (OWN, hotkey, net.alice))
    assert state is not None
    assert (state.locked, state.min_locked, state.drain_ratio) == (0, 5, U64F64.one)
    assert net.events(MinCollateralSet) == [MinCollateralSet(OWN, hotkey, 5)]
    net.call(net.alice, calls.set_min_collateral, OWN, hotkey, 0)
    assert not Registration.MinerCollateral.exists(net.s, (OWN, hotkey, net.alice))
    assert not Registration.ColdkeyCollateralHotkeys.exists(net.s, OWN, net.alice)


@pytest.mark.parametrize("arguments", [(calls.add_collateral, 1, ANY_PRICE), (calls.set_min_collateral, 1)])
def test_both_calls_are_for_one_s_own_hotkey_on_a_subnet(
    net: Chain, arguments: tuple[Call[..., Any], int, int] | tuple[Call[..., Any], int]
) -> None:
    call, *rest = arguments
    with net.refused(RegistrationNotPermittedOnRootSubnet):
        net.call(net.alice, call, ROOT, ALICE_HOT, *rest)
    with net.refused(SubnetNotExists):
        net.call(net.alice, call, NetUid(9), ALICE_HOT, *rest)
    with net.refused(HotKeyAccountNotExists):
        net.call(net.alice, call, OWN, CHARLIE_HOT, *rest)
    with net.refused(NonAssociatedColdKey):
        net.call(net.bob, call, OWN, ALICE_HOT, *rest)


def test_adding_takes_free_stake_first(net: Chain) -> None:
    net.call(net.alice, add_calls.add_stake, ALICE_HOT, OWN, TAO)
    stake = stakes.stake_of(net.s, ALICE_HOT, net.alice, OWN)
    before = net.balance(net.alice)
    net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, stake - 5, ANY_PRICE)

    assert locked(net, ALICE_HOT, owner=net.alice) == stake - 5
    assert net.balance(net.alice) == before
    assert net.events(CollateralLocked) == [CollateralLocked(OWN, ALICE_HOT, stake - 5, stake - 5)]


def test_adding_buys_what_is_missing_at_the_smoothed_price(net: Chain) -> None:
    before = net.balance(net.alice)
    net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, TAO, ANY_PRICE)

    assert before - net.balance(net.alice) == TAO
    held = locked(net, ALICE_HOT, owner=net.alice)
    assert held == stakes.stake_of(net.s, ALICE_HOT, net.alice, OWN)
    # The pool is at 1 too; fee and slip make it a little less.
    assert TAO - 2_000_000 < held < TAO


def test_adding_has_its_refusals(net: Chain) -> None:
    with net.refused(AmountTooLow):
        net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, 0, ANY_PRICE)
    with net.refused(AmountTooLow):
        net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, 1, ANY_PRICE)
    with net.refused(SlippageTooHigh):
        net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, TAO, 1_000_000_001)
    with net.refused(NotEnoughBalanceToStake):
        net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, net.balance(net.alice) - 499, ANY_PRICE)
    Coinbase.SubnetMovingPrice.put(net.s, OWN, 0)
    with net.refused(InsufficientLiquidity):
        net.call(net.alice, calls.add_collateral, OWN, ALICE_HOT, TAO, ANY_PRICE)


def test_adding_needs_a_started_subnet(net: Chain) -> None:
    with net.refused(SubtokenDisabled):
        net.call(net.bob, calls.add_collateral, FIRST, BOB_HOT, TAO, ANY_PRICE)


def test_a_coldkey_has_collateral_on_32_hotkeys_of_a_subnet_at_most(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_burn_increase_mult", OWN, U64F64.one)
    hotkeys = [register(net, number) for number in range(32)]
    with net.refused(ColdkeyCollateralPositionsFull, after_writing=True):  # upstream: do_register takes the price first
        register(net, 32)
    net.as_root("AdminUtils", "sudo_set_collateral_lock_share", OWN, 0)
    hotkey = register(net, 33)
    with net.refused(ColdkeyCollateralPositionsFull):
        net.call(net.bob, calls.set_min_collateral, OWN, hotkey, 1)
    net.call(net.bob, calls.set_min_collateral, OWN, hotkeys[0], 1)


def _settled(net: Chain, hotkey: AccountId, *, earned: int, capturable: int = 0) -> int:
    return collateral.settle(net.s, OWN, hotkey, net.bob, Alpha(earned), Alpha(capturable))


def test_earning_releases_by_the_drain_ratio_down_to_the_floor(net: Chain) -> None:
    hotkey = register(net, 1)
    held = locked(net, hotkey)
    net.call(net.bob, calls.set_min_collateral, OWN, hotkey, 100)

    assert _settled(net, hotkey, earned=1_000) == 0
    assert locked(net, hotkey) == held - 1_000
    assert _settled(net, hotkey, earned=held) == 0
    assert locked(net, hotkey) == 100
    assert Registration.ColdkeyMinerCollateral.get(net.s, OWN, net.bob) == 100
    state = Registration.MinerCollateral.get(net.s, (OWN, hotkey, net.bob))
    assert state is not None
    assert state.earned == held + 1_000


def test_all_released_and_no_floor_leaves_no_trace(net: Chain) -> None:
    hotkey = register(net, 1)
    _settled(net, hotkey, earned=locked(net, hotkey))

    assert not Registration.MinerCollateral.exists(net.s, (OWN, hotkey, net.bob))
    assert not Registration.ColdkeyMinerCollateral.exists(net.s, OWN, net.bob)
    assert not Registration.ColdkeyCollateralHotkeys.exists(net.s, OWN, net.bob)


def test_below_the_floor_earnings_are_captured_and_nothing_is_released(net: Chain) -> None:
    hotkey = register(net, 1)
    held = locked(net, hotkey)
    net.call(net.bob, calls.set_min_collateral, OWN, hotkey, held + 50)

    assert _settled(net, hotkey, earned=1_000, capturable=20) == 20
    assert _settled(net, hotkey, earned=1_000) == 0
    assert _settled(net, hotkey, earned=1_000, capturable=500) == 30
    assert locked(net, hotkey) == held + 50
    # What is captured is staked by whoever pays out the earnings.
    stakes.increase_stake(net.s, hotkey, net.bob, OWN, Alpha(50))
    Staking.SubnetAlphaOut.update(net.s, OWN, lambda alpha: Alpha(alpha + 50))


def test_who_has_no_collateral_has_nothing_to_settle(net: Chain) -> None:
    assert _settled(net, account("nobody"), earned=5, capturable=5) == 0
