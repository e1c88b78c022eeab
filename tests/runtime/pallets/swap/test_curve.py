from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.swap.curve import (
    DEFAULT_QUOTE_WEIGHT,
    MIN_WEIGHT,
    WEIGHT_ONE,
    Pool,
    alpha_for_tao,
    alpha_needed_for_tao,
    alpha_to_reach_price,
    is_valid_weight,
    price,
    tao_for_alpha,
    tao_to_reach_price,
)

reserves = st.integers(1_000_000, 21_000_000_000_000_000)
weights = st.integers(MIN_WEIGHT, WEIGHT_ONE - MIN_WEIGHT)
pools = st.builds(Pool, reserves, reserves, weights)
amounts = st.integers(0, 21_000_000_000_000_000)
EMPTIED = Pool(10**6, 10**6, quote_weight=989_936_472_623_408_444)


def test_equal_weights_give_the_ratio_of_the_reserves() -> None:
    assert price(Pool(3, 2)) == 3 << 63
    assert price(Pool(5, 5)) == U64F64.one


def test_a_pool_without_alpha_has_no_price() -> None:
    assert price(Pool(5, 0)) == 0
    assert price(Pool(0, 5)) == 0


def test_a_price_beyond_the_format_saturates() -> None:
    assert price(Pool(U64_MAX, 1, MIN_WEIGHT)) == U64F64.maximum


def test_equal_weights_keep_the_constant_product() -> None:
    pool = Pool(1_000_000_000, 2_000_000_000)

    assert alpha_for_tao(pool, 1_000_000_000) == 1_000_000_000
    assert tao_for_alpha(pool, 2_000_000_000) == 500_000_000


def test_empty_reserves_pay_nothing() -> None:
    assert alpha_for_tao(Pool(0, 0), 0) == 0
    assert alpha_for_tao(Pool(1_000, 0), 50) == 0
    assert tao_for_alpha(Pool(0, 1_000), 50) == 0
    assert alpha_needed_for_tao(Pool(0, 7), 1) == 0


def test_more_tao_than_the_pool_holds_cannot_be_bought() -> None:
    assert alpha_needed_for_tao(Pool(1_000, 1_000), 1_000) == 0
    assert alpha_needed_for_tao(Pool(1_000, 1_000), 500) == 1_000


def test_moving_the_price_the_wrong_way_needs_nothing() -> None:
    pool = Pool(1_000_000, 1_000_000)

    assert tao_to_reach_price(pool, U64F64.one, U64F64.one // 2) == 0
    assert alpha_to_reach_price(pool, U64F64.one, 2 * U64F64.one) == 0
    assert tao_to_reach_price(pool, 0, U64F64.one) == 0
    assert alpha_to_reach_price(pool, U64F64.one, 0) == 0


def test_quadrupling_the_price_doubles_the_tao_of_an_even_pool() -> None:
    pool = Pool(1_000_000, 1_000_000)

    assert tao_to_reach_price(pool, U64F64.one, 4 * U64F64.one) == 1_000_000
    assert alpha_to_reach_price(pool, 4 * U64F64.one, U64F64.one) == 1_000_000


def test_weights_are_valid_from_one_percent_to_ninety_nine() -> None:
    assert is_valid_weight(DEFAULT_QUOTE_WEIGHT)
    assert is_valid_weight(MIN_WEIGHT)
    assert is_valid_weight(WEIGHT_ONE - MIN_WEIGHT)
    assert not is_valid_weight(MIN_WEIGHT - 1)
    assert not is_valid_weight(WEIGHT_ONE - MIN_WEIGHT + 1)


@given(pools, amounts, amounts)
@settings(max_examples=80, deadline=None)
def test_more_input_never_gives_less_output(pool: Pool, first: int, second: int) -> None:
    less, more = sorted((first, second))

    assert alpha_for_tao(pool, less) <= alpha_for_tao(pool, more) <= pool.alpha_reserve
    assert tao_for_alpha(pool, less) <= tao_for_alpha(pool, more) <= pool.tao_reserve


@given(reserves, reserves, amounts)
@settings(max_examples=80, deadline=None)
def test_the_constant_product_falls_by_no_more_than_the_curve_s_last_digit(tao: int, alpha: int, amount: int) -> None:
    pool = Pool(tao, alpha)
    bought = alpha_for_tao(pool, amount)
    # The curve is cut to 18 decimals, which can favour the buyer by that much of the reserve.
    last_digit = alpha // 10**18 + 1

    assert (tao + amount) * (alpha - bought + last_digit) >= tao * alpha


def test_a_purchase_may_take_the_last_alpha() -> None:
    """As on chain: what the curve would leave is below its last digit. Whoever sells all that back gets all TAO."""
    bought = alpha_for_tao(EMPTIED, 840_000)

    assert bought == EMPTIED.alpha_reserve
    assert tao_for_alpha(Pool(1_840_000, 0, EMPTIED.quote_weight), bought) == 1_840_000


@given(pools, st.integers(1, 1_000))
@example(EMPTIED, 840)
@settings(max_examples=80, deadline=None)
def test_a_round_trip_never_gains_beyond_rounding(pool: Pool, thousandths: int) -> None:
    amount = pool.tao_reserve * thousandths // 1_000
    bought = alpha_for_tao(pool, amount)
    after = Pool(pool.tao_reserve + amount, pool.alpha_reserve - bought, pool.quote_weight)
    back = tao_for_alpha(after, bought)

    # Both legs are cut to 18 decimals: what that is worth of a reserve, and one alpha at the price. An emptied pool has
    # no price; its last alpha is worth all its TAO.
    one_alpha = 2 * price(after) >> 64 if after.alpha_reserve else after.tao_reserve
    assert back <= amount + 2 + 2 * after.tao_reserve // 10**15 + one_alpha
