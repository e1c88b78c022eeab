"""Dense matrices of the vectors, computed by the sparse functions of the epoch.

A dense row is a sparse row with an entry for every column, and a missing entry reads as 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taonet.runtime.pallets.subtensor.epoch.yuma import matrix
from taonet.runtime.pallets.subtensor.epoch.yuma.consensus import consensus_of_columns
from taonet.runtime.pallets.subtensor.epoch.yuma.types import SparseMatrix

Dense = list[list[int]]


def sparse(dense: Dense) -> SparseMatrix:
    """Return the same matrix with an entry for every column."""
    return [list(enumerate(row)) for row in dense]


def width(dense: Dense) -> int:
    """Return the number of columns of the first row."""
    return len(dense[0]) if dense else 0


def filled(rows: SparseMatrix, like: Dense) -> Dense:
    """Return a dense matrix of the shape of `like`, 0 where there is no entry."""
    return [[dict(row).get(j, 0) for j in range(len(shape))] for row, shape in zip(rows, like, strict=True)]


def _mask_diagonal(rows: Dense, except_index: int | None = None) -> Dense:
    return filled(matrix.mask_diagonal(sparse(rows), except_index), rows)


def _mask_matrix(mask: list[list[bool]], rows: Dense) -> Dense:
    return [
        [0 if masked else value for masked, value in zip(flags, row, strict=True)]
        for flags, row in zip(mask, rows, strict=True)
    ]


def _mask_rows(mask: list[bool], rows: Dense) -> Dense:
    kept = matrix.mask_rows(sparse(rows), [not masked for masked in mask])
    return filled(kept, rows)


def _average_by_pair(new: Dense, old: Dense, alpha: Dense) -> Dense:
    shapes = [[len(row) for row in part] for part in (new, old, alpha)]
    if not new or not new[0]:
        return [[]]
    if not len(new) == len(old) == len(alpha):
        return old
    if not shapes[0] == shapes[1] == shapes[2]:
        return new
    return filled(matrix.moving_average_by_pair(sparse(new), sparse(old), alpha), new)


def _scale_columns(rows: Dense, vector: list[int]) -> Dense:
    scaled = matrix.scale_columns(sparse(rows), vector)
    return filled(scaled, [row[: len(vector)] for row in rows])


def _clip(x: Dense, thresholds: list[int]) -> Dense:
    return filled(matrix.column_clip(sparse(x), thresholds), x)


def _column_max_upscale(x: Dense) -> Dense:
    return filled(matrix.column_max_upscale(sparse(x), width(x)), x)


def _column_normalise(x: Dense) -> Dense:
    return filled(matrix.column_normalise(sparse(x), width(x)), x)


def _row_normalise(x: Dense) -> Dense:
    return filled(matrix.row_normalise(sparse(x)), x)


def _interpolate(first: Dense, second: Dense, ratio: int) -> Dense:
    return filled(matrix.interpolate(sparse(first), sparse(second), width(first), ratio), first)


def _scale_rows(rows: Dense, vector: list[int]) -> Dense:
    return filled(matrix.scale_rows(sparse(rows), vector), rows)


def _multiply(rows: Dense, vector: list[int]) -> list[int]:
    return matrix.vector_times_matrix(vector, sparse(rows), width(rows))


def _multiply_transposed(rows: Dense, vector: list[int]) -> list[int]:
    return matrix.matrix_times_vector(sparse(rows), vector)


def _row_sums(x: Dense) -> list[int]:
    return matrix.row_sums(sparse(x))


def _consensus(stake: list[int], score: Dense, majority: int) -> list[int]:
    return consensus_of_columns(stake, sparse(score), width(score), majority)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "inplace_col_clip": _clip,
    "inplace_col_max_upscale": _column_max_upscale,
    "inplace_col_normalize": _column_normalise,
    "inplace_mask_diag": _mask_diagonal,
    "inplace_mask_diag_except_index": _mask_diagonal,
    "inplace_mask_matrix": _mask_matrix,
    "inplace_mask_rows": _mask_rows,
    "inplace_row_normalize": _row_normalise,
    "interpolate": _interpolate,
    "mat_ema_alpha": _average_by_pair,
    "mat_vec_mul": _scale_columns,
    "matmul": _multiply,
    "matmul_transpose": _multiply_transposed,
    "row_hadamard": _scale_rows,
    "row_sum": _row_sums,
    "weighted_median_col": _consensus,
}
