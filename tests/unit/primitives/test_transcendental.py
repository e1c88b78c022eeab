"""Exponential, logarithm and root: near the truth, and exactly the chain's series."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import I32F32, I64F64, I96F32, U64F64
from taonet.primitives.transcendental import (
    checked_sqrt,
    exp,
    exp_safe,
    ln,
    ln_safe,
    log2,
    sigmoid_safe,
)

ONE = I32F32.one


def real(bits: int) -> float:
    return bits / ONE


def test_e_to_one_is_a_constant_cut_short_but_its_inverse_is_not() -> None:
    assert exp(I32F32, ONE) == 22_802_600 << 9
    assert exp(I32F32, ONE + 1) != exp(I32F32, ONE)
    by_series = I32F32.checked_div(ONE, 11_674_931_546)
    inverse = exp(I32F32, -ONE)
    assert by_series is not None
    assert inverse is not None
    assert abs(inverse - by_series) <= 4
    assert inverse != I32F32.checked_div(ONE, 22_802_600 << 9)


def test_exp_of_zero_is_one_and_of_too_much_is_nothing() -> None:
    assert exp(I32F32, 0) == ONE
    assert exp(I32F32, 40 * ONE) is None
    assert exp(I32F32, I32F32.minimum) is None


def test_exp_safe_clamps_its_argument() -> None:
    assert exp_safe(30 * ONE) == exp_safe(20 * ONE)
    assert exp_safe(-30 * ONE) == exp_safe(-20 * ONE) > 0


def test_log2_of_powers_of_two_is_whole() -> None:
    for power in range(-31, 31):
        bits = ONE << power if power >= 0 else ONE >> -power
        if bits > 1:
            assert log2(I96F32, bits) == power * ONE


@pytest.mark.parametrize("x", [0, -1])
def test_logarithms_of_what_is_not_positive_are_nothing(x: int) -> None:
    assert log2(I32F32, x) is None
    assert ln(I32F32, x) is None
    assert ln_safe(x) == 0


def test_the_logarithm_of_the_smallest_number_overflows() -> None:
    assert log2(I32F32, 1) is None
    assert log2(I96F32, 1) == -32 * ONE


@settings(max_examples=60, deadline=None)
@given(x=st.integers(-10 * ONE, 10 * ONE))
def test_exp_is_near_the_true_one(x: int) -> None:
    power = exp(I32F32, x)

    assert power is not None
    assert real(power) == pytest.approx(math.exp(real(x)), rel=1e-6, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(x=st.integers(1 << 12, 1 << 62))
def test_ln_is_near_the_true_one(x: int) -> None:
    logarithm = ln(I32F32, x)

    assert logarithm is not None
    assert real(logarithm) == pytest.approx(math.log(real(x)), rel=1e-6, abs=1e-6)


def test_the_wide_format_uses_more_terms() -> None:
    power = exp(I64F64, I64F64.from_int(3))

    assert power is not None
    assert power / I64F64.one == pytest.approx(math.exp(3), rel=1e-12)


def test_sigmoid_is_half_at_its_offset_and_rises() -> None:
    assert sigmoid_safe(ONE, 10 * ONE, ONE) == ONE // 2
    assert sigmoid_safe(0, 10 * ONE, ONE) < ONE // 100
    assert sigmoid_safe(2 * ONE, 10 * ONE, ONE) > ONE - ONE // 100


@settings(max_examples=60, deadline=None)
@given(x=st.integers(0, 1 << 100))
def test_sqrt_is_within_its_tolerance(x: int) -> None:
    epsilon = 1 << 40
    root = checked_sqrt(U64F64, x, epsilon)

    assert root is not None
    quotient = U64F64.safe_div(x, root)
    assert root == 0 or abs(quotient - root) <= epsilon


def test_sqrt_of_a_negative_number_is_nothing() -> None:
    assert checked_sqrt(I32F32, -1, 1) is None
