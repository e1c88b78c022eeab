"""Decimal floating point of fixed precision: the numbers in which shares of a stake pool are kept.

A share must change with one rao in a pool of any size, and must not change with a tenth of one.
That is why a share is neither an integer nor a binary fixed-point number but a decimal one of
about 21 digits. Its bounds are part of the consensus: every division truncates.
"""

from __future__ import annotations

from typing import Self, final

import msgspec

from taonet.primitives.arithmetic import U64_MAX

MAX_MANTISSA = 10**21
DIGITS = 21

_I64_MAX = (1 << 63) - 1
_I64_MIN = -(1 << 63)
_POWER_CAP = DIGITS + 1
_U256_DIGITS = 77  # 10**77 is the largest power of ten below 2**256


def _capped_power_of_ten(exponent: int) -> int:
    # Beyond 22 digits a mantissa is gone anyway; the chain stops there too, and with it the
    # value of an exponent that large stops being exact.
    return 10 ** min(exponent, _POWER_CAP)


@final
class SafeFloat(msgspec.Struct, frozen=True):
    """`mantissa * 10**exponent`, never negative.

    Values made by the functions of this class are in normal form: zero is (0, 0), any other has
    `10**20 < mantissa <= 10**21`. A plain 1 is therefore (10**21, -21). Field widths on the wire
    are u128 and i64.
    """

    mantissa: int
    exponent: int

    @classmethod
    def zero(cls) -> Self:
        """Return 0."""
        return cls(0, 0)

    @classmethod
    def new(cls, mantissa: int, exponent: int = 0) -> Self | None:
        """Return the normal form of `mantissa * 10**exponent`.

        Return None for a mantissa above 10**21 and for an exponent outside 64 bits.
        """
        if mantissa > MAX_MANTISSA:
            return None
        return cls._normal(mantissa, exponent)

    @classmethod
    def from_u64(cls, value: int) -> Self:
        """Return the integer `value` (0..2**64-1) as a share."""
        return cls.new(value) or cls.zero()

    @classmethod
    def _normal(cls, mantissa: int, exponent: int) -> Self | None:
        if mantissa == 0:
            return cls(0, 0)
        while mantissa > MAX_MANTISSA:
            mantissa //= 10
            exponent += 1
        if exponent > _I64_MAX:
            return None
        while mantissa <= MAX_MANTISSA // 10:
            mantissa *= 10
            exponent -= 1
        if exponent < _I64_MIN:
            return None
        return cls(mantissa, exponent)

    def is_zero(self) -> bool:
        """Tell whether the value is 0."""
        return self.mantissa == 0

    def add(self, other: SafeFloat) -> SafeFloat | None:
        """Return the sum; the smaller operand loses the digits that do not fit."""
        if self.is_zero():
            return other
        if other.is_zero():
            return self
        mine, theirs, exponent = _aligned(self, other)
        return SafeFloat._normal(mine + theirs, exponent)

    def sub(self, other: SafeFloat) -> SafeFloat | None:
        """Return the difference, 0 where it would be negative.

        Return None for 0 minus anything but 0: the chain then keeps the old value instead.
        """
        if self.is_zero():
            return SafeFloat.zero() if other.is_zero() else None
        if other.is_zero():
            return self
        mine, theirs, exponent = _aligned(self, other)
        return SafeFloat._normal(max(mine - theirs, 0), exponent)

    def sub_exact(self, other: SafeFloat) -> SafeFloat | None:
        """Return the true difference with every digit of both operands, truncated to 21 digits.

        `sub` drops digits of the smaller operand first and may say more than the difference; this
        never does. Return None where it would be negative, and where a digit falls outside 256
        bits.
        """
        if other.is_zero():
            return self
        if self.is_zero():
            return None
        exponent = min(self.exponent, other.exponent)
        left, right = _shifted(self, exponent), _shifted(other, exponent)
        if left is None or right is None or left < right:
            return None
        return SafeFloat._normal(left - right, exponent)

    def exceeds(self, other: SafeFloat) -> bool:
        """Tell whether the value is greater; both in normal form."""
        if self.is_zero() or other.is_zero():
            return not self.is_zero()
        difference = self.exponent - other.exponent
        if abs(difference) > 1:
            return difference > 0
        return self.mantissa * 10 ** max(difference, 0) > other.mantissa * 10 ** max(-difference, 0)

    def mul_div(self, factor: SafeFloat, divisor: SafeFloat) -> SafeFloat | None:
        """Return `self * factor / divisor`, truncated once; None for a divisor of 0."""
        if divisor.is_zero():
            return None
        exponent = self.exponent + factor.exponent
        if not _I64_MIN <= exponent <= _I64_MAX:
            return None
        exponent -= divisor.exponent
        if not _I64_MIN <= exponent <= _I64_MAX:
            return None
        return SafeFloat._normal(self.mantissa * factor.mantissa // divisor.mantissa, exponent)

    def div(self, divisor: SafeFloat) -> SafeFloat | None:
        """Return `self / divisor` with 21 digits; None for a divisor of 0."""
        if divisor.is_zero():
            return None
        exponent = self.exponent - divisor.exponent - DIGITS
        if not _I64_MIN <= exponent <= _I64_MAX:
            return None
        return SafeFloat._normal(self.mantissa * MAX_MANTISSA // divisor.mantissa, exponent)

    def to_u64(self) -> int:
        """Return the whole part, at most 2**64-1."""
        scale = _capped_power_of_ten(abs(self.exponent))
        whole = self.mantissa * scale if self.exponent > 0 else self.mantissa // scale
        return min(whole, U64_MAX)


def _shifted(value: SafeFloat, exponent: int) -> int | None:
    """Return the mantissa of `value` at a smaller exponent, None beyond 256 bits."""
    shift = value.exponent - exponent
    if shift > _U256_DIGITS:
        return None
    shifted = value.mantissa * 10**shift
    return shifted if shifted < 1 << 256 else None


def _aligned(a: SafeFloat, b: SafeFloat) -> tuple[int, int, int]:
    """Return both mantissas at the larger exponent, and that exponent."""
    difference = a.exponent - b.exponent
    if difference >= 0:
        return a.mantissa, b.mantissa // _capped_power_of_ten(difference), a.exponent
    return a.mantissa // _capped_power_of_ten(-difference), b.mantissa, b.exponent
