"""Who has no TAO pays for leaving a stake with its alpha, to the rao."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import (
    ALICE_HOT,
    BOB_HOT,
    OTHER_POOL,
    POOL,
    SPARE_HOT,
    STABLE,
    TAO,
    add_subnet,
    buy_stake,
    fill_pool,
    new_market,
    stake_of,
)

from taonet.frame.call import RuntimeCall
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import Pays, Weight
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import with_checks
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.balances.events import Deposit, Issued, Transfer, Withdraw
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.registration.types import MinerCollateralState
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded, StakeRemoved, TransactionFeePaidWithAlpha
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import BURN_ACCOUNT, subnet_account
from taonet.runtime.pallets.transaction_payment import charging, fees
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.sim import Chain

LENGTH = 150
HOLDER = Chain.charlie
MOST = Alpha(2**64 - 1)

MADE: dict[str, Callable[[NetUid], tuple[object, ...]]] = {
    "remove_stake": lambda netuid: (ALICE_HOT, netuid, TAO),
    "remove_stake_limit": lambda netuid: (ALICE_HOT, netuid, TAO, 1, True),
    "remove_stake_full_limit": lambda netuid: (ALICE_HOT, netuid, None),
    "unstake_all": lambda _netuid: (ALICE_HOT,),
    "unstake_all_alpha": lambda _netuid: (ALICE_HOT,),
    "move_stake": lambda netuid: (ALICE_HOT, BOB_HOT, netuid, OTHER_POOL, TAO),
    "move_stake_limit": lambda netuid: (ALICE_HOT, BOB_HOT, netuid, OTHER_POOL, TAO, 1, True),
    "transfer_stake": lambda netuid: (Chain.bob, ALICE_HOT, netuid, OTHER_POOL, TAO),
    "transfer_stake_and_hotkey": lambda netuid: (Chain.bob, ALICE_HOT, BOB_HOT, netuid, OTHER_POOL, TAO),
    "swap_stake": lambda netuid: (ALICE_HOT, netuid, OTHER_POOL, TAO),
    "swap_stake_limit": lambda netuid: (ALICE_HOT, netuid, OTHER_POOL, TAO, 1, True),
    "recycle_alpha": lambda netuid: (ALICE_HOT, TAO, netuid),
    "burn_alpha": lambda netuid: (ALICE_HOT, TAO, netuid),
}
"""The arguments of the calls that may be paid in alpha, for a stake on a subnet."""


def made(name: str, netuid: NetUid) -> RuntimeCall:
    return RUNTIME.call("SubtensorModule", name, *MADE[name](netuid))


def check(chain: Chain, call: RuntimeCall, who: AccountId = HOLDER, tip: int = 0) -> None:
    declared = call.declared(chain.s)
    charging.check(chain.s, who, call, with_checks(call, declared.weight), LENGTH, tip, declared)


def withdraw(chain: Chain, call: RuntimeCall, who: AccountId = HOLDER, tip: int = 0) -> charging.Charge:
    declared = call.declared(chain.s)
    return charging.withdraw(chain.s, who, call, with_checks(call, declared.weight), LENGTH, tip, declared)


def settle(chain: Chain, call: RuntimeCall, charge: charging.Charge, used: Weight) -> None:
    charging.settle(chain.s, charge, used, LENGTH, Pays.Yes, call.declared(chain.s))


def fee_of(chain: Chain, call: RuntimeCall, tip: int = 0) -> Tao:
    return fees.final_fee(fees.quote(chain.s, call, LENGTH, call.declared(chain.s), tip))


def hold(chain: Chain, netuid: NetUid, tao: int = 100 * TAO, hotkey: AccountId = ALICE_HOT) -> Alpha:
    """Give the holder a stake and no TAO; return how much."""
    bought = buy_stake(chain, chain.alice, hotkey, netuid, tao)
    chain.call(chain.alice, RUNTIME.calls["SubtensorModule", "transfer_stake"], HOLDER, hotkey, netuid, netuid, bought)
    chain.s.events.clear()
    return stake_of(chain, HOLDER, hotkey, netuid)


@pytest.fixture
def chain() -> Chain:
    """Give a market on which the holder has alpha on a subnet with a pool, and no TAO."""
    chain = new_market()
    hold(chain, POOL)
    return chain


def refused(chain: Chain, call: RuntimeCall) -> None:
    """Demand that neither the pool nor a block takes a call, and that nothing is written."""
    for attempt in (check, withdraw):
        before = dict(chain.s.changes())
        with pytest.raises(TransactionInvalid) as said:
            attempt(chain, call)
        assert said.value.reason is Invalid.Payment
        assert dict(chain.s.changes()) == before
        assert not chain.s.events


def test_the_calls_that_may_be_paid_in_alpha_are_those_that_leave_a_stake() -> None:
    named = {name for (_, name), call in RUNTIME.calls.items() if call.policy.fee_positions is not None}

    # Of the chain's fifteen `swap_hotkey` and `swap_hotkey_v2` are not declared here.
    assert named == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_a_fee_is_paid_out_of_the_stake_that_the_call_is_about(chain: Chain, name: str) -> None:
    call, before = made(name, POOL), stake_of(chain, HOLDER, ALICE_HOT, POOL)
    fee, issued, own = fee_of(chain, call), balances.total_issuance(chain.s), Staking.TotalIssuance.get(chain.s)
    price_bits = Staking.SubnetTAO.get(chain.s, POOL) / Staking.SubnetAlphaIn.get(chain.s, POOL)

    check(chain, call)
    charge = withdraw(chain, call)

    paid = charge.alpha
    assert paid is not None
    assert charge.paid == 0
    assert (paid.hotkey, paid.netuid) == (ALICE_HOT, POOL)
    assert abs(paid.alpha - fee / price_bits) < 2
    assert fee - 2 <= paid.tao <= fee
    assert stake_of(chain, HOLDER, ALICE_HOT, POOL) == before - paid.alpha
    assert balances.total_issuance(chain.s) == issued - paid.tao
    assert Staking.TotalIssuance.get(chain.s) == own - paid.tao
    assert balances.total_balance(chain.s, HOLDER) == 0
    assert chain.events() == [
        StakeRemoved(HOLDER, ALICE_HOT, paid.tao, paid.alpha, POOL, 0),
        Withdraw(subnet_account(POOL), paid.tao),
    ]
    chain.check()


@pytest.mark.parametrize("name", sorted(set(MADE) - {"unstake_all", "unstake_all_alpha"}))
def test_another_position_does_not_pay(chain: Chain, name: str) -> None:
    refused(chain, made(name, OTHER_POOL))


def test_where_alpha_is_tao_the_amounts_are_the_fee_to_the_rao(chain: Chain) -> None:
    before = hold(chain, STABLE)
    call = made("remove_stake", STABLE)
    fee = fee_of(chain, call, tip=7)
    assert fee == 27_039 + 75 + 602_250 + 7

    check(chain, call, tip=7)
    charge = withdraw(chain, call, tip=7)
    assert charge.alpha is not None
    assert (charge.alpha.alpha, charge.alpha.tao) == (fee, fee)
    settle(chain, call, charge, Weight(100_000_000))

    actual = 27_039 + 75 + 25_000 + 7
    assert stake_of(chain, HOLDER, ALICE_HOT, STABLE) == before - actual
    assert chain.events()[2:] == [
        Issued(Tao(fee - actual)),
        Deposit(subnet_account(STABLE), Tao(fee - actual)),
        Transfer(subnet_account(STABLE), BURN_ACCOUNT, Tao(0)),  # the purchase's fee of nothing: no author gets it
        StakeAdded(HOLDER, ALICE_HOT, Tao(fee - actual), Alpha(fee - actual), STABLE, 0),
        TransactionFeePaidWithAlpha(HOLDER, STABLE, Alpha(actual), Tao(actual)),
        TransactionFeePaid(HOLDER, Tao(actual), Tao(7)),
    ]
    chain.check()


def test_what_the_call_did_not_use_is_bought_back_and_only_the_fee_leaves_the_issuance(chain: Chain) -> None:
    call, before, issued = (
        made("swap_stake", POOL),
        stake_of(chain, HOLDER, ALICE_HOT, POOL),
        balances.total_issuance(chain.s),
    )

    charge = withdraw(chain, call)
    assert charge.alpha is not None
    after_sale = stake_of(chain, HOLDER, ALICE_HOT, POOL)
    settle(chain, call, charge, Weight(400_000_000))

    actual = 27_039 + 75 + 100_000
    bought = stake_of(chain, HOLDER, ALICE_HOT, POOL) - after_sale
    told = chain.events()[-2]
    assert told == TransactionFeePaidWithAlpha(HOLDER, POOL, Alpha(charge.alpha.alpha - bought), Tao(actual))
    assert 0 < before - after_sale - bought < charge.alpha.alpha
    assert balances.total_issuance(chain.s) == issued - actual
    assert chain.events()[-1] == TransactionFeePaid(HOLDER, Tao(actual), Tao(0))
    chain.check()


def test_nothing_is_bought_back_when_all_was_used(chain: Chain) -> None:
    call = made("remove_stake", POOL)
    charge = withdraw(chain, call)
    count = len(chain.events())

    settle(chain, call, charge, Weight(1 << 60))

    assert charge.alpha is not None
    assert chain.events()[count:] == [
        TransactionFeePaidWithAlpha(HOLDER, POOL, charge.alpha.alpha, charge.alpha.tao),
        TransactionFeePaid(HOLDER, fee_of(chain, call), Tao(0)),
    ]


def test_a_charge_stays_where_nothing_can_be_bought_back(chain: Chain) -> None:
    call = made("remove_stake", POOL)
    charge = withdraw(chain, call)
    Staking.SubnetAlphaIn.put(chain.s, POOL, Alpha(10))
    before, count = dict(chain.s.changes()), len(chain.events())

    settle(chain, call, charge, Weight(0))

    assert charge.alpha is not None
    assert dict(chain.s.changes()) == before
    assert chain.events()[count:] == [
        TransactionFeePaidWithAlpha(HOLDER, POOL, charge.alpha.alpha, charge.alpha.tao),
        TransactionFeePaid(HOLDER, Tao(27_039 + 75), Tao(0)),
    ]


def test_tao_is_preferred_as_long_as_the_account_stays_alive(chain: Chain) -> None:
    call = made("remove_stake", POOL)
    chain.give(HOLDER, fee_of(chain, call) + 500)
    before = stake_of(chain, HOLDER, ALICE_HOT, POOL)

    charge = withdraw(chain, call)

    assert charge.alpha is None
    assert charge.paid == fee_of(chain, call)
    assert stake_of(chain, HOLDER, ALICE_HOT, POOL) == before
    assert chain.balance(HOLDER) == 500


def test_tao_that_would_not_leave_the_deposit_is_not_touched(chain: Chain) -> None:
    call = made("remove_stake", POOL)
    funds = fee_of(chain, call) + 499
    chain.give(HOLDER, funds)

    check(chain, call)
    charge = withdraw(chain, call)

    assert charge.alpha is not None
    assert chain.balance(HOLDER) == funds


def test_a_position_too_small_is_not_admitted_but_in_a_block_gives_what_it_has(chain: Chain) -> None:
    call = made("remove_stake", STABLE)
    small = hold(chain, STABLE, 20 * TAO // 10_000)
    Registration.MinerCollateral.put(chain.s, (STABLE, ALICE_HOT, HOLDER), collateral(Alpha(small - 1_000)))
    Registration.ColdkeyMinerCollateral.put(chain.s, STABLE, HOLDER, Alpha(small - 1_000))

    with pytest.raises(TransactionInvalid) as said:
        check(chain, call)
    charge = withdraw(chain, call)

    assert said.value.reason is Invalid.Payment
    assert charge.alpha is not None
    assert (charge.alpha.alpha, charge.alpha.tao) == (1_000, 1_000)
    assert stake_of(chain, HOLDER, ALICE_HOT, STABLE) == small - 1_000


def test_a_position_of_just_the_fee_pays(chain: Chain) -> None:
    call = made("remove_stake", STABLE)
    held = hold(chain, STABLE)
    Registration.MinerCollateral.put(
        chain.s, (STABLE, ALICE_HOT, HOLDER), collateral(Alpha(held - fee_of(chain, call)))
    )

    check(chain, call)
    Registration.MinerCollateral.put(
        chain.s, (STABLE, ALICE_HOT, HOLDER), collateral(Alpha(held - fee_of(chain, call) + 1))
    )
    with pytest.raises(TransactionInvalid):
        check(chain, call)


def test_collateral_never_pays(chain: Chain) -> None:
    held = stake_of(chain, HOLDER, ALICE_HOT, POOL)
    Registration.MinerCollateral.put(chain.s, (POOL, ALICE_HOT, HOLDER), collateral(held))

    refused(chain, made("remove_stake", POOL))


def test_what_the_coldkey_must_keep_on_the_subnet_never_pays(chain: Chain) -> None:
    held = stake_of(chain, HOLDER, ALICE_HOT, POOL)
    Registration.ColdkeyMinerCollateral.put(chain.s, POOL, HOLDER, held)

    refused(chain, made("remove_stake", POOL))


def test_who_has_neither_tao_nor_alpha_is_refused(chain: Chain) -> None:
    chain.call(HOLDER, RUNTIME.calls["SubtensorModule", "burn_alpha"], ALICE_HOT, MOST, POOL)
    chain.s.events.clear()

    refused(chain, made("remove_stake", POOL))


def test_alpha_without_a_price_does_not_pay(chain: Chain) -> None:
    Staking.SubnetAlphaIn.put(chain.s, POOL, Alpha(0))

    refused(chain, made("remove_stake", POOL))


def test_a_pool_below_its_least_reserve_does_not_pay(chain: Chain) -> None:
    Staking.SubnetTAO.put(chain.s, POOL, Tao(1_000))
    Staking.SubnetAlphaIn.put(chain.s, POOL, Alpha(1_000))
    call, before = made("remove_stake", POOL), dict(chain.s.changes())

    check(chain, call)  # the pool of transactions looks at the price alone
    with pytest.raises(TransactionInvalid) as said:
        withdraw(chain, call)

    assert said.value.reason is Invalid.Payment
    assert dict(chain.s.changes()) == before
    assert not chain.s.events


@pytest.mark.parametrize("name", ["unstake_all", "unstake_all_alpha"])
def test_of_several_positions_none_pays(chain: Chain, name: str) -> None:
    check(chain, made(name, POOL))
    hold(chain, STABLE)

    refused(chain, made(name, POOL))

    Subnets.SubtokenEnabled.put(chain.s, STABLE, value=False)
    check(chain, made(name, POOL))


def test_stake_on_another_hotkey_is_another_position(chain: Chain) -> None:
    hold(chain, STABLE, hotkey=SPARE_HOT)

    check(chain, made("unstake_all", POOL))


def test_root_stake_pays_also_while_it_has_to_rest(chain: Chain) -> None:
    hold(chain, ROOT)
    Staking.RootStakeUnlockInterval.put(chain.s, 1_000_000)
    call = made("remove_stake", ROOT)

    check(chain, call)
    charge = withdraw(chain, call)

    assert charge.alpha is not None
    assert charge.alpha.alpha == charge.alpha.tao == fee_of(chain, call)


def test_calls_that_leave_no_stake_and_calls_inside_others_need_tao(chain: Chain) -> None:
    for call in (
        RUNTIME.call("System", "remark", b""),
        RUNTIME.call("SubtensorModule", "add_stake", ALICE_HOT, POOL, TAO),
        RUNTIME.call("Utility", "batch", [made("remove_stake", POOL)]),
    ):
        refused(chain, call)


def test_a_free_subnet_of_many_positions_is_never_walked_for_a_call_that_tao_pays(chain: Chain) -> None:
    for number in range(10, 14):
        add_subnet(chain, NetUid(number), 0)
        hold(chain, NetUid(number))
    chain.give(HOLDER, 10 * TAO)

    check(chain, made("unstake_all", POOL))


def test_a_large_fee_moves_the_price_and_is_still_paid_whole(chain: Chain) -> None:
    fill_pool(chain, OTHER_POOL, TAO, TAO)
    held = hold(chain, OTHER_POOL)
    call, tip = made("remove_stake", OTHER_POOL), 10 * TAO
    fee = fee_of(chain, call, tip)

    charge = withdraw(chain, call, tip=tip)

    assert charge.alpha is not None
    assert charge.alpha.tao < fee
    settle(chain, call, charge, Weight(0))
    # What the sale gave is below the fee, so nothing is left to buy back.
    assert stake_of(chain, HOLDER, ALICE_HOT, OTHER_POOL) == held - charge.alpha.alpha
    chain.check()


@settings(max_examples=60)
@given(
    name=st.sampled_from(sorted(MADE)),
    reserves=st.tuples(st.integers(0, 10**13), st.integers(0, 10**15)),
    tip=st.integers(0, 3 * 10**11),
    used=st.integers(0, 10**10),
)
def test_whatever_pool_and_fee_no_rao_and_no_alpha_is_made_or_lost(
    name: str, reserves: tuple[int, int], tip: int, used: int
) -> None:
    chain = new_market()
    fill_pool(chain, POOL, *reserves)
    before = hold(chain, POOL)
    call, issued = made(name, POOL), balances.total_issuance(chain.s)
    fee = fee_of(chain, call, tip)
    try:
        check(chain, call, tip=tip)
    except TransactionInvalid:
        assert fee * Staking.SubnetAlphaIn.get(chain.s, POOL) >= before * Staking.SubnetTAO.get(chain.s, POOL) // 2
        return

    charge = withdraw(chain, call, tip=tip)
    settle(chain, call, charge, Weight(used))

    told = chain.events(TransactionFeePaidWithAlpha)[0]
    kept = stake_of(chain, HOLDER, ALICE_HOT, POOL)
    assert abs(before - kept - told.alpha_fee) <= 1  # a share of a stake may be rounded by a rao
    assert balances.total_issuance(chain.s) == issued - told.tao_amount
    assert told.tao_amount <= fee
    chain.check()


def collateral(locked: Alpha) -> MinerCollateralState:
    """Return collateral of a position: all that is locked."""
    return MinerCollateralState(locked, 0, Alpha(0), Alpha(0))
