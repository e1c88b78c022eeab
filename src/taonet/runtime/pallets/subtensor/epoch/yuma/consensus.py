"""Consensus: the stake-weighted median of the weights on each uid, and what it clips.

Source: epoch/math.rs weighted_median, weighted_median_col_sparse
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.types import SparseMatrix
from taonet.runtime.pallets.subtensor.math.shares import normalise


def consensus_of_columns(stake: Sequence[int], weights: SparseMatrix, columns: int, majority: int) -> list[int]:
    """Return for each column the weight that a `majority` of the staked rows supports.

    Rows without stake have no voice; a row without an entry votes 0.
    """
    voters = [i for i, share in enumerate(stake) if share > 0]
    shares = normalise([stake[i] for i in voters])
    total = sum(shares)
    scores = [[0] * len(voters) for _ in range(columns)]
    for k, i in enumerate(voters):
        for j, value in weights[i] if i < len(weights) else []:
            if j < columns:
                scores[j][k] = value
    everyone = list(range(len(voters)))
    minority = I32F32.sub(total, majority)
    return [weighted_median(shares, column, everyone, minority, 0, total) for column in scores]


def weighted_median(
    stake: Sequence[int],
    score: Sequence[int],
    partition: Sequence[int],
    minority: int,
    low: int,
    high: int,
) -> int:
    """Return the lowest score with more than `minority` stake at or below it.

    `partition` holds the positions under consideration, and `low` to `high` the stretch of
    accumulated stake they fill. The pivot is the middle position, so that the search takes
    the same steps everywhere; 0 where there is nothing to search.
    """
    if len(stake) != len(score):
        return 0
    current = list(partition)
    for _ in range(len(partition) + 1):
        if len(current) <= 1:
            return score[current[0]] if current else 0
        pivot = score[current[len(current) // 2]]
        lower = [k for k in current if score[k] < pivot]
        upper = [k for k in current if score[k] > pivot]
        low_end = I32F32.add(low, _saturating_sum(stake[k] for k in lower))
        high_start = I32F32.sub(high, _saturating_sum(stake[k] for k in upper))
        if lower and minority < low_end:
            current, high = lower, low_end
        elif upper and high_start <= minority:
            current, low = upper, high_start
        else:
            return pivot
    return 0


def _saturating_sum(values: Iterable[int]) -> int:
    total = 0
    for value in values:
        total = I32F32.add(total, value)
    return total
