from __future__ import annotations

from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.subtensor.math.subnet_shares import fixed_power

ONE = U64F64.one


def test_one_stays_one() -> None:
    assert fixed_power(ONE, 3 * ONE) == ONE


def test_a_cube_is_close_to_the_true_one() -> None:
    assert abs(fixed_power(2 * ONE, 3 * ONE) - 8 * ONE) < ONE >> 16


def test_zero_and_what_vanishes_in_32_bits_give_zero() -> None:
    assert fixed_power(0, ONE) == 0
    assert fixed_power((1 << 32) - 1, 3 * ONE) == 0


def test_a_power_next_to_nothing_counts_as_the_largest_whole_number() -> None:
    assert 0 < fixed_power(ONE // 1_000, 3 * ONE) < ONE >> 28
    assert fixed_power(ONE // 1_100, 3 * ONE) == ((1 << 31) - 1) << 64


def test_a_power_that_does_not_fit_counts_as_the_largest_whole_number() -> None:
    assert fixed_power(1_000_000 * ONE, 8 * ONE) == ((1 << 31) - 1) << 64
