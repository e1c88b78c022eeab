from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.safe_float import MAX_MANTISSA, SafeFloat

mantissas = st.integers(0, MAX_MANTISSA)
exponents = st.integers(-30, 30)


def number(mantissa: int, exponent: int = 0) -> SafeFloat:
    value = SafeFloat.new(mantissa, exponent)
    assert value is not None
    return value


values = st.builds(number, mantissas, exponents)
positive = st.builds(number, st.integers(1, MAX_MANTISSA), exponents)


def exact(value: SafeFloat) -> Fraction:
    return Fraction(value.mantissa) * Fraction(10) ** value.exponent


def test_one_is_written_with_twenty_one_digits() -> None:
    assert number(1) == SafeFloat(10**21, -21)


def test_the_normal_interval_holds_its_upper_bound_and_not_its_lower_one() -> None:
    assert number(10**21) == SafeFloat(10**21, 0)
    assert number(10**20) == SafeFloat(10**21, -1)
    assert number(10**20 + 1) == SafeFloat(10**20 + 1, 0)


def test_a_mantissa_above_the_bound_is_refused() -> None:
    assert SafeFloat.new(MAX_MANTISSA + 1) is None


def test_an_exponent_outside_64_bits_is_refused() -> None:
    top = SafeFloat.new(10**21, (1 << 63) - 1)

    assert top is not None
    assert top.add(top) is None
    assert SafeFloat.new(1, -(1 << 63)) is None


def test_zero_minus_something_has_no_result_and_less_minus_more_is_zero() -> None:
    assert SafeFloat.zero().sub(number(1)) is None
    assert number(1).sub(number(2)) == SafeFloat.zero()
    assert SafeFloat.zero().sub(SafeFloat.zero()) == SafeFloat.zero()


@pytest.mark.parametrize("value", [SafeFloat.zero(), number(5)])
def test_division_by_zero_has_no_result(value: SafeFloat) -> None:
    assert value.div(SafeFloat.zero()) is None
    assert value.mul_div(value, SafeFloat.zero()) is None


def test_conversion_saturates_and_loses_what_is_beyond_twenty_two_digits() -> None:
    assert number(10**21, 20).to_u64() == U64_MAX
    assert SafeFloat(10**21, -22).to_u64() == 0
    assert SafeFloat(10**21, -1_000).to_u64() == 0
    assert SafeFloat.zero().to_u64() == 0


def test_an_exact_difference_keeps_the_digits_that_plain_subtraction_drops() -> None:
    large, small = SafeFloat(10**21, 0), SafeFloat(999_999_999_999_999_999_999, -1)

    assert large.sub_exact(small) == number(9 * 10**20 + 1, 0).sub_exact(number(9, -1))
    assert large.sub(small) == SafeFloat(900_000_000_000_000_000_001, 0)


def test_an_exact_difference_refuses_what_is_negative_or_too_far_apart() -> None:
    assert number(1).sub_exact(number(2)) is None
    assert SafeFloat.zero().sub_exact(number(1)) is None
    assert SafeFloat(10**21, 60).sub_exact(SafeFloat(10**21, -20)) is None


@given(st.integers(0, U64_MAX))
@settings(max_examples=100, deadline=None)
def test_an_integer_survives_the_round_trip(value: int) -> None:
    assert SafeFloat.from_u64(value).to_u64() == value


@given(values, values)
@settings(max_examples=100, deadline=None)
def test_addition_is_commutative_and_never_above_the_true_sum(a: SafeFloat, b: SafeFloat) -> None:
    total = a.add(b)

    assert total is not None
    assert total == b.add(a)
    assert exact(total) <= exact(a) + exact(b)
    assert exact(total) >= (exact(a) + exact(b)) * Fraction(10**20 - 2, 10**20)


@given(positive, values, positive)
@settings(max_examples=100, deadline=None)
def test_results_are_in_normal_form_and_rounded_down(a: SafeFloat, b: SafeFloat, c: SafeFloat) -> None:
    product = a.mul_div(b, c)

    assert product is not None
    assert product.is_zero() or 10**20 < product.mantissa <= 10**21
    assert exact(product) <= exact(a) * exact(b) / exact(c)


@given(values, values)
@settings(max_examples=100, deadline=None)
def test_comparison_and_exact_difference_agree_with_the_true_values(a: SafeFloat, b: SafeFloat) -> None:
    assert a.exceeds(b) == (exact(a) > exact(b))
    difference = a.sub_exact(b)
    if difference is not None:
        assert exact(difference) <= exact(a) - exact(b)
    elif a.exponent - b.exponent < 50:
        assert exact(a) < exact(b)
