"""Fixed point: products floor, quotients truncate, everything clamps at its width."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import FORMATS, I32F32, I64F64, I96F32, U64F64, U96F32, FixedFormat

ONE = I32F32.one
EACH_FORMAT = pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)


def bits_of(form: FixedFormat) -> st.SearchStrategy[int]:
    near = st.sampled_from([form.minimum, form.maximum, 0, 1, form.one, form.one - 1, form.one + 1])
    return st.one_of(near, st.integers(form.minimum, form.maximum))


@pytest.mark.parametrize(
    ("form", "minimum", "maximum"),
    [
        (I32F32, -(2**63), 2**63 - 1),
        (I64F64, -(2**127), 2**127 - 1),
        (I96F32, -(2**127), 2**127 - 1),
        (U96F32, 0, 2**128 - 1),
        (U64F64, 0, 2**128 - 1),
    ],
)
def test_the_range_follows_from_width_and_sign(form: FixedFormat, minimum: int, maximum: int) -> None:
    assert (form.minimum, form.maximum) == (minimum, maximum)


def test_a_negative_product_floors_and_a_negative_quotient_truncates() -> None:
    assert I32F32.mul(-1, 1) == -1
    assert I32F32.mul(1, 1) == 0
    assert I32F32.checked_div(-1, 2 * ONE) == 0
    assert I32F32.checked_div(-3 * ONE, 2 * ONE) == -3 * ONE // 2


def test_division_by_zero_gives_nothing_or_the_default() -> None:
    assert I32F32.checked_div(ONE, 0) is None
    assert I32F32.safe_div(ONE, 0) == 0
    assert I32F32.safe_div_or(ONE, 0, 7) == 7


def test_a_quotient_too_large_is_zero_when_safe_and_the_limit_when_saturating() -> None:
    assert I32F32.safe_div(I32F32.maximum, 1) == 0
    assert I32F32.saturating_div(I32F32.maximum, 1) == I32F32.maximum
    assert I32F32.saturating_div(I32F32.minimum, 1) == I32F32.minimum


def test_addition_clamps_and_checked_addition_gives_nothing() -> None:
    assert I32F32.add(I32F32.maximum, 1) == I32F32.maximum
    assert I32F32.checked_add(I32F32.maximum, 1) is None
    assert U64F64.sub(1, 2) == 0
    assert I32F32.sub(I32F32.minimum, 1) == I32F32.minimum


def test_rounding_takes_half_away_from_zero() -> None:
    half = ONE // 2

    assert I32F32.round(half) == ONE
    assert I32F32.round(-half) == -ONE
    assert I32F32.round(half - 1) == 0
    assert I32F32.round(I32F32.maximum) == I32F32.maximum
    assert I32F32.floor(-half) == -ONE


def test_a_negative_number_is_zero_as_an_unsigned_integer() -> None:
    assert I32F32.to_int(-ONE) == 0
    assert I32F32.to_int(-1, 16, signed=True) == -1
    assert I32F32.to_int(70_000 * ONE, 16) == 65_535
    assert I32F32.to_int(5 * ONE - 1, 16) == 4


def test_conversion_shifts_floors_and_clamps() -> None:
    assert I64F64.convert(3, I32F32) == 3 << 32
    assert I32F32.convert(-1, I64F64) == -1
    assert I32F32.convert(I64F64.maximum, I64F64) == I32F32.maximum
    assert U96F32.convert(-5, I96F32) == 0


def test_float_literals_round_to_nearest_with_ties_to_even() -> None:
    assert I32F32.from_float_literal(0.1) == 429_496_730
    assert I32F32.from_float_literal(1.5 / 2**32) == 2
    assert I32F32.from_float_literal(2.5 / 2**32) == 2
    assert U64F64.from_float_literal(-1.0) == 0
    assert I32F32.from_float_literal(float("inf")) == I32F32.maximum
    with pytest.raises(ValueError, match="NaN"):
        I32F32.from_float_literal(float("nan"))


@EACH_FORMAT
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_operation_is_the_exact_one_rounded_and_clamped(form: FixedFormat, data: st.DataObject) -> None:
    a, b = data.draw(bits_of(form)), data.draw(bits_of(form))
    product = Fraction(a, form.one) * Fraction(b, form.one) * form.one

    assert form.mul(a, b) == form.saturating(product.__floor__())
    checked = form.checked_mul(a, b)
    assert checked == (form.mul(a, b) if form.fits(product.__floor__()) else None)
    if b:
        quotient = (Fraction(a, b) * form.one).__trunc__()
        assert form.checked_div(a, b) == (quotient if form.fits(quotient) else None)
        assert form.saturating_div(a, b) == form.saturating(quotient)


@EACH_FORMAT
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_widening_and_coming_back_loses_nothing(form: FixedFormat, data: st.DataObject) -> None:
    bits = data.draw(bits_of(I32F32))
    there = form.convert(bits, I32F32)

    assert I32F32.convert(there, form) == (bits if form.signed else max(bits, 0))
