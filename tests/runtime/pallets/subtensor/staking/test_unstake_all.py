"""unstake_all and unstake_all_alpha: a coldkey leaves a hotkey everywhere."""

from __future__ import annotations

from typing import Any

from taonet.frame.origin import Signed
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, HotKeyAccountNotExists
from taonet.runtime.pallets.subtensor.staking.constants import MAX_UNSTAKE_ALL_LEGS
from taonet.runtime.pallets.subtensor.staking.remove_calls import unstake_all, unstake_all_alpha
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

TAO = 1_000_000_000


def _stake_everywhere(chain: Any) -> None:
    for netuid in (ROOT, chain.pool, chain.other_pool, chain.stable):
        chain.stake(chain.alice, chain.alice_hotkey, netuid, 10 * TAO)


def test_sells_everything_root_included(chain: Any) -> None:
    _stake_everywhere(chain)
    chain.stake(chain.bob, chain.alice_hotkey, chain.pool, 10 * TAO)

    unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey)

    for netuid in (ROOT, chain.pool, chain.other_pool, chain.stable):
        assert chain.stake_of(chain.alice, chain.alice_hotkey, netuid) == 0
    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.pool) > 0
    assert chain.funds(chain.alice) > 9_999 * TAO
    chain.check_books()


def test_passes_by_subnets_that_were_not_started(chain: Any) -> None:
    _stake_everywhere(chain)
    Subnets.SubtokenEnabled.put(chain.s, chain.stable, False)

    unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 10 * TAO
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0


def test_alpha_only_moves_the_proceeds_to_root(chain: Any) -> None:
    _stake_everywhere(chain)
    funds = chain.funds(chain.alice)

    unstake_all_alpha(chain.s, Signed(chain.alice), chain.alice_hotkey)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0
    assert 39 * TAO < chain.stake_of(chain.alice, chain.alice_hotkey, ROOT) <= 40 * TAO
    assert chain.funds(chain.alice) == funds
    chain.check_books()


def test_alpha_only_refuses_when_nothing_was_sold(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, ROOT, 10 * TAO)

    with chain.refused(AmountTooLow):
        unstake_all_alpha(chain.s, Signed(chain.alice), chain.alice_hotkey)


def test_refuses_a_hotkey_that_nobody_owns(chain: Any) -> None:
    for leave in (unstake_all, unstake_all_alpha):
        with chain.refused(HotKeyAccountNotExists):
            leave(chain.s, Signed(chain.alice), chain.stranger)


def test_having_nothing_is_no_refusal(chain: Any) -> None:
    said = unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey)

    assert chain.own_events() == []
    assert said.actual_weight.ref_time < unstake_all.declared(()).weight.ref_time // 100


def test_stops_after_the_most_positions_and_a_second_call_goes_on(chain: Any) -> None:
    subnets = [NetUid(number) for number in range(10, 10 + MAX_UNSTAKE_ALL_LEGS + 2)]
    for netuid in subnets:
        chain.add_subnet(netuid, 0)
        chain.stake(chain.alice, chain.alice_hotkey, netuid, TAO)

    unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey)
    left = [netuid for netuid in subnets if chain.stake_of(chain.alice, chain.alice_hotkey, netuid)]
    assert left == subnets[-2:]

    unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey)
    assert chain.funds(chain.alice) == 10_000 * TAO


def test_work_is_charged_by_position(chain: Any) -> None:
    _stake_everywhere(chain)

    full = unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey).actual_weight
    empty = unstake_all(chain.s, Signed(chain.alice), chain.alice_hotkey).actual_weight

    assert full.ref_time > empty.ref_time
    assert full.ref_time < unstake_all.declared(()).weight.ref_time
