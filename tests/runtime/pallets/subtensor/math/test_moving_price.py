from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import I96F32, U64F64
from taonet.runtime.pallets.subtensor.math.moving_price import (
    DEFAULT_MOVING_ALPHA,
    FAST_HALF_LIFE_BLOCKS,
    blocks_since_start,
    median_price,
    next_fast_moving_price,
    next_moving_price,
)

ONE = U64F64.one
spot_prices = st.integers(0, 100 * ONE)


def test_age_counts_from_the_start_call() -> None:
    assert blocks_since_start(100, 91) == 10
    assert blocks_since_start(5, 91) == 0
    assert blocks_since_start(5, 0) == 5


def test_the_slow_price_counts_the_spot_as_one_at_most() -> None:
    capped = next_moving_price(0, 50 * ONE, I96F32.one // 2, 10**9)
    one = next_moving_price(0, ONE, I96F32.one // 2, 10**9)

    assert capped == one
    assert 0.499 < one / I96F32.one < 0.5


def test_a_small_price_can_stand_still() -> None:
    moving = U64F64.convert(1_000, I96F32)

    assert next_moving_price(moving, 2 * moving, DEFAULT_MOVING_ALPHA, 10**6) == 1_000


def test_a_new_subnet_keeps_its_price() -> None:
    assert next_moving_price(ONE // 2, ONE, DEFAULT_MOVING_ALPHA, 0) == I96F32.one // 2


def test_the_fast_price_starts_at_the_spot_and_halves_the_distance_in_two_hours() -> None:
    assert next_fast_moving_price(None, 7 * ONE) == 7 * ONE
    fast = ONE
    for _ in range(FAST_HALF_LIFE_BLOCKS):
        fast = next_fast_moving_price(fast, 3 * ONE)

    assert abs(fast / ONE - 2) < 1e-3


@given(spot_prices, spot_prices)
@settings(max_examples=100, deadline=None)
def test_the_fast_price_moves_toward_the_spot_and_not_past_it(fast: int, spot: int) -> None:
    moved = next_fast_moving_price(fast, spot)

    assert min(fast, spot) <= moved <= max(fast, spot)


@given(st.integers(0, ONE), spot_prices, st.integers(0, 10**8))
@settings(max_examples=100, deadline=None)
def test_the_slow_price_stays_between_old_price_and_capped_spot(moving: int, spot: int, age: int) -> None:
    moved = next_moving_price(moving, spot, DEFAULT_MOVING_ALPHA, age)
    low, high = sorted((moving, min(spot, ONE)))

    assert (low >> 32) - 1 <= moved <= high >> 32


def test_the_median_leaves_zero_prices_out() -> None:
    assert median_price([]) == ONE
    assert median_price([0, 0]) == ONE
    assert median_price([9, 0, 5, 1]) == 5
    assert median_price([9 * ONE, 5 * ONE]) == 7 * ONE
