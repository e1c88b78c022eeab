"""remove_stake_limit and remove_stake_full_limit: alpha becomes TAO until the price falls to a limit."""

from __future__ import annotations

from typing import Any

import pytest

from taonet.frame.origin import Signed
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    NotEnoughStakeToWithdraw,
    SlippageTooHigh,
    SubnetNotExists,
)
from taonet.runtime.pallets.subtensor.pools import current_price
from taonet.runtime.pallets.subtensor.staking.remove_calls import remove_stake_full_limit, remove_stake_limit
from taonet.runtime.pallets.swap.errors import PriceLimitExceeded

TAO = 1_000_000_000


def _price(chain: Any) -> int:
    return U64F64.to_int(U64F64.mul(current_price(chain.s, chain.pool), U64F64.from_int(TAO)))


@pytest.fixture
def stake(chain: Any) -> int:
    """Return Alice's position after staking 100 TAO."""
    return chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 100 * TAO)


def test_stops_at_the_limit_and_keeps_the_rest_staked(chain: Any, stake: int) -> None:
    limit = _price(chain) * 99 // 100

    remove_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, stake, limit, True)

    assert 0 < chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) < stake
    assert limit <= _price(chain) <= limit + 2
    chain.check_books()


def test_all_or_nothing_refuses_what_would_cross_the_limit(chain: Any, stake: int) -> None:
    limit = _price(chain) * 99 // 100

    with chain.refused(SlippageTooHigh):
        remove_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, stake, limit, False)
    with chain.refused(SlippageTooHigh):
        remove_stake_full_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, limit)


def test_refuses_a_limit_that_the_price_has_already_reached(chain: Any, stake: int) -> None:
    with chain.refused(PriceLimitExceeded):
        remove_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, stake, _price(chain) + 1, True)


def test_does_not_cut_an_amount_to_what_there_is(chain: Any, stake: int) -> None:
    with chain.refused(NotEnoughStakeToWithdraw):
        remove_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, stake + 1, 0, True)


def test_without_a_pool_only_a_limit_of_one_or_less_sells(chain: Any) -> None:
    chain.stake(chain.alice, chain.alice_hotkey, chain.stable, 5 * TAO)

    with chain.refused(SlippageTooHigh):
        remove_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, TAO, TAO + 1, False)
    remove_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, TAO, TAO, False)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == 4 * TAO


def test_full_removal_empties_the_position_with_a_limit_and_without(chain: Any, stake: int) -> None:
    remove_stake_full_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, _price(chain) // 2)
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0

    chain.stake(chain.alice, chain.alice_hotkey, chain.pool, TAO)
    remove_stake_full_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, None)
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0
    chain.check_books()


def test_full_removal_refuses_where_there_is_nothing_to_remove(chain: Any) -> None:
    with chain.refused(SubnetNotExists):
        remove_stake_full_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, NetUid(77), None)
    with chain.refused(AmountTooLow):
        remove_stake_full_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, None)
