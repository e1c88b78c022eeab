"""unstake_all and unstake_all_alpha: a coldkey leaves a hotkey everywhere."""

from __future__ import annotations

from tests.helpers import (
    ALICE_HOT,
    OTHER_POOL,
    POOL,
    STABLE,
    STRANGER,
    TAO,
    add_subnet,
    buy_stake,
    stake_of,
    staking_events,
)

from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, HotKeyAccountNotExists
from taonet.runtime.pallets.subtensor.staking.constants import MAX_UNSTAKE_ALL_LEGS
from taonet.runtime.pallets.subtensor.staking.remove_calls import unstake_all, unstake_all_alpha
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain


def _stake_everywhere(chain: Chain) -> None:
    for netuid in (ROOT, POOL, OTHER_POOL, STABLE):
        buy_stake(chain, chain.alice, ALICE_HOT, netuid, 10 * TAO)


def test_sells_everything_root_included(chain: Chain) -> None:
    _stake_everywhere(chain)
    buy_stake(chain, chain.bob, ALICE_HOT, POOL, 10 * TAO)

    chain.call(chain.alice, unstake_all, ALICE_HOT)

    for netuid in (ROOT, POOL, OTHER_POOL, STABLE):
        assert stake_of(chain, chain.alice, ALICE_HOT, netuid) == 0
    assert stake_of(chain, chain.bob, ALICE_HOT, POOL) > 0
    assert chain.balance(chain.alice) > 9_999 * TAO
    chain.check()


def test_passes_by_subnets_that_were_not_started(chain: Chain) -> None:
    _stake_everywhere(chain)
    Subnets.SubtokenEnabled.put(chain.s, STABLE, False)

    chain.call(chain.alice, unstake_all, ALICE_HOT)

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 10 * TAO
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0


def test_alpha_only_moves_the_proceeds_to_root(chain: Chain) -> None:
    _stake_everywhere(chain)
    funds = chain.balance(chain.alice)

    chain.call(chain.alice, unstake_all_alpha, ALICE_HOT)

    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0
    assert 39 * TAO < stake_of(chain, chain.alice, ALICE_HOT, ROOT) <= 40 * TAO
    assert chain.balance(chain.alice) == funds
    chain.check()


def test_alpha_only_refuses_when_nothing_was_sold(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, ROOT, 10 * TAO)

    with chain.refused(AmountTooLow):
        chain.call(chain.alice, unstake_all_alpha, ALICE_HOT)


def test_refuses_a_hotkey_that_nobody_owns(chain: Chain) -> None:
    for leave in (unstake_all, unstake_all_alpha):
        with chain.refused(HotKeyAccountNotExists):
            chain.call(chain.alice, leave, STRANGER)


def test_having_nothing_is_no_refusal(chain: Chain) -> None:
    said = chain.call(chain.alice, unstake_all, ALICE_HOT)

    assert staking_events(chain) == []
    assert said.actual_weight.ref_time < unstake_all.declared(chain.s, (ALICE_HOT,)).weight.ref_time // 100


def test_stops_after_the_most_positions_and_a_second_call_goes_on(chain: Chain) -> None:
    subnets = [NetUid(number) for number in range(10, 10 + MAX_UNSTAKE_ALL_LEGS + 2)]
    for netuid in subnets:
        add_subnet(chain, netuid, 0)
        buy_stake(chain, chain.alice, ALICE_HOT, netuid, TAO)

    chain.call(chain.alice, unstake_all, ALICE_HOT)
    left = [netuid for netuid in subnets if stake_of(chain, chain.alice, ALICE_HOT, netuid)]
    assert left == subnets[-2:]

    chain.call(chain.alice, unstake_all, ALICE_HOT)
    assert chain.balance(chain.alice) == 10_000 * TAO


def test_work_is_charged_by_position(chain: Chain) -> None:
    _stake_everywhere(chain)

    full = chain.call(chain.alice, unstake_all, ALICE_HOT).actual_weight
    empty = chain.call(chain.alice, unstake_all, ALICE_HOT).actual_weight

    assert full.ref_time > empty.ref_time
    assert full.ref_time < unstake_all.declared(chain.s, (ALICE_HOT,)).weight.ref_time
