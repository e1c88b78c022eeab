"""add_stake: TAO becomes alpha on a hotkey."""

from __future__ import annotations

from tests.helpers import ALICE_HOT, POOL, STABLE, STRANGER, TAO, buy_stake, stake_of, staking_events

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
from taonet.sim import Chain

FEE_RATE = 33


def test_buys_alpha_from_the_pool_and_keeps_the_books(chain: Chain) -> None:
    s, amount = chain.s, 10 * TAO
    fee = amount * FEE_RATE // 65_535

    add_stake(s, Signed(chain.alice), ALICE_HOT, POOL, amount)

    bought = 4_000 * TAO - Staking.SubnetAlphaIn.get(s, POOL)
    assert staking_events(chain) == [StakeAdded(chain.alice, ALICE_HOT, amount, bought, POOL, fee)]
    assert 39 * TAO < bought < 40 * TAO
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == bought
    assert Staking.SubnetAlphaOut.get(s, POOL) == bought
    assert Staking.SubnetTAO.get(s, POOL) == 1_000 * TAO + amount - fee
    assert Staking.SubnetVolume.get(s, POOL) == amount
    assert Staking.SubnetTaoFlow.get(s, POOL) == amount - fee
    assert chain.balance(chain.alice) == 9_990 * TAO
    assert Accounts.StakingHotkeys.get(s, chain.alice) == [ALICE_HOT]
    chain.check()


def test_burns_the_fee_when_the_author_is_not_known(chain: Chain) -> None:
    amount = 10 * TAO

    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, amount)

    assert chain.balance(BURN_ACCOUNT) == amount * FEE_RATE // 65_535


def test_total_stake_grows_by_what_entered_the_pool_without_the_fee(chain: Chain) -> None:
    before = Staking.TotalStake.get(chain.s)

    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, 10 * TAO)

    assert Staking.TotalStake.get(chain.s) - before == 10 * TAO - 10 * TAO * FEE_RATE // 65_535


def test_stakes_one_to_one_and_without_fee_where_there_is_no_pool(chain: Chain) -> None:
    chain.call(chain.alice, add_stake, ALICE_HOT, STABLE, 5 * TAO)

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 5 * TAO
    assert staking_events(chain)[-1].fee == 0
    chain.check()


def test_root_stake_is_tao_and_numbers_the_coldkey(chain: Chain) -> None:
    chain.call(chain.alice, add_stake, ALICE_HOT, ROOT, 5 * TAO)
    chain.call(chain.bob, add_stake, ALICE_HOT, ROOT, 7 * TAO)

    assert Staking.SubnetTAO.get(chain.s, ROOT) == 12 * TAO
    assert [Staking.StakingColdkeysByIndex.get(chain.s, i) for i in range(2)] == [chain.alice, chain.bob]
    assert Staking.LastColdkeyHotkeyStakeBlock.get(chain.s, chain.alice, ALICE_HOT) == 1_000
    chain.check()


def test_does_not_mark_someone_elses_hotkey_as_delegate(chain: Chain) -> None:
    chain.call(chain.bob, add_stake, ALICE_HOT, POOL, TAO)

    assert not Accounts.Delegates.exists(chain.s, ALICE_HOT)


def test_leaves_the_deposit_when_all_funds_are_staked(chain: Chain) -> None:
    chain.call(chain.alice, add_stake, ALICE_HOT, STABLE, 10_000 * TAO)

    assert chain.balance(chain.alice) == 500
    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 10_000 * TAO - 500
    assert staking_events(chain)[-1].tao == 10_000 * TAO - 500


def test_two_stakers_share_a_hotkey_without_taking_from_each_other(chain: Chain) -> None:
    first = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    buy_stake(chain, chain.bob, ALICE_HOT, POOL, 30 * TAO)

    assert 0 <= first - stake_of(chain, chain.alice, ALICE_HOT, POOL) <= 1
    chain.check()


def test_takes_the_minimum_with_its_fee_and_not_one_rao_less(chain: Chain) -> None:
    least = MIN_STAKE + MIN_STAKE * FEE_RATE // 65_535

    with chain.refused(AmountTooLow):
        chain.call(chain.alice, add_stake, ALICE_HOT, POOL, least - 1)
    # The fee of the larger amount is rounded up by a rao at most, so two more always do.
    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, least + 2)


def test_refuses_an_unsigned_origin(chain: Chain) -> None:
    with chain.refused(BadOrigin):
        add_stake(chain.s, NONE_ORIGIN, ALICE_HOT, POOL, TAO)


def test_refuses_a_subnet_that_does_not_exist(chain: Chain) -> None:
    with chain.refused(SubnetNotExists):
        chain.call(chain.alice, add_stake, ALICE_HOT, NetUid(77), TAO)


def test_refuses_a_subnet_that_was_not_started(chain: Chain) -> None:
    Subnets.SubtokenEnabled.put(chain.s, POOL, False)

    with chain.refused(SubtokenDisabled):
        chain.call(chain.alice, add_stake, ALICE_HOT, POOL, TAO)


def test_refuses_more_than_the_coldkey_has(chain: Chain) -> None:
    with chain.refused(NotEnoughBalanceToStake):
        chain.call(chain.alice, add_stake, ALICE_HOT, POOL, 10_001 * TAO)


def test_refuses_a_hotkey_that_nobody_owns(chain: Chain) -> None:
    with chain.refused(HotKeyAccountNotExists):
        chain.call(chain.alice, add_stake, STRANGER, POOL, TAO)


def test_refuses_more_than_a_thousand_times_the_pool(chain: Chain) -> None:
    with chain.refused(InsufficientLiquidity):
        chain.call(chain.alice, add_stake, ALICE_HOT, POOL, 1_000_001 * TAO)


def test_refuses_a_pool_below_the_minimum_reserve(chain: Chain) -> None:
    Staking.SubnetAlphaIn.put(chain.s, POOL, 999_999)

    with chain.refused(InsufficientLiquidity):
        chain.call(chain.alice, add_stake, ALICE_HOT, POOL, TAO)


def test_refuses_one_hotkey_too_many_but_not_a_known_one(chain: Chain) -> None:
    many = [AccountId(number.to_bytes(32, "big")) for number in range(MAX_STAKING_HOTKEYS)]
    Accounts.StakingHotkeys.put(chain.s, chain.alice, many)
    with chain.refused(TooManyStakingHotkeys):
        chain.call(chain.alice, add_stake, ALICE_HOT, POOL, TAO)

    Accounts.StakingHotkeys.put(chain.s, chain.alice, [*many[1:], ALICE_HOT])
    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, TAO)
