"""Helpers on sparse matrices: a list of rows, a row a list of (column, I32F32 bits).

Which entries exist matters: an explicit 0 and a missing entry are not the same everywhere.
Rows keep the order of their entries, which on chain need not be rising.

Source: epoch/math.rs mask_rows_sparse, mask_diag_sparse, inplace_row_normalize_sparse, inplace_col_normalize_sparse
Source: epoch/math.rs col_clip_sparse, matmul_sparse, matmul_transpose_sparse, interpolate_sparse, mat_ema_sparse
Source: epoch/math.rs mat_ema_alpha_sparse
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.types import SparseMatrix, SparseRow
from taonet.runtime.pallets.subtensor.math.shares import ONE

Mask = Callable[[int, int], bool]


def mask_rows(matrix: SparseMatrix, keep: Sequence[bool]) -> SparseMatrix:
    """Empty the rows that are not kept; a row beyond `keep` is not kept."""
    return [list(row) if i < len(keep) and keep[i] else [] for i, row in enumerate(matrix)]


def mask_diagonal(matrix: SparseMatrix, except_index: int | None = None) -> SparseMatrix:
    """Remove the entries of a uid for itself, except those of `except_index`."""
    return [row if i == except_index else [entry for entry in row if entry[0] != i] for i, row in enumerate(matrix)]


def mask_entries(matrix: SparseMatrix, of_row: Sequence[int], of_column: Sequence[int], remove: Mask) -> SparseMatrix:
    """Remove entry (i, j) where `remove(of_row[i], of_column[j])`; missing values are 0."""
    return [
        [(j, value) for j, value in row if not remove(_at(of_row, i), _at(of_column, j))]
        for i, row in enumerate(matrix)
    ]


def row_sums(matrix: SparseMatrix) -> list[int]:
    """Sum every row."""
    return [sum(value for _, value in row) for row in matrix]


def row_normalise(matrix: SparseMatrix) -> SparseMatrix:
    """Divide every row by its sum where that is positive."""
    return [
        [(j, I32F32.safe_div(value, total)) for j, value in row] if total > 0 else list(row)
        for row, total in zip(matrix, row_sums(matrix), strict=True)
    ]


def column_normalise(matrix: SparseMatrix, columns: int) -> SparseMatrix:
    """Divide every entry by the sum of its column where that is not 0."""
    sums = [0] * columns
    for row in matrix:
        for j, value in row:
            if j < columns:
                sums[j] = I32F32.add(sums[j], value)
    return _divide_columns(matrix, sums)


def column_max_upscale(matrix: SparseMatrix, columns: int) -> SparseMatrix:
    """Divide every entry by the largest of its column where that is not 0."""
    largest = [0] * columns
    for row in matrix:
        for j, value in row:
            if j < columns and value > largest[j]:
                largest[j] = value
    return _divide_columns(matrix, largest)


def column_clip(matrix: SparseMatrix, thresholds: Sequence[int]) -> SparseMatrix:
    """Lower entries to the threshold of their column; a threshold of 0 removes them."""
    clipped: SparseMatrix = []
    for row in matrix:
        entries = ((j, min(value, _at(thresholds, j)), value) for j, value in row)
        clipped.append([(j, low) for j, low, value in entries if low > 0 or low == value])
    return clipped


def scale_rows(matrix: SparseMatrix, factors: Sequence[int]) -> SparseMatrix:
    """Multiply every row by its factor."""
    return [[(j, I32F32.mul(value, factor)) for j, value in row] for row, factor in zip(matrix, factors, strict=False)]


def scale_columns(matrix: SparseMatrix, factors: Sequence[int]) -> SparseMatrix:
    """Multiply every entry by the factor of its column; drop results of 0."""
    scaled: SparseMatrix = [[(j, I32F32.mul(value, _at(factors, j))) for j, value in row] for row in matrix]
    return [[(j, value) for j, value in row if value] for row in scaled]


def vector_times_matrix(vector: Sequence[int], matrix: SparseMatrix, columns: int) -> list[int]:
    """Return for every column the saturating sum over rows of vector times entry."""
    result = [0] * columns
    for factor, row in zip(vector, matrix, strict=False):
        for j, value in row:
            if j < columns:
                result[j] = I32F32.add(result[j], I32F32.mul(factor, value))
    return result


def matrix_times_vector(matrix: SparseMatrix, vector: Sequence[int]) -> list[int]:
    """Return for every row the saturating sum over columns of entry times vector."""
    result: list[int] = []
    for row in matrix:
        total = 0
        for j, value in row:
            total = I32F32.add(total, I32F32.mul(value, _at(vector, j)))
        result.append(total)
    return result


def interpolate(first: SparseMatrix, second: SparseMatrix, columns: int, ratio: int) -> SparseMatrix:
    """Return first + ratio * (second - first), positive entries only.

    At a ratio of exactly 0 or 1 the matrix itself is returned, with its zeros and its order.
    """
    if ratio == 0:
        return [list(row) for row in first]
    if ratio == ONE:
        return [list(row) for row in second]
    result: SparseMatrix = []
    for a_row, b_row in zip(first, second, strict=True):
        a, b = dict(a_row), dict(b_row)
        blended = (
            (j, I32F32.add(x, I32F32.mul(ratio, I32F32.sub(b.get(j, 0), x))))
            for j, x in ((j, a.get(j, 0)) for j in sorted(a.keys() | b.keys()) if j < columns)
        )
        result.append([(j, value) for j, value in blended if value > 0])
    return result


def moving_average(new: SparseMatrix, old: SparseMatrix, alpha: int) -> SparseMatrix:
    """Return alpha * new + (1 - alpha) * old, positive entries only, in column order.

    Each product is floored apart, the new one first. The matrix is square: columns at or
    above the number of rows are dropped.
    """
    keep = I32F32.sub(ONE, alpha)
    result: SparseMatrix = []
    for i, new_row in enumerate(new):
        total: dict[int, int] = {}
        for j, value in new_row:
            total[j] = I32F32.add(total.get(j, 0), I32F32.mul(alpha, value))
        for j, value in old[i] if i < len(old) else []:
            total[j] = I32F32.add(total.get(j, 0), I32F32.mul(keep, value))
        result.append([(j, total[j]) for j in sorted(total) if j < len(new) and total[j] > 0])
    return result


def moving_average_by_pair(new: SparseMatrix, old: SparseMatrix, alphas: Sequence[Sequence[int]]) -> SparseMatrix:
    """Return min(1, alpha * new + (1 - alpha) * old) with an alpha for each pair.

    Only entries of `new` survive: an old one alone vanishes at once. With a different
    number of rows anywhere, `new` is returned.
    """
    if not len(new) == len(old) == len(alphas):
        return [list(row) for row in new]
    result: SparseMatrix = []
    for new_row, old_row, alpha_row in zip(new, old, alphas, strict=True):
        known = dict(old_row)
        averaged: SparseRow = []
        for j, value in new_row:
            if j < len(alpha_row):
                alpha = alpha_row[j]
                decayed = I32F32.mul(I32F32.sub(ONE, alpha), known.get(j, 0))
                bond = min(ONE, I32F32.add(decayed, max(I32F32.mul(alpha, value), 0)))
                if bond > 0:
                    averaged.append((j, bond))
        result.append(averaged)
    return result


def _divide_columns(matrix: SparseMatrix, divisors: Sequence[int]) -> SparseMatrix:
    return [
        [(j, I32F32.safe_div(value, divisors[j]) if j < len(divisors) and divisors[j] else value) for j, value in row]
        for row in matrix
    ]


def _at(vector: Sequence[int], index: int) -> int:
    return vector[index] if index < len(vector) else 0
