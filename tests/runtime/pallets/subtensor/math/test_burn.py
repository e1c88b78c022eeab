from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.subtensor.math.registration_cost import (
    DEFAULT_HALF_LIFE,
    DEFAULT_INCREASE_MULTIPLIER,
    bumped_price,
    decay_factor_q32,
    decayed_price,
    multiply_q32,
    power_q32,
)

ONE = 1 << 32
MINIMUM, MAXIMUM = 500_000, 100_000_000_000


def test_multiplication_rounds_down_and_saturates() -> None:
    assert multiply_q32(3, ONE // 2) == 1
    assert multiply_q32(U64_MAX, 2 * ONE) == U64_MAX


def test_powers_of_one_and_of_zero_exponent_are_one() -> None:
    assert power_q32(ONE, 65_535) == ONE
    assert power_q32(12_345, 0) == ONE


@pytest.mark.parametrize("half_life", [1, 2, 3, 10, 360, 7_200, 65_535])
def test_the_factor_is_the_largest_whose_power_does_not_exceed_a_half(half_life: int) -> None:
    factor = decay_factor_q32(half_life)

    assert power_q32(factor, half_life) <= ONE // 2
    assert power_q32(factor + 1, half_life) > ONE // 2


def test_a_half_life_of_zero_keeps_the_price() -> None:
    assert decay_factor_q32(0) == ONE
    assert decayed_price(10**9, 0, MINIMUM, MAXIMUM, 100) == 10**9


def test_nothing_decays_in_the_first_block() -> None:
    assert decayed_price(10**9, 360, MINIMUM, MAXIMUM, 1) == 10**9
    assert decayed_price(10**9, 360, MINIMUM, MAXIMUM, 2) < 10**9


def test_the_price_halves_in_its_half_life() -> None:
    burn = 10**12
    for _ in range(DEFAULT_HALF_LIFE):
        burn = decayed_price(burn, DEFAULT_HALF_LIFE, 0, 10**13, 2)

    assert abs(burn - 5 * 10**11) < 10**6


def test_the_price_never_leaves_its_bounds() -> None:
    assert decayed_price(MINIMUM, 1, MINIMUM, MAXIMUM, 2) == MINIMUM
    assert decayed_price(MAXIMUM * 9, 0, MINIMUM, MAXIMUM, 2) == MAXIMUM
    assert bumped_price(MAXIMUM, 2 * U64F64.one, MINIMUM, MAXIMUM) == MAXIMUM
    assert bumped_price(1, U64F64.one, MINIMUM, MAXIMUM) == MINIMUM


def test_a_multiplier_below_one_counts_as_one() -> None:
    assert bumped_price(10**9, 0, MINIMUM, MAXIMUM) == 10**9
    assert bumped_price(10**9, DEFAULT_INCREASE_MULTIPLIER, MINIMUM, MAXIMUM) == 1_260_000_000


@given(st.integers(0, U64_MAX), st.integers(1, 2_000), st.integers(0, 2_000))
@settings(max_examples=60, deadline=None)
def test_a_longer_half_life_never_decays_faster(burn: int, half_life: int, longer: int) -> None:
    assert multiply_q32(burn, decay_factor_q32(half_life)) <= multiply_q32(burn, decay_factor_q32(half_life + longer))
