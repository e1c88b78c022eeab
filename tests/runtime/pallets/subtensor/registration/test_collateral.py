"""Collateral: locked at registration, added, released and kept."""

from __future__ import annotations

import pytest

from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.fixed import I96F32, U64F64
from taonet.primitives.ids import ROOT, NetUid
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

from ..conftest import TAO, account  # noqa: TID252  the chain of this folder

HALF = 1 << 15
ANY_PRICE = 10**15


@pytest.fixture
def net(own_net):
    """Give a chain whose subnet locks half of the price and has a smoothed price of 1."""
    own_net.do(own_net.alice, subnet_calls.start_call, own_net.own)
    Hyperparameters.CollateralLockShare.put(own_net.s, own_net.own, HALF)
    Coinbase.SubnetMovingPrice.put(own_net.s, own_net.own, I96F32.one)
    own_net.s.events.clear()
    return own_net


def locked(net, hotkey, *, owner=None):
    return collateral.locked(net.s, net.own, hotkey, owner or net.bob)


def test_a_share_of_the_price_is_staked_and_locked(net):
    before = net.funds(net.bob)
    hotkey = net.register(1)

    share = TAO * HALF // 65_535
    assert before - net.funds(net.bob) == TAO
    assert Registration.RAORecycledForRegistration.get(net.s, net.own) == TAO - share
    held = locked(net, hotkey)
    assert held == stakes.stake_of(net.s, hotkey, net.bob, net.own) > 0
    # What was bought for both shares is split by their TAO; the locked part is outside the pool.
    assert Staking.SubnetAlphaOut.get(net.s, net.own) == held
    assert net.events(CollateralLocked) == [CollateralLocked(net.own, hotkey, held, held)]
    assert [event.tao for event in net.events(StakeAdded)] == [share]


def test_locked_stake_cannot_leave(net):
    hotkey = net.register(1)
    with net.refused(StakeUnavailable):
        net.do(net.bob, remove_calls.remove_stake, hotkey, net.own, locked(net, hotkey))


def test_without_a_share_nothing_is_locked(net):
    Hyperparameters.CollateralLockShare.put(net.s, net.own, 0)
    hotkey = net.register(1)

    assert not Registration.MinerCollateral.exists(net.s, (net.own, hotkey, net.bob))
    assert Staking.SubnetAlphaOut.get(net.s, net.own) == 0


def test_collateral_that_stands_counts_at_the_smoothed_price(net):
    hotkey = net.register(1)
    price = Hyperparameters.Burn.get(net.s, net.own)
    required = collateral.requirement(net.s, net.own, price)

    assert collateral.missing(net.s, net.own, hotkey, net.bob, price) == required - locked(net, hotkey)
    Coinbase.SubnetMovingPrice.put(net.s, net.own, 0)
    assert collateral.missing(net.s, net.own, hotkey, net.bob, price) == required
    Coinbase.SubnetMovingPrice.put(net.s, net.own, 2 * I96F32.one)
    assert collateral.missing(net.s, net.own, hotkey, net.bob, price) == 0


def test_a_payment_that_would_move_the_price_by_more_than_5_percent_is_refused(net):
    Hyperparameters.MaxBurn.put(net.s, net.own, Tao(10**15))
    Hyperparameters.Burn.put(net.s, net.own, Tao(100 * TAO))
    with net.refused(SlippageTooHigh):
        net.register(1)
    # All of it burned, the same price is paid at any rate.
    Hyperparameters.CollateralLockShare.put(net.s, net.own, 0)
    net.register(1)


def test_a_floor_keeps_an_entry_without_anything_locked(net):
    hotkey = net.alice_hot
    net.do(net.alice, calls.set_min_collateral, net.own, hotkey, 5)

    state = Registration.MinerCollateral.get(net.s, (net.own, hotkey, net.alice))
    assert state is not None
    assert (state.locked, state.min_locked, state.drain_ratio) == (0, 5, U64F64.one)
    assert net.events(MinCollateralSet) == [MinCollateralSet(net.own, hotkey, 5)]
    net.do(net.alice, calls.set_min_collateral, net.own, hotkey, 0)
    assert not Registration.MinerCollateral.exists(net.s, (net.own, hotkey, net.alice))
    assert not Registration.ColdkeyCollateralHotkeys.exists(net.s, net.own, net.alice)


@pytest.mark.parametrize("arguments", [(calls.add_collateral, 1, ANY_PRICE), (calls.set_min_collateral, 1)])
def test_both_calls_are_for_one_s_own_hotkey_on_a_subnet(net, arguments):
    call, *rest = arguments
    with net.refused(RegistrationNotPermittedOnRootSubnet):
        net.do(net.alice, call, ROOT, net.alice_hot, *rest)
    with net.refused(SubnetNotExists):
        net.do(net.alice, call, NetUid(9), net.alice_hot, *rest)
    with net.refused(HotKeyAccountNotExists):
        net.do(net.alice, call, net.own, net.carol_hot, *rest)
    with net.refused(NonAssociatedColdKey):
        net.do(net.bob, call, net.own, net.alice_hot, *rest)


def test_adding_takes_free_stake_first(net):
    net.do(net.alice, add_calls.add_stake, net.alice_hot, net.own, TAO)
    stake = stakes.stake_of(net.s, net.alice_hot, net.alice, net.own)
    before = net.funds(net.alice)
    net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, stake - 5, ANY_PRICE)

    assert locked(net, net.alice_hot, owner=net.alice) == stake - 5
    assert net.funds(net.alice) == before
    assert net.events(CollateralLocked) == [CollateralLocked(net.own, net.alice_hot, stake - 5, stake - 5)]


def test_adding_buys_what_is_missing_at_the_smoothed_price(net):
    before = net.funds(net.alice)
    net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, TAO, ANY_PRICE)

    assert before - net.funds(net.alice) == TAO
    held = locked(net, net.alice_hot, owner=net.alice)
    assert held == stakes.stake_of(net.s, net.alice_hot, net.alice, net.own)
    # The pool is at 1 too; fee and slip make it a little less.
    assert TAO - 2_000_000 < held < TAO


def test_adding_has_its_refusals(net):
    with net.refused(AmountTooLow):
        net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, 0, ANY_PRICE)
    with net.refused(AmountTooLow):
        net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, 1, ANY_PRICE)
    with net.refused(SlippageTooHigh):
        net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, TAO, 1_000_000_001)
    with net.refused(NotEnoughBalanceToStake):
        net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, net.funds(net.alice) - 499, ANY_PRICE)
    Coinbase.SubnetMovingPrice.put(net.s, net.own, 0)
    with net.refused(InsufficientLiquidity):
        net.do(net.alice, calls.add_collateral, net.own, net.alice_hot, TAO, ANY_PRICE)


def test_adding_needs_a_started_subnet(net):
    with net.refused(SubtokenDisabled):
        net.do(net.bob, calls.add_collateral, net.first, net.bob_hot, TAO, ANY_PRICE)


def test_a_coldkey_has_collateral_on_32_hotkeys_of_a_subnet_at_most(net):
    Hyperparameters.BurnIncreaseMult.put(net.s, net.own, U64F64.one)
    hotkeys = [net.register(number) for number in range(32)]
    with net.refused(ColdkeyCollateralPositionsFull):
        net.register(32)
    with net.refused(ColdkeyCollateralPositionsFull):
        Hyperparameters.CollateralLockShare.put(net.s, net.own, 0)
        hotkey = net.register(33)
        net.do(net.bob, calls.set_min_collateral, net.own, hotkey, 1)
    net.do(net.bob, calls.set_min_collateral, net.own, hotkeys[0], 1)


def _settled(net, hotkey, *, earned, capturable=0):
    return collateral.settle(net.s, net.own, hotkey, net.bob, Alpha(earned), Alpha(capturable))


def test_earning_releases_by_the_drain_ratio_down_to_the_floor(net):
    hotkey = net.register(1)
    held = locked(net, hotkey)
    net.do(net.bob, calls.set_min_collateral, net.own, hotkey, 100)

    assert _settled(net, hotkey, earned=1_000) == 0
    assert locked(net, hotkey) == held - 1_000
    assert _settled(net, hotkey, earned=held) == 0
    assert locked(net, hotkey) == 100
    assert Registration.ColdkeyMinerCollateral.get(net.s, net.own, net.bob) == 100
    state = Registration.MinerCollateral.get(net.s, (net.own, hotkey, net.bob))
    assert state is not None
    assert state.earned == held + 1_000


def test_all_released_and_no_floor_leaves_no_trace(net):
    hotkey = net.register(1)
    _settled(net, hotkey, earned=locked(net, hotkey))

    assert not Registration.MinerCollateral.exists(net.s, (net.own, hotkey, net.bob))
    assert not Registration.ColdkeyMinerCollateral.exists(net.s, net.own, net.bob)
    assert not Registration.ColdkeyCollateralHotkeys.exists(net.s, net.own, net.bob)


def test_below_the_floor_earnings_are_captured_and_nothing_is_released(net):
    hotkey = net.register(1)
    held = locked(net, hotkey)
    net.do(net.bob, calls.set_min_collateral, net.own, hotkey, held + 50)

    assert _settled(net, hotkey, earned=1_000, capturable=20) == 20
    assert _settled(net, hotkey, earned=1_000) == 0
    assert _settled(net, hotkey, earned=1_000, capturable=500) == 30
    assert locked(net, hotkey) == held + 50
    # What is captured is staked by whoever pays out the earnings.
    stakes.increase_stake(net.s, hotkey, net.bob, net.own, Alpha(50))
    Staking.SubnetAlphaOut.update(net.s, net.own, lambda alpha: Alpha(alpha + 50))


def test_who_has_no_collateral_has_nothing_to_settle(net):
    assert _settled(net, account("nobody"), earned=5, capturable=5) == 0
