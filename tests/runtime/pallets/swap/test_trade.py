from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.helpers import TAO

from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.swap.curve import Pool, alpha_for_tao, price
from taonet.runtime.pallets.swap.trade import (
    DEFAULT_FEE_RATE,
    MAX_PRICE_LIMIT,
    MIN_PRICE_LIMIT,
    Outcome,
    PriceLimitExceeded,
    ReservesTooLow,
    Side,
    SwapInputTooLarge,
    SwapRefused,
    fee_of,
    fee_on_top,
    limit_price,
    pool_after,
    quote,
    swap,
)

POOL = Pool(1_000 * TAO, 1_000 * TAO)
NO_LIMIT = {
    Side.BUY: limit_price(MAX_PRICE_LIMIT),
    Side.SELL: limit_price(MIN_PRICE_LIMIT),
}
sides = st.sampled_from(Side)
pools = st.builds(
    Pool,
    st.integers(1_000_000, 10**16),
    st.integers(1_000_000, 10**16),
    st.integers(10**16, 99 * 10**16),
)


def test_a_fee_is_taken_from_the_input() -> None:
    outcome = swap(POOL, Side.BUY, TAO, NO_LIMIT[Side.BUY], DEFAULT_FEE_RATE)

    fee = TAO * DEFAULT_FEE_RATE // 65_535
    assert outcome.fee_paid == outcome.fee_to_block_author == fee
    assert outcome.amount_paid_in == TAO - fee
    assert 0 < outcome.amount_paid_out < TAO


def test_a_dropped_fee_is_zero_also_when_the_limit_stops_the_trade() -> None:
    limit = price(POOL) + U64F64.one // 100

    for bound in (NO_LIMIT[Side.BUY], limit):
        assert swap(POOL, Side.BUY, 100 * TAO, bound, 10_000, drop_fees=True).fee_paid == 0


def test_the_fee_of_a_stopped_trade_belongs_to_what_entered() -> None:
    limit = price(POOL) + U64F64.one // 100
    outcome = swap(POOL, Side.BUY, 100 * TAO, limit, 1_000)

    assert outcome.amount_paid_in < 100 * TAO - fee_of(100 * TAO, 1_000)
    assert outcome.fee_paid == fee_on_top(outcome.amount_paid_in, 1_000)
    after = pool_after(POOL, Side.BUY, outcome.amount_paid_in, outcome.amount_paid_out)
    assert abs(price(after) - limit) < U64F64.one // 10**9


def test_a_price_at_the_limit_is_refused_on_both_sides() -> None:
    for side in Side:
        with pytest.raises(PriceLimitExceeded):
            swap(POOL, side, TAO, price(POOL), 0)


def test_a_target_at_the_limit_is_not_stopped() -> None:
    target = price(pool_after(POOL, Side.BUY, TAO, alpha_for_tao(POOL, TAO)))

    assert swap(POOL, Side.BUY, TAO, target, 0).amount_paid_in == TAO


def test_input_above_a_thousand_reserves_is_refused_before_anything_else() -> None:
    small = Pool(10, 10)

    with pytest.raises(SwapInputTooLarge):
        swap(small, Side.BUY, 10_001, 0, 0)
    with pytest.raises(ReservesTooLow):
        swap(small, Side.BUY, 10_000, 0, 0)


def test_an_output_reserve_below_the_minimum_is_refused() -> None:
    with pytest.raises(ReservesTooLow):
        swap(Pool(10 * TAO, 999_999), Side.BUY, 1_000, NO_LIMIT[Side.BUY], 0)
    with pytest.raises(ReservesTooLow):
        swap(Pool(999_999, 10 * TAO), Side.SELL, 1_000, NO_LIMIT[Side.SELL], 0)


def test_an_input_worth_nothing_is_refused_and_an_input_of_nothing_is_not() -> None:
    pool = Pool(1_000_000, 10**15)

    with pytest.raises(ReservesTooLow):
        swap(pool, Side.SELL, 1, limit_price(0), 0)
    assert swap(POOL, Side.BUY, 0, NO_LIMIT[Side.BUY], 33) == Outcome(0, 0, 0, 0)


def test_no_limit_of_a_sale_still_stops_at_its_bound() -> None:
    pool = Pool(1_000_000_000, 10**12)
    outcome = swap(pool, Side.SELL, 10**14, NO_LIMIT[Side.SELL], 0)

    assert 0 < outcome.amount_paid_in < 10**14


@given(pools, sides, st.integers(0, 10**16), st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_a_trade_never_takes_more_than_it_was_given_nor_pays_more_than_there_is(
    pool: Pool, side: Side, amount: int, rate: int
) -> None:
    try:
        outcome = swap(pool, side, amount, NO_LIMIT[side], rate)
    except SwapRefused:
        assume(False)
        raise

    reserve = pool.alpha_reserve if side is Side.BUY else pool.tao_reserve
    assert outcome.amount_paid_in + outcome.fee_paid <= amount
    assert outcome.amount_paid_out <= reserve
    assert outcome == quote(pool, side, amount, NO_LIMIT[side], rate)
