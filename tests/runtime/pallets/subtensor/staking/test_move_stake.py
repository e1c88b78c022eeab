"""move_stake, move_stake_limit, swap_stake, swap_stake_limit: stake of one owner changes its place."""

from __future__ import annotations

from typing import Any

import pytest

from taonet.frame.origin import Signed
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.alpha_assets.storage import Storage as AlphaAssets
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    HotKeyAccountNotExists,
    NotEnoughStakeToWithdraw,
    SlippageTooHigh,
    SubnetNotExists,
    SubtokenDisabled,
)
from taonet.runtime.pallets.subtensor.staking.errors import RootStakeLocked, SameNetuid
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded, StakeMoved, StakeRemoved, StakeSwapped
from taonet.runtime.pallets.subtensor.staking.move_calls import (
    move_stake,
    move_stake_limit,
    swap_stake,
    swap_stake_limit,
)
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import BURN_ACCOUNT

TAO = 1_000_000_000
ALL = Alpha(U64_MAX)


@pytest.fixture
def stake(chain: Any) -> int:
    """Return Alice's position in the first pool after staking 10 TAO."""
    position = chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)
    chain.s.events.clear()
    return position


def test_moves_alpha_to_another_hotkey_without_trade_and_fee(chain: Any, stake: int) -> None:
    reserves = Staking.SubnetTAO.get(chain.s, chain.pool), Staking.SubnetAlphaIn.get(chain.s, chain.pool)
    here = chain.alice_hotkey, chain.spare_hotkey, chain.pool, chain.pool

    move_stake(chain.s, Signed(chain.alice), *here, stake // 2)

    removed, added, moved = chain.own_events()
    assert (removed, added) == (
        StakeRemoved(chain.alice, chain.alice_hotkey, removed.tao, stake // 2, chain.pool, 0),
        StakeAdded(chain.alice, chain.spare_hotkey, removed.tao, stake // 2, chain.pool, 0),
    )
    assert moved == StakeMoved(chain.alice, chain.alice_hotkey, chain.pool, chain.spare_hotkey, chain.pool, removed.tao)
    assert chain.stake_of(chain.alice, chain.spare_hotkey, chain.pool) == stake // 2
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == stake - stake // 2
    assert (Staking.SubnetTAO.get(chain.s, chain.pool), Staking.SubnetAlphaIn.get(chain.s, chain.pool)) == reserves
    chain.check_books()


def test_the_largest_amount_stands_for_the_whole_position(chain: Any, stake: int) -> None:
    move_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.spare_hotkey, chain.pool, chain.pool, ALL)

    assert chain.stake_of(chain.alice, chain.spare_hotkey, chain.pool) == stake
    assert Accounts.StakingHotkeys.get(chain.s, chain.alice) == [chain.spare_hotkey]


def test_moving_to_a_hotkey_of_another_makes_it_a_delegate(chain: Any, stake: int) -> None:
    move_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.bob_hotkey, chain.pool, chain.pool, ALL)

    assert Accounts.Delegates.exists(chain.s, chain.bob_hotkey)


def test_across_subnets_pays_the_fee_once_when_leaving(chain: Any, stake: int) -> None:
    burned = chain.funds(BURN_ACCOUNT)

    move_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.spare_hotkey, chain.pool, chain.other_pool, ALL)

    removed, added, moved = chain.own_events()
    assert removed.fee == stake * 33 // 65_535
    assert AlphaAssets.AlphaBurned.get(chain.s, chain.pool) == removed.fee
    assert (added.fee, chain.funds(BURN_ACCOUNT)) == (0, burned)
    assert moved.tao == removed.tao == added.tao
    assert chain.funds(chain.alice) == 9_990 * TAO
    assert chain.stake_of(chain.alice, chain.spare_hotkey, chain.other_pool) == added.alpha > 9 * TAO
    chain.check_books()


def test_out_of_root_pays_the_fee_when_entering(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 10 * TAO)
    chain.s.events.clear()

    swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, chain.pool, ALL)

    removed, added, swapped = chain.own_events()
    assert (removed.fee, added.fee) == (0, 10 * TAO * 33 // 65_535)
    assert swapped == StakeSwapped(chain.alice, chain.alice_hotkey, ROOT, chain.pool, 10 * TAO)
    chain.check_books()


def test_swap_into_root_gives_what_the_sale_gave(chain: Any, stake: int) -> None:
    swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, ROOT, ALL)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, ROOT) == chain.own_events()[-1].tao
    chain.check_books()


def test_a_limit_is_the_least_ratio_of_the_two_prices(chain: Any, stake: int) -> None:
    # A pool of 1 000 / 4 000 over one of 500 / 500: a quarter, a little more after the purchase.
    with chain.refused(SlippageTooHigh):
        swap_stake_limit(
            chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, chain.other_pool, stake, TAO // 4, False
        )
    swap_stake_limit(
        chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, chain.other_pool, stake, TAO // 4, True
    )

    left = chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool)
    assert 0 < left < stake
    swap_stake_limit(
        chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, chain.other_pool, left, TAO // 5, False
    )
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0
    chain.check_books()


def test_move_with_a_limit_changes_hotkey_and_subnet(chain: Any, stake: int) -> None:
    where = chain.alice_hotkey, chain.spare_hotkey, chain.pool, chain.other_pool

    with chain.refused(SlippageTooHigh):
        move_stake_limit(chain.s, Signed(chain.alice), *where, ALL, TAO // 2, False)
    move_stake_limit(chain.s, Signed(chain.alice), *where, ALL, TAO // 5, False)

    assert isinstance(chain.own_events()[-1], StakeMoved)
    assert chain.stake_of(chain.alice, chain.spare_hotkey, chain.other_pool) > 9 * TAO


def test_a_limit_out_of_root_is_turned_upside_down(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 100 * TAO)
    where = chain.alice_hotkey, ROOT, chain.pool

    # One TAO buys four alpha at first: 3.9 is reached after some TAO, 4.1 is out of reach.
    with chain.refused(SlippageTooHigh):
        swap_stake_limit(chain.s, Signed(chain.alice), *where, 100 * TAO, 39 * TAO // 10, False)
    swap_stake_limit(chain.s, Signed(chain.alice), *where, 100 * TAO, 39 * TAO // 10, True)

    moved = 100 * TAO - chain.stake_of(chain.alice, chain.alice_hotkey, ROOT)
    assert 10 * TAO < moved < 20 * TAO


def test_a_limit_within_a_subnet_means_nothing(chain: Any, stake: int) -> None:
    where = chain.alice_hotkey, chain.spare_hotkey, chain.pool, chain.pool

    move_stake_limit(chain.s, Signed(chain.alice), *where, stake, U64_MAX, False)

    assert chain.stake_of(chain.alice, chain.spare_hotkey, chain.pool) == stake


def test_refuses_to_go_nowhere(chain: Any, stake: int) -> None:
    with chain.refused(SameNetuid):
        swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, chain.pool, stake)


def test_refuses_subnets_and_hotkeys_that_do_not_exist(chain: Any, stake: int) -> None:
    there = NetUid(77)
    with chain.refused(SubnetNotExists):
        swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, there, stake)
    with chain.refused(SubnetNotExists):
        swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, there, chain.pool, stake)
    with chain.refused(HotKeyAccountNotExists):
        move_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stranger, chain.pool, chain.pool, stake)
    Subnets.SubtokenEnabled.put(chain.s, chain.other_pool, False)
    with chain.refused(SubtokenDisabled):
        swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, chain.other_pool, stake)


def test_refuses_more_than_the_position_and_less_than_the_minimum(chain: Any, stake: int) -> None:
    for amount, refusal in ((stake + 1, NotEnoughStakeToWithdraw), (1_000_000, AmountTooLow), (0, AmountTooLow)):
        with chain.refused(refusal):
            swap_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, chain.other_pool, amount)


def test_within_a_subnet_the_lower_minimum_of_transfers_holds(chain: Any, stake: int) -> None:
    where = chain.alice_hotkey, chain.spare_hotkey, chain.pool, chain.pool

    with chain.refused(AmountTooLow):
        move_stake(chain.s, Signed(chain.alice), *where, 390_000)
    move_stake(chain.s, Signed(chain.alice), *where, 400_000)


def test_moving_root_stake_restarts_the_rest_of_the_destination_only(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 10 * TAO)
    Staking.RootStakeUnlockInterval.put(chain.s, 100)
    where = chain.alice_hotkey, chain.spare_hotkey, ROOT, ROOT
    with chain.refused(RootStakeLocked):
        move_stake(chain.s, Signed(chain.alice), *where, TAO)

    Staking.RootStakeUnlockInterval.put(chain.s, 0)
    move_stake(chain.s, Signed(chain.alice), *where, TAO)
    assert Staking.LastColdkeyHotkeyStakeBlock.get(chain.s, chain.alice, chain.spare_hotkey) == 1_000
