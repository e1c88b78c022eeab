"""Bounded integer arithmetic: what the chain does where Python's integers would simply grow.

Amounts on the chain have a width. Every sum of two of them either clamps at that width
(`saturating_*`) or is refused (`checked_*`). The three refusals are plain exceptions here;
the runtime turns them into its dispatch error of the same name.
"""

from __future__ import annotations

U8_MAX = 0xFF
U16_MAX = 0xFFFF
U32_MAX = 0xFFFF_FFFF
U64_MAX = 0xFFFF_FFFF_FFFF_FFFF
U128_MAX = (1 << 128) - 1


class Overflow(Exception):
    """The result does not fit the width of the amount. Use a smaller amount."""


class Underflow(Exception):
    """The result would be below zero. Use a smaller amount."""


class DivisionByZero(Exception):
    """The divisor is zero."""


# The same classes under the names that read better next to Python's own `ArithmeticError`.
ArithmeticOverflow = Overflow
ArithmeticUnderflow = Underflow


def saturating_add(a: int, b: int, limit: int = U64_MAX) -> int:
    """Return `a + b`, or `limit` where the sum is above it."""
    total = a + b
    return total if total <= limit else limit


def saturating_sub(a: int, b: int) -> int:
    """Return `a - b`, or 0 where the difference is negative."""
    return a - b if a > b else 0


def saturating_mul(a: int, b: int, limit: int = U64_MAX) -> int:
    """Return `a * b`, or `limit` where the product is above it."""
    product = a * b
    return product if product <= limit else limit


def checked_add(a: int, b: int, limit: int = U64_MAX) -> int:
    """Return `a + b`; refuse with `Overflow` a sum above `limit`."""
    total = a + b
    if total > limit:
        raise Overflow
    return total


def checked_sub(a: int, b: int) -> int:
    """Return `a - b`; refuse with `Underflow` a negative difference."""
    if b > a:
        raise Underflow
    return a - b


def checked_mul(a: int, b: int, limit: int = U64_MAX) -> int:
    """Return `a * b`; refuse with `Overflow` a product above `limit`."""
    product = a * b
    if product > limit:
        raise Overflow
    return product


def checked_div(a: int, b: int) -> int:
    """Return the whole part of `a / b` for unsigned integers; refuse a zero divisor."""
    if b == 0:
        raise DivisionByZero
    return a // b
