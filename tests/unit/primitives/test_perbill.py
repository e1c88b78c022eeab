"""Parts of a billion: exact quotients, rounded as asked, never above one."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from taonet.primitives import perbill
from taonet.primitives.perbill import ONE

AMOUNTS = st.integers(0, 2**64 - 1)
FIXED = st.integers(-4 * ONE, 4 * ONE)
HALF = Fraction(1, 2)


@given(AMOUNTS, AMOUNTS)
def test_a_ratio_is_the_quotient_rounded_as_asked_and_one_at_most(part: int, whole: int) -> None:
    exact = min(Fraction(part, whole), Fraction(1)) if whole else Fraction(1)

    assert perbill.ratio(part, whole) == floor(exact * ONE)
    assert perbill.ratio_up(part, whole) == ceil(exact * ONE)


@given(st.integers(0, ONE), AMOUNTS)
def test_a_part_of_an_amount_is_rounded_up(part: int, amount: int) -> None:
    assert perbill.mul_up(part, amount) == ceil(Fraction(part, ONE) * amount)


@given(FIXED, FIXED)
def test_fixed_quotients_are_rounded_toward_one_end_or_to_the_nearest_a_half_down(a: int, b: int) -> None:
    if b == 0:
        assert perbill.fixed_div(a, b, up=True) is None
        return
    exact = Fraction(a, b) * ONE

    assert perbill.fixed_div(a, b, up=False) == floor(exact)
    assert perbill.fixed_div(a, b, up=True) == ceil(exact)
    assert perbill.nearest(a, b) == ceil(exact - HALF)


@given(FIXED, FIXED)
def test_fixed_products_are_rounded_to_the_nearest_a_half_down(a: int, b: int) -> None:
    assert perbill.fixed_mul(a, b) == ceil(Fraction(a * b, ONE) - HALF)


def test_a_quotient_that_does_not_fit_is_none() -> None:
    assert perbill.fixed_div(perbill.FIXED_MAX, 1, up=False) is None


def test_the_square_root_is_rounded_down() -> None:
    assert perbill.fixed_sqrt(2 * ONE) == 1_414_213_562
    assert perbill.fixed_sqrt(0) == 0


def test_small_steps_and_bounds() -> None:
    assert perbill.percent(50) == ONE // 2
    assert perbill.less_epsilon(0) == 0
    assert perbill.less_epsilon(ONE) == ONE - 1
    assert [perbill.clamped(x) for x in (-1, 5, ONE + 1)] == [0, 5, ONE]
    assert perbill.mul(ONE // 2, 3) == 1
