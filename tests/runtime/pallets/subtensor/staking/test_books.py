"""Random trades conserve the issuance and never create value; the invariants notice when a book is cooked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.helpers import (
    ALICE_HOT,
    BOB_HOT,
    OTHER_POOL,
    POOL,
    SPARE_HOT,
    STABLE,
    TAO,
    buy_stake,
    new_market,
    stake_of,
)

from taonet.frame.error import DispatchError
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.origin import Signed
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.balances.events import DustLost
from taonet.runtime.pallets.subtensor.staking import part as invariants
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.add_calls import add_stake, add_stake_limit
from taonet.runtime.pallets.subtensor.staking.burn_calls import burn_alpha, recycle_alpha
from taonet.runtime.pallets.subtensor.staking.move_calls import move_stake, swap_stake, transfer_stake
from taonet.runtime.pallets.subtensor.staking.remove_calls import (
    remove_stake,
    remove_stake_limit,
    unstake_all,
    unstake_all_alpha,
)
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.sim import Chain

AMOUNTS = st.one_of(st.integers(0, 10_000), st.integers(1_000_000, 10_000_000), st.integers(TAO, 5_000 * TAO))
STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(0, 2), st.integers(0, 3), st.integers(0, 3), AMOUNTS),
    min_size=1,
    max_size=25,
)


def _step(chain: Chain, kind: int, who: int, key: int, here: int, there: int, amount: int) -> None:
    coldkey = (chain.alice, chain.bob)[who]
    hotkey = (ALICE_HOT, BOB_HOT, SPARE_HOT)[key]
    other = (BOB_HOT, SPARE_HOT, ALICE_HOT)[key]
    subnets = (ROOT, POOL, OTHER_POOL, STABLE)
    netuid, target = subnets[here], subnets[there]
    limit = Tao(amount % (2 * TAO))
    # Alpha is drawn from what is there, and now and then a little more.
    alpha = Alpha(amount % (stake_of(chain, coldkey, hotkey, netuid) + 2))
    calls: list[Callable[[], object]] = [
        lambda: chain.call(coldkey, add_stake, hotkey, netuid, Tao(amount)),
        lambda: chain.call(coldkey, remove_stake, hotkey, netuid, alpha),
        lambda: chain.call(coldkey, add_stake_limit, hotkey, netuid, Tao(amount), limit, True),
        lambda: chain.call(coldkey, remove_stake_limit, hotkey, netuid, alpha, limit, True),
        lambda: chain.call(coldkey, move_stake, hotkey, other, netuid, target, alpha),
        lambda: chain.call(coldkey, swap_stake, hotkey, netuid, target, alpha),
        lambda: chain.call(coldkey, transfer_stake, chain.bob, hotkey, netuid, target, alpha),
        lambda: chain.call(coldkey, unstake_all, hotkey),
        lambda: chain.call(coldkey, unstake_all_alpha, hotkey),
        lambda: (burn_alpha if amount % 2 else recycle_alpha)(chain.s, Signed(coldkey), hotkey, alpha, netuid),
    ]
    try:
        with chain.s.transaction():
            calls[kind]()
    except DispatchError:
        return


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_random_trades_conserve_issuance(chain: Chain, steps: list[tuple[int, int, int, int, int, int]]) -> None:
    fresh = new_market()
    issued = balances.total_issuance(fresh.s)
    for netuid in (ROOT, POOL, OTHER_POOL, STABLE):
        for coldkey in (fresh.alice, fresh.bob):
            buy_stake(fresh, coldkey, ALICE_HOT, netuid, 100 * TAO)

    for step in steps:
        _step(fresh, *step)
        fresh.check()

    # Dust leaves both totals alike; nothing else does.
    dust = sum(event.amount for _, event in fresh.s.events if isinstance(event, DustLost))
    assert balances.total_issuance(fresh.s) == Staking.TotalIssuance.get(fresh.s) == issued - dust


def test_dust_of_an_emptied_subnet_account_leaves_both_totals(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, TAO)
    issued = balances.total_issuance(chain.s)

    chain.call(chain.alice, remove_stake, ALICE_HOT, STABLE, Alpha(TAO - 300))

    assert balances.total_balance(chain.s, subnet_account(STABLE)) == 0
    assert balances.total_issuance(chain.s) == Staking.TotalIssuance.get(chain.s) == issued - 300
    chain.check()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(3_000_000, 4_000 * TAO), min_size=1, max_size=6), order=st.randoms())
def test_trading_in_and_out_never_pays(chain: Chain, amounts: list[int], order: Any) -> None:
    fresh = new_market()
    funds = fresh.balance(fresh.alice)
    for amount in amounts:
        _step(fresh, 0, 0, 0, 1, 0, amount)
    parts = [stake for stake in amounts if stake]
    order.shuffle(parts)
    for part in parts:
        _step(fresh, 1, 0, 0, 1, 0, part)
    _step(fresh, 7, 0, 0, 1, 0, 0)

    assert stake_of(fresh, fresh.alice, ALICE_HOT, POOL) == 0
    assert fresh.balance(fresh.alice) < funds
    fresh.check()


def _cook_total_issuance(chain: Chain) -> None:
    Staking.TotalIssuance.update(chain.s, lambda total: Tao(total - 1))


def _cook_subnet_account(chain: Chain) -> None:
    balances.burn_from(chain.s, subnet_account(POOL), Tao(TAO))


def _cook_total_stake(chain: Chain) -> None:
    Staking.TotalStake.update(chain.s, lambda total: Tao(total - 1))


def _cook_staked_alpha(chain: Chain) -> None:
    Staking.TotalAlphaStaked.update(chain.s, POOL, lambda total: Alpha(total + 1))


def _cook_alpha_out(chain: Chain) -> None:
    stakes.increase_hotkey_stake(chain.s, ALICE_HOT, POOL, Alpha(1))


def _cook_shares(chain: Chain) -> None:
    position = (ALICE_HOT, chain.bob, POOL)
    Staking.AlphaV2.put(chain.s, position, Staking.AlphaV2.get(chain.s, (ALICE_HOT, chain.alice, POOL)))
    epoch = Staking.AlphaSharePoolEpoch.get(chain.s, ALICE_HOT, POOL)
    Staking.AlphaShareEpoch.put(chain.s, position, epoch)


def _cook_index(chain: Chain) -> None:
    Staking.NumStakingColdkeys.put(chain.s, 2)


def _cook_root(chain: Chain) -> None:
    Staking.SubnetAlphaOut.update(chain.s, ROOT, lambda alpha: Alpha(alpha + 1))


@pytest.mark.parametrize(
    ("cook", "promise"),
    [
        (_cook_total_issuance, invariants.both_issuances_agree),
        (_cook_subnet_account, invariants.subnet_accounts_cover_pools),
        (_cook_total_stake, invariants.total_stake_is_sum_of_pools),
        (_cook_staked_alpha, invariants.hotkeys_sum_to_subnet),
        (_cook_alpha_out, invariants.hotkeys_sum_to_subnet),
        (_cook_shares, invariants.shares_fit_denominator),
        (_cook_index, invariants.staking_coldkeys_are_dense),
        (_cook_root, invariants.root_is_one_to_one),
    ],
)
def test_each_promise_notices_when_it_is_broken(
    chain: Chain, cook: Callable[[Any], None], promise: Callable[[Any], None]
) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 10 * TAO)
    promise(chain.s)

    cook(chain)

    with pytest.raises(BrokenInvariant):
        promise(chain.s)
