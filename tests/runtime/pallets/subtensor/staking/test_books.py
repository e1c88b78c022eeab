"""Random trades conserve the issuance and never create value; the invariants notice when a book is cooked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taonet.frame.error import DispatchError
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.origin import Signed
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.balances.events import DustLost
from taonet.runtime.pallets.subtensor.staking import invariants, stakes
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

TAO = 1_000_000_000

AMOUNTS = st.one_of(st.integers(0, 10_000), st.integers(1_000_000, 10_000_000), st.integers(TAO, 5_000 * TAO))
STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(0, 2), st.integers(0, 3), st.integers(0, 3), AMOUNTS),
    min_size=1,
    max_size=25,
)


def _step(chain: Any, kind: int, who: int, key: int, here: int, there: int, amount: int) -> None:
    coldkey = (chain.alice, chain.bob)[who]
    hotkey = (chain.alice_hotkey, chain.bob_hotkey, chain.spare_hotkey)[key]
    other = (chain.bob_hotkey, chain.spare_hotkey, chain.alice_hotkey)[key]
    subnets = (ROOT, chain.pool, chain.other_pool, chain.stable)
    netuid, target = subnets[here], subnets[there]
    limit = Tao(amount % (2 * TAO))
    # Alpha is drawn from what is there, and now and then a little more.
    alpha = Alpha(amount % (chain.stake_of(coldkey, hotkey, netuid) + 2))
    calls: list[Callable[[], object]] = [
        lambda: add_stake(chain.s, Signed(coldkey), hotkey, netuid, Tao(amount)),
        lambda: remove_stake(chain.s, Signed(coldkey), hotkey, netuid, alpha),
        lambda: add_stake_limit(chain.s, Signed(coldkey), hotkey, netuid, Tao(amount), limit, True),
        lambda: remove_stake_limit(chain.s, Signed(coldkey), hotkey, netuid, alpha, limit, True),
        lambda: move_stake(chain.s, Signed(coldkey), hotkey, other, netuid, target, alpha),
        lambda: swap_stake(chain.s, Signed(coldkey), hotkey, netuid, target, alpha),
        lambda: transfer_stake(chain.s, Signed(coldkey), chain.bob, hotkey, netuid, target, alpha),
        lambda: unstake_all(chain.s, Signed(coldkey), hotkey),
        lambda: unstake_all_alpha(chain.s, Signed(coldkey), hotkey),
        lambda: (burn_alpha if amount % 2 else recycle_alpha)(chain.s, Signed(coldkey), hotkey, alpha, netuid),
    ]
    try:
        with chain.s.transaction():
            calls[kind]()
    except DispatchError:
        return


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_random_trades_conserve_issuance(chain: Any, steps: list[tuple[int, int, int, int, int, int]]) -> None:
    fresh = type(chain)()
    issued = balances.total_issuance(fresh.s)
    for netuid in (ROOT, fresh.pool, fresh.other_pool, fresh.stable):
        for coldkey in (fresh.alice, fresh.bob):
            fresh.stake(coldkey, fresh.alice_hotkey, netuid, 100 * TAO)

    for step in steps:
        _step(fresh, *step)
        fresh.check_books()

    # Dust leaves both totals alike; nothing else does.
    dust = sum(event.amount for _, event in fresh.s.events if isinstance(event, DustLost))
    assert balances.total_issuance(fresh.s) == Staking.TotalIssuance.get(fresh.s) == issued - dust


def test_dust_of_an_emptied_subnet_account_leaves_both_totals(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, TAO)
    issued = balances.total_issuance(chain.s)

    remove_stake(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, Alpha(TAO - 300))

    assert balances.total_balance(chain.s, subnet_account(chain.stable)) == 0
    assert balances.total_issuance(chain.s) == Staking.TotalIssuance.get(chain.s) == issued - 300
    chain.check_books()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(3_000_000, 4_000 * TAO), min_size=1, max_size=6), order=st.randoms())
def test_trading_in_and_out_never_pays(chain: Any, amounts: list[int], order: Any) -> None:
    fresh = type(chain)()
    funds = fresh.funds(fresh.alice)
    for amount in amounts:
        _step(fresh, 0, 0, 0, 1, 0, amount)
    parts = [stake for stake in amounts if stake]
    order.shuffle(parts)
    for part in parts:
        _step(fresh, 1, 0, 0, 1, 0, part)
    _step(fresh, 7, 0, 0, 1, 0, 0)

    assert fresh.stake_of(fresh.alice, fresh.alice_hotkey, fresh.pool) == 0
    assert fresh.funds(fresh.alice) < funds
    fresh.check_books()


def _cook_total_issuance(chain: Any) -> None:
    Staking.TotalIssuance.update(chain.s, lambda total: Tao(total - 1))


def _cook_subnet_account(chain: Any) -> None:
    balances.burn_from(chain.s, subnet_account(chain.pool), Tao(TAO))


def _cook_total_stake(chain: Any) -> None:
    Staking.TotalStake.update(chain.s, lambda total: Tao(total - 1))


def _cook_staked_alpha(chain: Any) -> None:
    Staking.TotalAlphaStaked.update(chain.s, chain.pool, lambda total: Alpha(total + 1))


def _cook_alpha_out(chain: Any) -> None:
    stakes.increase_hotkey_stake(chain.s, chain.alice_hotkey, chain.pool, Alpha(1))


def _cook_shares(chain: Any) -> None:
    position = (chain.alice_hotkey, chain.bob, chain.pool)
    Staking.AlphaV2.put(chain.s, position, Staking.AlphaV2.get(chain.s, (chain.alice_hotkey, chain.alice, chain.pool)))
    epoch = Staking.AlphaSharePoolEpoch.get(chain.s, chain.alice_hotkey, chain.pool)
    Staking.AlphaShareEpoch.put(chain.s, position, epoch)


def _cook_index(chain: Any) -> None:
    Staking.NumStakingColdkeys.put(chain.s, 2)


def _cook_root(chain: Any) -> None:
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
    chain: Any, cook: Callable[[Any], None], promise: Callable[[Any], None]
) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 10 * TAO)
    promise(chain.s)

    cook(chain)

    with pytest.raises(BrokenInvariant):
        promise(chain.s)
