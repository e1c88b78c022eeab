"""Exact I32F32 arithmetic on arrays of unsigned 64-bit integers from 0 to 1, and stored rows as such arrays.

A product of two shares needs 65 bits in one single case, 1 times 1; and a quotient of two
shares fits a double but for its last bit. Both are repaired here, so that every function is
the floor that `FixedFormat` computes, bit for bit.

Only the uids that rate, hold bonds or vote get a row. A dense array cannot say whether an entry is 0 or missing, nor in
which order a row was stored. `present` says the first and `order` the second, for the few rules that look.

Source: epoch/math.rs vec_mul, inplace_normalize, inplace_row_normalize_sparse
Source: epoch/run_epoch.rs get_weights, get_bonds
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from taonet.runtime.pallets.subtensor.epoch.yuma.types import PackedRow

Bits: TypeAlias = npt.NDArray[np.uint64]
Flags: TypeAlias = npt.NDArray[np.bool_]

FRACTION = np.uint64(32)
ONE = 1 << 32
_SCALE = float(ONE)  # determinism: a power of two is exact

Columns: TypeAlias = npt.NDArray[np.int64]


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


@dataclass(frozen=True)
class DenseRows:
    """Rows of u16 values; row k belongs to the k-th of the chosen uids."""

    values: Bits
    present: Flags
    order: dict[int, Columns]
    """Columns as stored, of the rows whose columns do not rise."""


def dense_rows(rows: Sequence[PackedRow], uids: Sequence[int], n: int) -> DenseRows | None:
    """Spread the stored rows of `uids`, or nothing where a row names a column twice."""
    packed = [rows[uid] if uid < len(rows) else b"" for uid in uids]
    entries = np.frombuffer(b"".join(packed), dtype="<u2").astype(np.int64).reshape(-1, 2)
    columns, row_of = entries[:, 0], np.repeat(np.arange(len(uids)), [len(r) // 4 for r in packed])
    if columns.size and int(columns.max()) >= n:
        inside = columns < n
        entries, row_of = entries[inside], row_of[inside]
        columns = entries[:, 0]

    index = row_of * n + columns
    present = np.zeros(len(uids) * n, dtype=np.bool_)
    present[index] = True
    if int(np.count_nonzero(present)) != index.size:
        return None
    values = np.zeros(len(uids) * n, dtype=np.uint64)
    values[index] = entries[:, 1]
    falling = np.unique(row_of[1:][np.diff(index) < 0]) if index.size else ()
    return DenseRows(
        values=values.reshape(len(uids), n),
        present=present.reshape(len(uids), n),
        order={int(k): columns[row_of == k] for k in falling},
    )


def visible(present: Flags, order: dict[int, Columns]) -> Flags:
    """Mark the entries that a walk over rising columns meets: those above all before them."""
    if not order:
        return present
    seen = present.copy()
    for k, stored in order.items():
        columns = stored[present[k, stored]]
        seen[k] = False
        seen[k, columns[columns == np.maximum.accumulate(columns)]] = True
    return seen


def pack_rows(values: Bits, present: Flags, order: dict[int, Columns], wanted: Iterable[int]) -> dict[int, PackedRow]:
    """Pack the wanted rows of u16 values, in stored order where one is given."""
    packed: dict[int, PackedRow] = {}
    for k in wanted:
        columns = np.flatnonzero(present[k])
        if k in order:
            columns = order[k][present[k, order[k]]]
        row = np.empty((columns.size, 2), dtype="<u2")
        row[:, 0] = columns
        row[:, 1] = values[k, columns]
        packed[k] = row.tobytes()
    return packed
