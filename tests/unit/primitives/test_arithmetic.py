"""Bounded integer arithmetic clamps or refuses exactly at the width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import (
    U8_MAX,
    U16_MAX,
    U32_MAX,
    U64_MAX,
    U128_MAX,
    DivisionByZero,
    Overflow,
    Underflow,
    checked_add,
    checked_div,
    checked_mul,
    checked_sub,
    saturating_add,
    saturating_mul,
    saturating_sub,
)

U64 = st.integers(0, U64_MAX)


@pytest.mark.parametrize(("limit", "bits"), [(U8_MAX, 8), (U16_MAX, 16), (U32_MAX, 32), (U64_MAX, 64), (U128_MAX, 128)])
def test_the_limits_are_all_ones(limit: int, bits: int) -> None:
    assert limit == 2**bits - 1


def test_saturating_operations_clamp_at_the_limit_and_not_one_before() -> None:
    assert saturating_add(U64_MAX - 1, 1) == U64_MAX
    assert saturating_add(U64_MAX, 1) == U64_MAX
    assert saturating_add(200, 100, U8_MAX) == 255
    assert saturating_mul(16, 16, U8_MAX) == 255
    assert saturating_mul(15, 17, U8_MAX) == 255
    assert saturating_mul(15, 16, U8_MAX) == 240
    assert saturating_sub(3, 4) == 0
    assert saturating_sub(4, 3) == 1


@pytest.mark.parametrize(
    ("operation", "a", "b", "refusal"),
    [
        (checked_add, U64_MAX, 1, Overflow),
        (checked_mul, 1 << 32, 1 << 32, Overflow),
        (checked_sub, 0, 1, Underflow),
        (checked_div, 1, 0, DivisionByZero),
    ],
)
def test_checked_operations_refuse_what_does_not_fit(
    operation: Callable[[int, int], int], a: int, b: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        operation(a, b)


def test_checked_operations_accept_the_last_value_that_fits() -> None:
    assert checked_add(U64_MAX - 1, 1) == U64_MAX
    assert checked_add(U64_MAX, 1, U128_MAX) == 1 << 64
    assert checked_mul(U32_MAX, U32_MAX + 2) == U64_MAX
    assert checked_sub(5, 5) == 0
    assert checked_div(7, 2) == 3


@settings(max_examples=60, deadline=None)
@given(a=U64, b=U64)
def test_checked_and_saturating_agree_where_the_result_fits(a: int, b: int) -> None:
    if a + b <= U64_MAX:
        assert checked_add(a, b) == saturating_add(a, b) == a + b
    else:
        assert saturating_add(a, b) == U64_MAX
    if a >= b:
        assert checked_sub(a, b) == saturating_sub(a, b)
