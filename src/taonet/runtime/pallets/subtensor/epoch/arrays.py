"""Exact I32F32 arithmetic on arrays of unsigned 64-bit integers, for numbers from 0 to 1.

A product of two shares needs 65 bits in one single case, 1 times 1; and a quotient of two
shares fits a double but for its last bit. Both are repaired here, so that every function is
the floor that `FixedFormat` computes, bit for bit.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bits: TypeAlias = npt.NDArray[np.uint64]
Flags: TypeAlias = npt.NDArray[np.bool_]

FRACTION = np.uint64(32)
ONE = 1 << 32
_SCALE = float(ONE)  # determinism: a power of two is exact


def multiply_rows(matrix: Bits, factors: Bits) -> Bits:
    """Multiply each row by its factor; everything from 0 to 1."""
    result = (matrix * factors[:, None]) >> FRACTION
    for i in np.flatnonzero(factors == ONE):
        result[i] = matrix[i]
    return result


def multiply_columns(matrix: Bits, factors: Bits) -> Bits:
    """Multiply each column by its factor; everything from 0 to 1."""
    result = (matrix * factors) >> FRACTION
    for j in np.flatnonzero(factors == ONE):
        result[:, j] = matrix[:, j]
    return result


def multiply_scalar(values: Bits, factor: int) -> Bits:
    """Multiply by one factor; everything from 0 to 1."""
    return values if factor == ONE else (values * np.uint64(factor)) >> FRACTION


def multiply_pairs(a: Bits, b: Bits) -> Bits:
    """Multiply item by item; everything from 0 to 1."""
    result = (a * b) >> FRACTION
    result[(a == ONE) & (b == ONE)] = ONE
    return result


def divide(a: Bits, b: Bits) -> Bits:
    """Return the floor of a / b, for 0 <= a <= b, a below 2**52 and b below 2**61; b = 0 gives 0.

    The quotient is estimated in floating point, where it is at most one unit off. The
    remainder, exact modulo 2**64, tells in which direction.
    """
    divisor = np.maximum(b, np.uint64(1))
    quotient = (a * (_SCALE / divisor)).astype(np.uint64)  # determinism: an estimate, corrected below
    remainder = ((a << FRACTION) - quotient * divisor).view(np.int64)
    too_small = remainder >= divisor.view(np.int64)
    quotient -= remainder < 0
    quotient += too_small
    return quotient


def normalise(vector: Bits) -> Bits:
    """Divide by the sum; leave a vector of zeros."""
    return divide(vector, vector.sum(dtype=np.uint64, keepdims=True))


def normalise_columns(matrix: Bits) -> Bits:
    """Divide by the sums of the columns; leave columns of zeros."""
    return divide(matrix, matrix.sum(axis=0, dtype=np.uint64))


def to_u16(shares: Bits) -> Bits:
    """Return shares in 65535ths, floored and clamped."""
    return np.minimum((shares * np.uint64(65_535)) >> FRACTION, np.uint64(65_535))
