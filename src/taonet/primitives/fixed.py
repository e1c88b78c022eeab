"""Fixed-point numbers as the chain computes them: one rule set, a format per name.

A fixed-point number is an integer of raw bits; its value is ``bits / 2**fraction``. All
functions of a format take and return raw bits, so the same plain `int` travels through the
arithmetic and its format is named once, at the call: ``I32F32.mul(a, b)``.

Products are floored and quotients truncated. With negative values the two differ, and the
chain shows it; Python's ``//`` floors, so division works on magnitudes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import final


@final
@dataclass(frozen=True)
class FixedFormat:
    """A width in bits, how many of them are the fraction, and whether one is the sign."""

    name: str
    bits: int
    fraction: int
    signed: bool

    @cached_property
    def one(self) -> int:
        """The raw bits of the number 1."""
        return 1 << self.fraction

    @cached_property
    def maximum(self) -> int:
        """The largest raw bits of the format."""
        return (1 << (self.bits - self.signed)) - 1

    @cached_property
    def minimum(self) -> int:
        """The smallest raw bits of the format: 0 without a sign."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    def fits(self, bits: int) -> bool:
        """Say whether these raw bits are in the range of the format."""
        return self.minimum <= bits <= self.maximum

    def saturating(self, bits: int) -> int:
        """Clamp raw bits to the range of the format."""
        if bits > self.maximum:
            return self.maximum
        return bits if bits >= self.minimum else self.minimum

    def add(self, a: int, b: int) -> int:
        """Return a + b, clamped."""
        bits = a + b
        return bits if self.minimum <= bits <= self.maximum else self.saturating(bits)

    def sub(self, a: int, b: int) -> int:
        """Return a - b, clamped."""
        bits = a - b
        return bits if self.minimum <= bits <= self.maximum else self.saturating(bits)

    def mul(self, a: int, b: int) -> int:
        """Return the floor of a * b, clamped."""
        bits = (a * b) >> self.fraction
        return bits if self.minimum <= bits <= self.maximum else self.saturating(bits)

    def checked_add(self, a: int, b: int) -> int | None:
        """Return a + b, or nothing where it is out of range."""
        return self._checked(a + b)

    def checked_mul(self, a: int, b: int) -> int | None:
        """Return the floor of a * b, or nothing where it is out of range."""
        return self._checked((a * b) >> self.fraction)

    def checked_div(self, a: int, b: int) -> int | None:
        """Return a / b truncated toward zero; nothing for b = 0 or a result out of range."""
        if b == 0:
            return None
        bits = (a << self.fraction) // b if a >= 0 < b else self._truncated(a, b)
        return bits if self.minimum <= bits <= self.maximum else None

    def saturating_div(self, a: int, b: int) -> int:
        """Return a / b truncated toward zero and clamped. Refuse b = 0: `ZeroDivisionError`."""
        return self.saturating(self._truncated(a, b))

    def safe_div(self, a: int, b: int) -> int:
        """Return a / b, or 0 where that gives nothing, also where it is too large."""
        quotient = self.checked_div(a, b)
        return 0 if quotient is None else quotient

    def safe_div_or(self, a: int, b: int, default: int) -> int:
        """Return a / b, or `default` where that gives nothing."""
        quotient = self.checked_div(a, b)
        return default if quotient is None else quotient

    def from_int(self, value: int) -> int:
        """Return the raw bits of a whole number, clamped."""
        bits = value << self.fraction
        return bits if self.minimum <= bits <= self.maximum else self.saturating(bits)

    def to_int(self, bits: int, width: int = 64, *, signed: bool = False) -> int:
        """Return the floor as an integer of `width` bits, clamped: negative becomes 0 unsigned."""
        low = -(1 << (width - 1)) if signed else 0
        high = (1 << (width - signed)) - 1
        return min(max(bits >> self.fraction, low), high)

    def floor(self, bits: int) -> int:
        """Return the raw bits of the next whole number at or below, clamped."""
        return self.saturating(bits >> self.fraction << self.fraction)

    def round(self, bits: int) -> int:
        """Return the raw bits of the nearest whole number, half away from zero, clamped."""
        magnitude = (abs(bits) + (self.one >> 1)) >> self.fraction << self.fraction
        return self.saturating(-magnitude if bits < 0 else magnitude)

    def convert(self, bits: int, source: FixedFormat) -> int:
        """Return a number of format `source` in this format: fraction floored, clamped."""
        shift = self.fraction - source.fraction
        return self.saturating(bits << shift if shift >= 0 else bits >> -shift)

    def from_float_literal(self, value: float) -> int:
        """Return the raw bits nearest to a float written in the rules, ties to even, clamped.

        Infinities clamp; refuse NaN with `ValueError`. For constants only: no float takes
        part in the arithmetic.
        """
        if math.isinf(value):
            return self.maximum if value > 0 else self.minimum
        return self.saturating(round(Fraction(value) * self.one))

    def _truncated(self, a: int, b: int) -> int:
        magnitude = (abs(a) << self.fraction) // abs(b)
        return magnitude if (a < 0) == (b < 0) else -magnitude

    def _checked(self, bits: int) -> int | None:
        return bits if self.fits(bits) else None


I32F32 = FixedFormat("I32F32", bits=64, fraction=32, signed=True)
I64F64 = FixedFormat("I64F64", bits=128, fraction=64, signed=True)
I96F32 = FixedFormat("I96F32", bits=128, fraction=32, signed=True)
U96F32 = FixedFormat("U96F32", bits=128, fraction=32, signed=False)
U64F64 = FixedFormat("U64F64", bits=128, fraction=64, signed=False)

FORMATS = {form.name: form for form in (I32F32, I64F64, I96F32, U96F32, U64F64)}
