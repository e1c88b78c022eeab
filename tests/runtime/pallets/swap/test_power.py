from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.pallets.swap.power import SCALE, scaled_power

U128 = st.integers(1, (1 << 128) - 1)


def is_floor(result: int, numerator: int, denominator: int, over: int, under: int) -> bool:
    """Tell by integer powers whether `result` is the floor it claims to be."""
    low = result**under * denominator**over <= SCALE**under * numerator**over
    high = (result + 1) ** under * denominator**over > SCALE**under * numerator**over
    return low and high


@given(U128, U128, st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_the_result_is_the_floor_of_the_true_power(numerator: int, denominator: int, over: int, under: int) -> None:
    result = scaled_power(numerator, denominator, over, under)

    if result is None:
        assert SCALE**under * numerator**over >= (U64_MAX + 1) ** under * denominator**over
    else:
        assert is_floor(result, numerator, denominator, over, under)


def test_a_rational_root_is_exact() -> None:
    assert scaled_power(9, 4, 1, 2) == 3 * SCALE // 2
    assert scaled_power(1, 2**100, 1, 100) == SCALE // 2
    assert scaled_power(2**40, 1, 1, 10) == 16 * SCALE


def test_a_root_just_below_a_whole_number_is_not_rounded_up() -> None:
    whole = 10**18 - 1

    assert scaled_power(whole * whole, 10**36, 1, 2) == whole
    assert scaled_power(whole * whole - 1, 10**36, 1, 2) == whole - 1


@given(U128, st.integers(1, 99))
@settings(max_examples=30, deadline=None)
def test_a_ratio_of_one_and_an_exponent_of_zero_give_one(value: int, over: int) -> None:
    assert scaled_power(value, value, over, 7) == SCALE
    assert scaled_power(value, 3, 0, 7) == SCALE


def test_zero_stays_zero_and_a_huge_power_has_no_result() -> None:
    assert scaled_power(0, 5, 1, 3) == 0
    assert scaled_power(2**64 - 1, 1, 99, 1) is None
    assert scaled_power(2**64 - 1, 1, 98_999_999_999_999_999, 10**15) is None
    assert scaled_power(1, 2**64 - 1, 98_999_999_999_999_999, 10**15) == 0


@given(st.integers(1, U64_MAX), st.integers(1, U64_MAX), st.integers(10**16, 99 * 10**16))
@settings(max_examples=80, deadline=None)
def test_the_power_grows_with_its_base(numerator: int, denominator: int, weight: int) -> None:
    smaller = scaled_power(numerator, denominator, weight, SCALE - weight)
    larger = scaled_power(numerator + 1, denominator, weight, SCALE - weight)

    assert larger is None or (smaller is not None and smaller <= larger)
