"""Parts of a billion and fixed-point numbers with nine decimals, as votes are counted in them.

A `Perbill` is an integer from 0 to 1,000,000,000; a `FixedI64` is a signed integer in the same unit, so that one is the
other where it is in range. All functions take and return these integers.

Source: polkadot-sdk/substrate/primitives/arithmetic/src/per_things.rs from_rational, int_mul, int_div, less_epsilon
Source: polkadot-sdk/substrate/primitives/arithmetic/src/fixed_point.rs checked_rounding_div, mul, div, try_sqrt
"""

from __future__ import annotations

from math import isqrt

ONE = 1_000_000_000
"""One whole, in both formats."""

FIXED_MAX = (1 << 63) - 1


def percent(value: int) -> int:
    """Return this many hundredths."""
    return min(value * ONE // 100, ONE)


def ratio(part: int, whole: int) -> int:
    """Return part / whole rounded down, and one where `whole` is 0 or smaller than `part`.

    That 0 / 0 is one is upstream's rule: whoever asks this of votes must ask first whether there are any.
    """
    return ONE if part >= whole else part * ONE // whole


def ratio_up(part: int, whole: int) -> int:
    """Return part / whole rounded up, and one where `whole` is 0 or smaller than `part`."""
    return ONE if part >= whole else -(-part * ONE // whole)


def clamped(value: int) -> int:
    """Return a fixed-point number as the nearest part of one."""
    return min(max(value, 0), ONE)


def mul(a: int, b: int) -> int:
    """Return the product of two parts, rounded down."""
    return a * b // ONE


def mul_up(part: int, amount: int) -> int:
    """Return this part of a whole amount, rounded up."""
    return -(-part * amount // ONE)


def less_epsilon(part: int) -> int:
    """Return the next smaller part, or 0."""
    return max(part - 1, 0)


def fixed_div(a: int, b: int, *, up: bool) -> int | None:
    """Return a / b as a fixed-point number, rounded toward plus or minus infinity; None for b = 0 or out of range."""
    if b == 0:
        return None
    quotient = -(-a * ONE // b) if up else a * ONE // b
    return quotient if -FIXED_MAX - 1 <= quotient <= FIXED_MAX else None


def nearest(a: int, b: int) -> int:
    """Return a / b as a fixed-point number, rounded to the nearest, a half down. Refuse b = 0: `ZeroDivisionError`."""
    return -((abs(b) - 2 * a * (ONE if b > 0 else -ONE)) // (2 * abs(b)))


def fixed_mul(a: int, b: int) -> int:
    """Return the product of two fixed-point numbers, rounded to the nearest, a half down."""
    return -((ONE - 2 * a * b) // (2 * ONE))


def fixed_sqrt(a: int) -> int:
    """Return the square root of a fixed-point number that is not negative, rounded down."""
    return isqrt(a * ONE)
