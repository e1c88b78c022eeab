"""add_stake: TAO becomes alpha on a hotkey."""

from __future__ import annotations

from typing import Any

from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, Signed
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    HotKeyAccountNotExists,
    InsufficientLiquidity,
    NotEnoughBalanceToStake,
    SubnetNotExists,
    SubtokenDisabled,
)
from taonet.runtime.pallets.subtensor.staking.add_calls import add_stake
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS, MIN_STAKE
from taonet.runtime.pallets.subtensor.staking.errors import TooManyStakingHotkeys
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import BURN_ACCOUNT

TAO = 1_000_000_000
FEE_RATE = 33


def test_buys_alpha_from_the_pool_and_keeps_the_books(chain: Any) -> None:
    s, amount = chain.s, 10 * TAO
    fee = amount * FEE_RATE // 65_535

    add_stake(s, Signed(chain.alice), chain.alice_hotkey, chain.pool, amount)

    bought = 4_000 * TAO - Staking.SubnetAlphaIn.get(s, chain.pool)
    assert chain.own_events() == [StakeAdded(chain.alice, chain.alice_hotkey, amount, bought, chain.pool, fee)]
    assert 39 * TAO < bought < 40 * TAO
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == bought
    assert Staking.SubnetAlphaOut.get(s, chain.pool) == bought
    assert Staking.SubnetTAO.get(s, chain.pool) == 1_000 * TAO + amount - fee
    assert Staking.SubnetVolume.get(s, chain.pool) == amount
    assert Staking.SubnetTaoFlow.get(s, chain.pool) == amount - fee
    assert chain.funds(chain.alice) == 9_990 * TAO
    assert Accounts.StakingHotkeys.get(s, chain.alice) == [chain.alice_hotkey]
    chain.check_books()


def test_burns_the_fee_when_the_author_is_not_known(chain: Any) -> None:
    amount = 10 * TAO

    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, amount)

    assert chain.funds(BURN_ACCOUNT) == amount * FEE_RATE // 65_535


def test_total_stake_grows_by_what_entered_the_pool_without_the_fee(chain: Any) -> None:
    before = Staking.TotalStake.get(chain.s)

    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 10 * TAO)

    assert Staking.TotalStake.get(chain.s) - before == 10 * TAO - 10 * TAO * FEE_RATE // 65_535


def test_stakes_one_to_one_and_without_fee_where_there_is_no_pool(chain: Any) -> None:
    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, 5 * TAO)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 5 * TAO
    assert chain.own_events()[-1].fee == 0
    chain.check_books()


def test_root_stake_is_tao_and_numbers_the_coldkey(chain: Any) -> None:
    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, 5 * TAO)
    add_stake(chain.s, Signed(chain.bob), chain.alice_hotkey, ROOT, 7 * TAO)

    assert Staking.SubnetTAO.get(chain.s, ROOT) == 12 * TAO
    assert [Staking.StakingColdkeysByIndex.get(chain.s, i) for i in range(2)] == [chain.alice, chain.bob]
    assert Staking.LastColdkeyHotkeyStakeBlock.get(chain.s, chain.alice, chain.alice_hotkey) == 1_000
    chain.check_books()


def test_does_not_mark_someone_elses_hotkey_as_delegate(chain: Any) -> None:
    add_stake(chain.s, Signed(chain.bob), chain.alice_hotkey, chain.pool, TAO)

    assert not Accounts.Delegates.exists(chain.s, chain.alice_hotkey)


def test_leaves_the_deposit_when_all_funds_are_staked(chain: Any) -> None:
    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, 10_000 * TAO)

    assert chain.funds(chain.alice) == 500
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 10_000 * TAO - 500
    assert chain.own_events()[-1].tao == 10_000 * TAO - 500


def test_two_stakers_share_a_hotkey_without_taking_from_each_other(chain: Any) -> None:
    first = chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    chain.stake(chain.bob, chain.alice_hotkey, chain.pool, 30 * TAO)

    assert 0 <= first - chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) <= 1
    chain.check_books()


def test_takes_the_minimum_with_its_fee_and_not_one_rao_less(chain: Any) -> None:
    least = MIN_STAKE + MIN_STAKE * FEE_RATE // 65_535

    with chain.refused(AmountTooLow):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, least - 1)
    # The fee of the larger amount is rounded up by a rao at most, so two more always do.
    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, least + 2)


def test_refuses_an_unsigned_origin(chain: Any) -> None:
    with chain.refused(BadOrigin):
        add_stake(chain.s, NONE_ORIGIN, chain.alice_hotkey, chain.pool, TAO)


def test_refuses_a_subnet_that_does_not_exist(chain: Any) -> None:
    with chain.refused(SubnetNotExists):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, NetUid(77), TAO)


def test_refuses_a_subnet_that_was_not_started(chain: Any) -> None:
    Subnets.SubtokenEnabled.put(chain.s, chain.pool, False)

    with chain.refused(SubtokenDisabled):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO)


def test_refuses_more_than_the_coldkey_has(chain: Any) -> None:
    with chain.refused(NotEnoughBalanceToStake):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 10_001 * TAO)


def test_refuses_a_hotkey_that_nobody_owns(chain: Any) -> None:
    with chain.refused(HotKeyAccountNotExists):
        add_stake(chain.s, Signed(chain.alice), chain.stranger, chain.pool, TAO)


def test_refuses_more_than_a_thousand_times_the_pool(chain: Any) -> None:
    with chain.refused(InsufficientLiquidity):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 1_000_001 * TAO)


def test_refuses_a_pool_below_the_minimum_reserve(chain: Any) -> None:
    Staking.SubnetAlphaIn.put(chain.s, chain.pool, 999_999)

    with chain.refused(InsufficientLiquidity):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO)


def test_refuses_one_hotkey_too_many_but_not_a_known_one(chain: Any) -> None:
    many = [AccountId(number.to_bytes(32, "big")) for number in range(MAX_STAKING_HOTKEYS)]
    Accounts.StakingHotkeys.put(chain.s, chain.alice, many)
    with chain.refused(TooManyStakingHotkeys):
        add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO)

    Accounts.StakingHotkeys.put(chain.s, chain.alice, [*many[1:], chain.alice_hotkey])
    add_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO)
