"""Dense matrices of the vectors, computed by the sparse functions of the epoch.

A dense row is a sparse row with an entry for every column, and a missing entry reads as 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taonet.runtime.pallets.subtensor.epoch import matrix
from taonet.runtime.pallets.subtensor.epoch.consensus import consensus_of_columns
from taonet.runtime.pallets.subtensor.epoch.types import SparseMatrix

Dense = list[list[int]]


def sparse(dense: Dense) -> SparseMatrix:
    """Return the same matrix with an entry for every column."""
    return [list(enumerate(row)) for row in dense]


def width(dense: Dense) -> int:
    """Return the number of columns of the first row."""
    return len(dense[0]) if dense else 0


def filled(rows: SparseMatrix, like: Dense) -> Dense:
    """Return a dense matrix of the shape of `like`, 0 where there is no entry."""
    return [
        [dict(row).get(j, 0) for j in range(len(shape))]
        for row, shape in zip(rows, like, strict=True)
    ]


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


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "inplace_col_clip": lambda x, col_threshold: filled(
        matrix.column_clip(sparse(x), col_threshold), x
    ),
    "inplace_col_max_upscale": lambda x: filled(matrix.column_max_upscale(sparse(x), width(x)), x),
    "inplace_col_normalize": lambda x: filled(matrix.column_normalise(sparse(x), width(x)), x),
    "inplace_mask_diag": _mask_diagonal,
    "inplace_mask_diag_except_index": _mask_diagonal,
    "inplace_mask_matrix": _mask_matrix,
    "inplace_mask_rows": _mask_rows,
    "inplace_row_normalize": lambda x: filled(matrix.row_normalise(sparse(x)), x),
    "interpolate": lambda mat1, mat2, ratio: filled(
        matrix.interpolate(sparse(mat1), sparse(mat2), width(mat1), ratio), mat1
    ),
    "mat_ema_alpha": _average_by_pair,
    "mat_vec_mul": _scale_columns,
    "matmul": lambda rows, vector: matrix.vector_times_matrix(
        vector, sparse(rows), width(rows)
    ),
    "matmul_transpose": lambda rows, vector: matrix.matrix_times_vector(sparse(rows), vector),
    "row_hadamard": lambda rows, vector: filled(
        matrix.scale_rows(sparse(rows), vector), rows
    ),
    "row_sum": lambda x: matrix.row_sums(sparse(x)),
    "weighted_median_col": lambda stake, score, majority: consensus_of_columns(
        stake, sparse(score), width(score), majority
    ),
}
