"""remove_stake: alpha becomes TAO again."""

from __future__ import annotations

from typing import Any

from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, Signed
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.alpha_assets.storage import Storage as AlphaAssets
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, SubtokenDisabled
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.registration.types import MinerCollateralState
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.costs import READ, walk
from taonet.runtime.pallets.subtensor.staking.errors import RootStakeLocked, StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.events import StakeRemoved
from taonet.runtime.pallets.subtensor.staking.remove_calls import remove_stake
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.storage import Storage as System

TAO = 1_000_000_000
FEE_RATE = 33


def test_sells_alpha_to_the_pool_and_keeps_the_books(chain: Any) -> None:
    s, stake = chain.s, chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)
    reserves = Staking.SubnetAlphaIn.get(s, chain.pool), Staking.SubnetTAO.get(s, chain.pool)
    funds = chain.funds(chain.alice)
    amount = stake // 2
    fee = amount * FEE_RATE // 65_535

    remove_stake(s, Signed(chain.alice), chain.alice_hotkey, chain.pool, amount)

    received = chain.funds(chain.alice) - funds
    assert chain.own_events()[-1] == StakeRemoved(
        chain.alice, chain.alice_hotkey, received, amount - fee, chain.pool, fee
    )
    assert Staking.SubnetAlphaIn.get(s, chain.pool) == reserves[0] + amount - fee
    assert Staking.SubnetTAO.get(s, chain.pool) == reserves[1] - received
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == stake - amount
    chain.check_books()


def test_burns_the_fee_in_alpha_when_the_author_is_not_known(chain: Any) -> None:
    stake = chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, stake)

    fee = stake * FEE_RATE // 65_535
    assert AlphaAssets.AlphaBurned.get(chain.s, chain.pool) == fee
    assert Staking.SubnetAlphaOut.get(chain.s, chain.pool) == fee


def test_never_returns_more_than_was_staked(chain: Any) -> None:
    stake = chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, stake)

    assert 10_000 * TAO - TAO // 50 < chain.funds(chain.alice) < 10_000 * TAO


def test_more_than_there_is_means_everything_and_forgets_the_hotkey(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, Alpha(U64_MAX))

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0
    assert not Accounts.StakingHotkeys.exists(chain.s, chain.alice)
    assert list(Staking.AlphaV2.items(chain.s)) == []
    assert list(Staking.TotalHotkeySharesV2.items(chain.s)) == []
    chain.check_books()


def test_dust_may_leave_when_it_is_all_there_is(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 3_000_000)
    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, 2_000_000)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, 1_000_000)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 0
    assert chain.funds(chain.alice) == 10_000 * TAO


def test_refuses_a_part_below_the_minimum(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, TAO)

    with chain.refused(AmountTooLow):
        remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, 1_999_999)
    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, 2_000_000)


def test_refuses_a_stranger_who_has_nothing(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    with chain.refused(AmountTooLow):
        remove_stake(chain.s, Signed(chain.bob), chain.alice_hotkey, chain.pool, TAO)


def test_refuses_an_unsigned_origin(chain: Any) -> None:
    with chain.refused(BadOrigin):
        remove_stake(chain.s, NONE_ORIGIN, chain.alice_hotkey, chain.pool, TAO)


def test_refuses_a_subnet_that_was_not_started_or_does_not_exist(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, TAO)
    Subnets.SubtokenEnabled.put(chain.s, chain.pool, False)

    for netuid in (chain.pool, NetUid(77)):
        with chain.refused(SubtokenDisabled):
            remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, netuid, TAO)


def test_collateral_of_a_miner_cannot_leave_its_hotkey(chain: Any) -> None:
    stake = chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)
    chain.stake(chain.alice, chain.spare_hotkey, chain.pool, 10 * TAO)
    _hold(chain, chain.alice_hotkey, stake - TAO)

    with chain.refused(StakeUnavailable):
        remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO + 1)
    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO)


def test_collateral_of_a_miner_does_not_hold_its_nominators(chain: Any) -> None:
    stake = chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)
    _hold(chain, chain.alice_hotkey, stake)
    nominated = chain.stake(chain.bob, chain.alice_hotkey, chain.pool, 10 * TAO)

    remove_stake(chain.s, Signed(chain.bob), chain.alice_hotkey, chain.pool, nominated)

    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.pool) == 0


def test_root_stake_rests_for_the_interval(chain: Any) -> None:
    Staking.RootStakeUnlockInterval.put(chain.s, 100)
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 10 * TAO)
    System.Number.put(chain.s, 1_099)
    with chain.refused(RootStakeLocked):
        remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, TAO)

    System.Number.put(chain.s, 1_100)
    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, TAO)
    with chain.refused(RootStakeLocked):
        remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, TAO)


def test_leaving_root_takes_the_number_away_and_closes_the_gap(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 10 * TAO)
    chain.stake(chain.bob, chain.bob_hotkey, ROOT, 10 * TAO)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, 10 * TAO)

    assert Staking.StakingColdkeysByIndex.get(chain.s, 0) == chain.bob
    assert Staking.NumStakingColdkeys.get(chain.s) == 1
    chain.check_books()


def test_a_nomination_left_too_small_is_sold_as_well(chain: Any) -> None:
    Hyperparameters.NominatorMinRequiredStake.put(chain.s, 100_000_000)  # 0.2 TAO
    chain.stake(chain.bob, chain.alice_hotkey, chain.stable, TAO)

    remove_stake(chain.s, Signed(chain.bob), chain.alice_hotkey, chain.stable, TAO - TAO // 10)

    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.stable) == 0
    assert chain.funds(chain.bob) == 10_000 * TAO
    chain.check_books()


def test_an_owners_own_stake_may_be_small(chain: Any) -> None:
    Hyperparameters.NominatorMinRequiredStake.put(chain.s, 100_000_000)
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, TAO)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, TAO - TAO // 10)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == TAO // 10


def test_charges_for_the_list_of_hotkeys_that_is_really_walked(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    said = remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO)

    declared = remove_stake.declared((chain.alice_hotkey, chain.pool, TAO)).weight
    assert declared.ref_time - said.actual_weight.ref_time == walk(256).ref_time - walk(1).ref_time == 255 * 14 * READ


def test_a_refused_exit_is_charged_by_length_as_well(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)

    try:
        remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, Alpha(0))
    except AmountTooLow as refusal:
        charged = refusal.actual_weight

    assert charged is not None
    assert charged.ref_time == remove_stake.declared(()).weight.ref_time - 255 * 14 * READ


def test_a_dividend_reaches_all_stakers_in_proportion(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 10 * TAO)
    chain.stake(chain.bob, chain.alice_hotkey, chain.stable, 30 * TAO)

    stakes.increase_hotkey_stake(chain.s, chain.alice_hotkey, chain.stable, Alpha(4 * TAO))

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 11 * TAO
    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.stable) == 33 * TAO


def test_shares_of_a_pool_that_ran_empty_are_void(chain: Any) -> None:
    s = chain.s
    stake = chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 10 * TAO)
    stakes.decrease_hotkey_stake(s, chain.alice_hotkey, chain.stable, stake)
    epoch = Staking.AlphaSharePoolEpoch.get(s, chain.alice_hotkey, chain.stable)

    stakes.increase_stake(s, chain.alice_hotkey, chain.bob, chain.stable, Alpha(TAO))

    assert Staking.AlphaSharePoolEpoch.get(s, chain.alice_hotkey, chain.stable) == epoch + 2
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 0
    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.stable) == TAO


def _hold(chain: Any, hotkey: bytes, amount: int) -> None:
    Registration.MinerCollateral.put(
        chain.s,
        (chain.pool, hotkey, chain.alice),
        MinerCollateralState(Alpha(amount), 1 << 64, Alpha(0), Alpha(0)),
    )
    Registration.ColdkeyMinerCollateral.put(chain.s, chain.pool, chain.alice, Alpha(amount))
