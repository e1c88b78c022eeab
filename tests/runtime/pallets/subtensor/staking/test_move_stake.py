"""move_stake, move_stake_limit, swap_stake, swap_stake_limit: stake of one owner changes its place."""

from __future__ import annotations

import pytest
from tests.helpers import (
    ALICE_HOT,
    BOB_HOT,
    OTHER_POOL,
    POOL,
    SPARE_HOT,
    STRANGER,
    TAO,
    buy_stake,
    stake_of,
    staking_events,
)

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
from taonet.sim import Chain

ALL = Alpha(U64_MAX)


@pytest.fixture
def stake(chain: Chain) -> int:
    """Return Alice's position in the first pool after staking 10 TAO."""
    position = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    chain.s.events.clear()
    return position


def test_moves_alpha_to_another_hotkey_without_trade_and_fee(chain: Chain, stake: int) -> None:
    reserves = Staking.SubnetTAO.get(chain.s, POOL), Staking.SubnetAlphaIn.get(chain.s, POOL)
    here = ALICE_HOT, SPARE_HOT, POOL, POOL

    chain.call(chain.alice, move_stake, *here, stake // 2)

    removed, added, moved = staking_events(chain)
    assert (removed, added) == (
        StakeRemoved(chain.alice, ALICE_HOT, removed.tao, stake // 2, POOL, 0),
        StakeAdded(chain.alice, SPARE_HOT, removed.tao, stake // 2, POOL, 0),
    )
    assert moved == StakeMoved(chain.alice, ALICE_HOT, POOL, SPARE_HOT, POOL, removed.tao)
    assert stake_of(chain, chain.alice, SPARE_HOT, POOL) == stake // 2
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == stake - stake // 2
    assert (Staking.SubnetTAO.get(chain.s, POOL), Staking.SubnetAlphaIn.get(chain.s, POOL)) == reserves
    chain.check()


def test_the_largest_amount_stands_for_the_whole_position(chain: Chain, stake: int) -> None:
    chain.call(chain.alice, move_stake, ALICE_HOT, SPARE_HOT, POOL, POOL, ALL)

    assert stake_of(chain, chain.alice, SPARE_HOT, POOL) == stake
    assert Accounts.StakingHotkeys.get(chain.s, chain.alice) == [SPARE_HOT]


def test_moving_to_a_hotkey_of_another_makes_it_a_delegate(chain: Chain, stake: int) -> None:
    chain.call(chain.alice, move_stake, ALICE_HOT, BOB_HOT, POOL, POOL, ALL)

    assert Accounts.Delegates.exists(chain.s, BOB_HOT)


def test_across_subnets_pays_the_fee_once_when_leaving(chain: Chain, stake: int) -> None:
    burned = chain.balance(BURN_ACCOUNT)

    chain.call(chain.alice, move_stake, ALICE_HOT, SPARE_HOT, POOL, OTHER_POOL, ALL)

    removed, added, moved = staking_events(chain)
    assert removed.fee == stake * 33 // 65_535
    assert AlphaAssets.AlphaBurned.get(chain.s, POOL) == removed.fee
    assert (added.fee, chain.balance(BURN_ACCOUNT)) == (0, burned)
    assert moved.tao == removed.tao == added.tao
    assert chain.balance(chain.alice) == 9_990 * TAO
    assert stake_of(chain, chain.alice, SPARE_HOT, OTHER_POOL) == added.alpha > 9 * TAO
    chain.check()


def test_out_of_root_pays_the_fee_when_entering(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 10 * TAO)
    chain.s.events.clear()

    chain.call(chain.alice, swap_stake, ALICE_HOT, ROOT, POOL, ALL)

    removed, added, swapped = staking_events(chain)
    assert (removed.fee, added.fee) == (0, 10 * TAO * 33 // 65_535)
    assert swapped == StakeSwapped(chain.alice, ALICE_HOT, ROOT, POOL, 10 * TAO)
    chain.check()


def test_swap_into_root_gives_what_the_sale_gave(chain: Chain, stake: int) -> None:
    chain.call(chain.alice, swap_stake, ALICE_HOT, POOL, ROOT, ALL)

    assert stake_of(chain, chain.alice, ALICE_HOT, ROOT) == staking_events(chain)[-1].tao
    chain.check()


def test_a_limit_is_the_least_ratio_of_the_two_prices(chain: Chain, stake: int) -> None:
    # A pool of 1 000 / 4 000 over one of 500 / 500: a quarter, a little more after the purchase.
    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, swap_stake_limit, ALICE_HOT, POOL, OTHER_POOL, stake, TAO // 4, False)
    chain.call(chain.alice, swap_stake_limit, ALICE_HOT, POOL, OTHER_POOL, stake, TAO // 4, True)

    left = stake_of(chain, chain.alice, ALICE_HOT, POOL)
    assert 0 < left < stake
    chain.call(chain.alice, swap_stake_limit, ALICE_HOT, POOL, OTHER_POOL, left, TAO // 5, False)
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0
    chain.check()


def test_move_with_a_limit_changes_hotkey_and_subnet(chain: Chain, stake: int) -> None:
    where = ALICE_HOT, SPARE_HOT, POOL, OTHER_POOL

    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, move_stake_limit, *where, ALL, TAO // 2, False)
    chain.call(chain.alice, move_stake_limit, *where, ALL, TAO // 5, False)

    assert isinstance(staking_events(chain)[-1], StakeMoved)
    assert stake_of(chain, chain.alice, SPARE_HOT, OTHER_POOL) > 9 * TAO


def test_a_limit_out_of_root_is_turned_upside_down(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 100 * TAO)
    where = ALICE_HOT, ROOT, POOL

    # One TAO buys four alpha at first: 3.9 is reached after some TAO, 4.1 is out of reach.
    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, swap_stake_limit, *where, 100 * TAO, 39 * TAO // 10, False)
    chain.call(chain.alice, swap_stake_limit, *where, 100 * TAO, 39 * TAO // 10, True)

    moved = 100 * TAO - stake_of(chain, chain.alice, ALICE_HOT, ROOT)
    assert 10 * TAO < moved < 20 * TAO


def test_a_limit_within_a_subnet_means_nothing(chain: Chain, stake: int) -> None:
    where = ALICE_HOT, SPARE_HOT, POOL, POOL

    chain.call(chain.alice, move_stake_limit, *where, stake, U64_MAX, False)

    assert stake_of(chain, chain.alice, SPARE_HOT, POOL) == stake


def test_refuses_to_go_nowhere(chain: Chain, stake: int) -> None:
    with chain.refused(SameNetuid):
        chain.call(chain.alice, swap_stake, ALICE_HOT, POOL, POOL, stake)


def test_refuses_subnets_and_hotkeys_that_do_not_exist(chain: Chain, stake: int) -> None:
    there = NetUid(77)
    with chain.refused(SubnetNotExists):
        chain.call(chain.alice, swap_stake, ALICE_HOT, POOL, there, stake)
    with chain.refused(SubnetNotExists):
        chain.call(chain.alice, swap_stake, ALICE_HOT, there, POOL, stake)
    with chain.refused(HotKeyAccountNotExists):
        chain.call(chain.alice, move_stake, ALICE_HOT, STRANGER, POOL, POOL, stake)
    Subnets.SubtokenEnabled.put(chain.s, OTHER_POOL, False)
    with chain.refused(SubtokenDisabled):
        chain.call(chain.alice, swap_stake, ALICE_HOT, POOL, OTHER_POOL, stake)


def test_refuses_more_than_the_position_and_less_than_the_minimum(chain: Chain, stake: int) -> None:
    for amount, refusal in ((stake + 1, NotEnoughStakeToWithdraw), (1_000_000, AmountTooLow), (0, AmountTooLow)):
        with chain.refused(refusal):
            chain.call(chain.alice, swap_stake, ALICE_HOT, POOL, OTHER_POOL, amount)


def test_within_a_subnet_the_lower_minimum_of_transfers_holds(chain: Chain, stake: int) -> None:
    where = ALICE_HOT, SPARE_HOT, POOL, POOL

    with chain.refused(AmountTooLow, after_writing=True):  # upstream: transfer_stake_within_subnet moves, then checks
        chain.call(chain.alice, move_stake, *where, 390_000)
    chain.call(chain.alice, move_stake, *where, 400_000)


def test_moving_root_stake_restarts_the_rest_of_the_destination_only(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 10 * TAO)
    Staking.RootStakeUnlockInterval.put(chain.s, 100)
    where = ALICE_HOT, SPARE_HOT, ROOT, ROOT
    with chain.refused(RootStakeLocked):
        chain.call(chain.alice, move_stake, *where, TAO)

    Staking.RootStakeUnlockInterval.put(chain.s, 0)
    chain.call(chain.alice, move_stake, *where, TAO)
    assert Staking.LastColdkeyHotkeyStakeBlock.get(chain.s, chain.alice, SPARE_HOT) == 1_000
