"""remove_stake: alpha becomes TAO again."""

from __future__ import annotations

from tests.helpers import ALICE_HOT, BOB_HOT, POOL, SPARE_HOT, STABLE, TAO, buy_stake, stake_of, staking_events

from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, Signed
from taonet.frame.weight import DB_READ
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
from taonet.runtime.pallets.subtensor.staking.costs import walk
from taonet.runtime.pallets.subtensor.staking.errors import RootStakeLocked, StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.events import StakeRemoved
from taonet.runtime.pallets.subtensor.staking.remove_calls import remove_stake
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import Chain

FEE_RATE = 33


def test_sells_alpha_to_the_pool_and_keeps_the_books(chain: Chain) -> None:
    s, stake = chain.s, buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    reserves = Staking.SubnetAlphaIn.get(s, POOL), Staking.SubnetTAO.get(s, POOL)
    funds = chain.balance(chain.alice)
    amount = stake // 2
    fee = amount * FEE_RATE // 65_535

    remove_stake(s, Signed(chain.alice), ALICE_HOT, POOL, amount)

    received = chain.balance(chain.alice) - funds
    assert staking_events(chain)[-1] == StakeRemoved(chain.alice, ALICE_HOT, received, amount - fee, POOL, fee)
    assert Staking.SubnetAlphaIn.get(s, POOL) == reserves[0] + amount - fee
    assert Staking.SubnetTAO.get(s, POOL) == reserves[1] - received
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == stake - amount
    chain.check()


def test_burns_the_fee_in_alpha_when_the_author_is_not_known(chain: Chain) -> None:
    stake = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, stake)

    fee = stake * FEE_RATE // 65_535
    assert AlphaAssets.AlphaBurned.get(chain.s, POOL) == fee
    assert Staking.SubnetAlphaOut.get(chain.s, POOL) == fee


def test_never_returns_more_than_was_staked(chain: Chain) -> None:
    stake = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, stake)

    assert 10_000 * TAO - TAO // 50 < chain.balance(chain.alice) < 10_000 * TAO


def test_more_than_there_is_means_everything_and_forgets_the_hotkey(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, Alpha(U64_MAX))

    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0
    assert not Accounts.StakingHotkeys.exists(chain.s, chain.alice)
    assert list(Staking.AlphaV2.items(chain.s)) == []
    assert list(Staking.TotalHotkeySharesV2.items(chain.s)) == []
    chain.check()


def test_dust_may_leave_when_it_is_all_there_is(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 3_000_000)
    chain.call(chain.alice, remove_stake, ALICE_HOT, STABLE, 2_000_000)

    chain.call(chain.alice, remove_stake, ALICE_HOT, STABLE, 1_000_000)

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 0
    assert chain.balance(chain.alice) == 10_000 * TAO


def test_refuses_a_part_below_the_minimum(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, TAO)

    with chain.refused(AmountTooLow):
        chain.call(chain.alice, remove_stake, ALICE_HOT, STABLE, 1_999_999)
    chain.call(chain.alice, remove_stake, ALICE_HOT, STABLE, 2_000_000)


def test_refuses_a_stranger_who_has_nothing(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    with chain.refused(AmountTooLow):
        chain.call(chain.bob, remove_stake, ALICE_HOT, POOL, TAO)


def test_refuses_an_unsigned_origin(chain: Chain) -> None:
    with chain.refused(BadOrigin):
        remove_stake(chain.s, NONE_ORIGIN, ALICE_HOT, POOL, TAO)


def test_refuses_a_subnet_that_was_not_started_or_does_not_exist(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, TAO)
    Subnets.SubtokenEnabled.put(chain.s, POOL, False)

    for netuid in (POOL, NetUid(77)):
        with chain.refused(SubtokenDisabled):
            chain.call(chain.alice, remove_stake, ALICE_HOT, netuid, TAO)


def test_collateral_of_a_miner_cannot_leave_its_hotkey(chain: Chain) -> None:
    stake = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    buy_stake(chain, chain.alice, SPARE_HOT, POOL, 10 * TAO)
    _hold(chain, ALICE_HOT, stake - TAO)

    with chain.refused(StakeUnavailable):
        chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, TAO + 1)
    chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, TAO)


def test_collateral_of_a_miner_does_not_hold_its_nominators(chain: Chain) -> None:
    stake = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    _hold(chain, ALICE_HOT, stake)
    nominated = buy_stake(chain, chain.bob, ALICE_HOT, POOL, 10 * TAO)

    chain.call(chain.bob, remove_stake, ALICE_HOT, POOL, nominated)

    assert stake_of(chain, chain.bob, ALICE_HOT, POOL) == 0


def test_root_stake_rests_for_the_interval(chain: Chain) -> None:
    Staking.RootStakeUnlockInterval.put(chain.s, 100)
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 10 * TAO)
    System.Number.put(chain.s, 1_099)
    with chain.refused(RootStakeLocked):
        chain.call(chain.alice, remove_stake, ALICE_HOT, ROOT, TAO)

    System.Number.put(chain.s, 1_100)
    chain.call(chain.alice, remove_stake, ALICE_HOT, ROOT, TAO)
    with chain.refused(RootStakeLocked):
        chain.call(chain.alice, remove_stake, ALICE_HOT, ROOT, TAO)


def test_leaving_root_takes_the_number_away_and_closes_the_gap(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 10 * TAO)
    buy_stake(chain, chain.bob, BOB_HOT, ROOT, 10 * TAO)

    chain.call(chain.alice, remove_stake, ALICE_HOT, ROOT, 10 * TAO)

    assert Staking.StakingColdkeysByIndex.get(chain.s, 0) == chain.bob
    assert Staking.NumStakingColdkeys.get(chain.s) == 1
    chain.check()


def test_a_nomination_left_too_small_is_sold_as_well(chain: Chain) -> None:
    Hyperparameters.NominatorMinRequiredStake.put(chain.s, 100_000_000)  # 0.2 TAO
    buy_stake(chain, chain.bob, ALICE_HOT, STABLE, TAO)

    chain.call(chain.bob, remove_stake, ALICE_HOT, STABLE, TAO - TAO // 10)

    assert stake_of(chain, chain.bob, ALICE_HOT, STABLE) == 0
    assert chain.balance(chain.bob) == 10_000 * TAO
    chain.check()


def test_an_owners_own_stake_may_be_small(chain: Chain) -> None:
    chain.as_root("AdminUtils", "sudo_set_nominator_min_required_stake", 100_000_000)
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, TAO)

    chain.call(chain.alice, remove_stake, ALICE_HOT, STABLE, TAO - TAO // 10)

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == TAO // 10


def test_charges_for_the_list_of_hotkeys_that_is_really_walked(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    said = chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, TAO)

    declared = remove_stake.declared(chain.s, (ALICE_HOT, POOL, TAO)).weight
    assert (
        declared.ref_time - said.actual_weight.ref_time == walk(256).ref_time - walk(1).ref_time == 255 * 14 * DB_READ
    )


def test_a_refused_exit_is_charged_by_length_as_well(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)

    try:
        chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, Alpha(0))
    except AmountTooLow as refusal:
        charged = refusal.actual_weight

    assert charged is not None
    assert (
        charged.ref_time == remove_stake.declared(chain.s, (ALICE_HOT, POOL, TAO)).weight.ref_time - 255 * 14 * DB_READ
    )


def test_a_dividend_reaches_all_stakers_in_proportion(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 10 * TAO)
    buy_stake(chain, chain.bob, ALICE_HOT, STABLE, 30 * TAO)

    stakes.increase_hotkey_stake(chain.s, ALICE_HOT, STABLE, Alpha(4 * TAO))

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 11 * TAO
    assert stake_of(chain, chain.bob, ALICE_HOT, STABLE) == 33 * TAO


def test_shares_of_a_pool_that_ran_empty_are_void(chain: Chain) -> None:
    s = chain.s
    stake = buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 10 * TAO)
    stakes.decrease_hotkey_stake(s, ALICE_HOT, STABLE, stake)
    epoch = Staking.AlphaSharePoolEpoch.get(s, ALICE_HOT, STABLE)

    stakes.increase_stake(s, ALICE_HOT, chain.bob, STABLE, Alpha(TAO))

    assert Staking.AlphaSharePoolEpoch.get(s, ALICE_HOT, STABLE) == epoch + 2
    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 0
    assert stake_of(chain, chain.bob, ALICE_HOT, STABLE) == TAO


def _hold(chain: Chain, hotkey: bytes, amount: int) -> None:
    Registration.MinerCollateral.put(
        chain.s,
        (POOL, hotkey, chain.alice),
        MinerCollateralState(Alpha(amount), 1 << 64, Alpha(0), Alpha(0)),
    )
    Registration.ColdkeyMinerCollateral.put(chain.s, POOL, chain.alice, Alpha(amount))
