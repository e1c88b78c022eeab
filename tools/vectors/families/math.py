"""Vectors of the vector and matrix helpers of the epoch.

Upstream has most of them twice, on dense and on sparse matrices; only the sparse ones run on
chain. `dense` reads the dense vectors through the same sparse functions.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from taonet.primitives.fixed import I32F32, I64F64
from taonet.primitives.transcendental import exp_safe, ln_safe, sigmoid_safe
from taonet.runtime.pallets.subtensor.epoch.yuma import matrix
from taonet.runtime.pallets.subtensor.epoch.yuma.consensus import consensus_of_columns, weighted_median
from taonet.runtime.pallets.subtensor.epoch.yuma.types import SparseMatrix
from taonet.runtime.pallets.subtensor.math import shares as vectors
from tools.vectors import dense

FAMILY = "math"

_PREDICATES: dict[str, Callable[[int, int], bool]] = {
    "a<b": operator.lt,
    "a<=b": operator.le,
    "a==b": operator.eq,
}


def check(vector: dict[str, Any]) -> object:
    """Compute what `vector["out"]` records. A result in place goes by its argument's name."""
    arguments = [_argument(value, vector["types"][name]) for name, value in vector["in"].items()]
    (target,) = vector["out"]
    result = _FUNCTIONS[vector["fn"]](*arguments)
    if vector["out_types"][target] == "[sparse_row]":
        result = [[list(entry) for entry in row] for row in result]
    return {target: result}


def _argument(value: Any, kind: str) -> Any:
    if kind == "fn":
        return _PREDICATES[value]
    if kind == "[sparse_row]":
        return [[(j, bits) for j, bits in row] for row in value]
    return value


def _clamp(value: int, low: int, high: int) -> int:
    return low if value < low else min(value, high)


def _narrow(x: int) -> int:
    return I32F32.convert(x, I64F64)


def _narrow_all(vector: list[int]) -> list[int]:
    return [_narrow(x) for x in vector]


def _to_u16(x: int) -> int:
    return I32F32.to_int(x, 16)


def _over_u16(x: int) -> int:
    return I32F32.safe_div(x, I32F32.from_int(65_535))


def _normalise_wide(vector: list[int]) -> list[int]:
    return vectors.normalise(vector, I64F64)


def _divide_items(x: list[int], y: list[int]) -> list[int]:
    return [I32F32.safe_div(a, b) for a, b in zip(x, y, strict=True)]


def _top_k(vector: list[int], k: int) -> list[bool]:
    """Mark the k largest: as `top_k_nonzero`, of numbers that are all above 0."""
    lowest = min(vector, default=0)
    return vectors.top_k_nonzero([value - lowest + 1 for value in vector], k)


def _mask_vector(mask: list[bool], vector: list[int]) -> list[int]:
    return vectors.mask_vector(vector, [not masked for masked in mask])


def _mask_rows(mask: list[bool], rows: SparseMatrix) -> SparseMatrix:
    return matrix.mask_rows(rows, [not masked for masked in mask])


def _mask_by_scalar(rows: SparseMatrix, scalar: int, vector: list[int], remove: matrix.Mask) -> SparseMatrix:
    return matrix.mask_entries(rows, [scalar] * len(rows), vector, remove)


def _multiply(rows: SparseMatrix, vector: list[int], columns: int) -> list[int]:
    return matrix.vector_times_matrix(vector, rows, columns)


def _is_max_limited(values: list[int], limit: int) -> bool:
    """Say whether no weight's share is above a limit; no rule asks it any more, but its arithmetic is that of others."""
    shares = vectors.normalise([I32F32.from_int(value) for value in values])
    return max(shares, default=0) <= vectors.share_of_u16(limit)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    # numbers
    "clamp_value": _clamp,
    "exp_safe": exp_safe,
    "safe_ln": ln_safe,
    "sigmoid_safe": sigmoid_safe,
    "fixed64_to_fixed32": _narrow,
    "fixed64_to_u64": I64F64.to_int,
    "fixed_to_u16": _to_u16,
    "fixed_to_u64": I32F32.to_int,
    "fixed_proportion_to_u16": vectors.u16_of_share,
    "fixed_to_fixed_u16_proportion": _over_u16,
    "u16_proportion_to_fixed": vectors.share_of_u16,
    "u16_to_fixed": I32F32.from_int,
    # vectors
    "check_vec_max_limited": _is_max_limited,
    "inplace_mask_vector": _mask_vector,
    "inplace_normalize": vectors.normalise,
    "inplace_normalize_64": _normalise_wide,
    "inplace_normalize_using_sum": vectors.normalise_by,
    "is_topk": _top_k,
    "is_topk_nonzero": vectors.top_k_nonzero,
    "normalize": vectors.normalise,
    "vec_fixed64_to_fixed32": _narrow_all,
    "vec_max_upscale_to_u16": vectors.max_upscale_to_u16,
    "vec_mul": vectors.product,
    "vec_u16_max_upscale_to_u16": vectors.max_upscale_u16s,
    "vecdiv": _divide_items,
    "weighted_median": weighted_median,
    # sparse matrices
    "col_clip_sparse": matrix.column_clip,
    "inplace_col_max_upscale_sparse": matrix.column_max_upscale,
    "inplace_col_normalize_sparse": matrix.column_normalise,
    "inplace_row_normalize_sparse": matrix.row_normalise,
    "interpolate_sparse": matrix.interpolate,
    "mask_diag_sparse": matrix.mask_diagonal,
    "mask_diag_sparse_except_index": matrix.mask_diagonal,
    "mask_rows_sparse": _mask_rows,
    "mat_ema_alpha_sparse": matrix.moving_average_by_pair,
    "mat_ema_sparse": matrix.moving_average,
    "mat_vec_mul_sparse": matrix.scale_columns,
    "matmul_sparse": _multiply,
    "matmul_transpose_sparse": matrix.matrix_times_vector,
    "row_hadamard_sparse": matrix.scale_rows,
    "row_sum_sparse": matrix.row_sums,
    "scalar_vec_mask_sparse_matrix": _mask_by_scalar,
    "vec_mask_sparse_matrix": matrix.mask_entries,
    "weighted_median_col_sparse": consensus_of_columns,
    **dense.FUNCTIONS,
}
