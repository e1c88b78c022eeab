"""The weights that count: of permit holders, for others, given since those registered."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.matrix import (
    mask_diagonal,
    mask_entries,
    mask_rows,
    row_normalise,
)
from taonet.runtime.pallets.subtensor.epoch.types import (
    EpochInputs,
    PackedRow,
    SparseMatrix,
    unpack_row,
)


def load_rows(rows: Sequence[PackedRow], n: int) -> SparseMatrix:
    """Return stored rows as whole I32F32 numbers 0..65535, without columns at or above n.

    They are not divided by 65535 first: that would change the low bits of every share.
    """
    loaded: SparseMatrix = [[(j, I32F32.from_int(value)) for j, value in unpack_row(row) if j < n] for row in rows[:n]]
    return loaded + [[] for _ in range(n - len(loaded))]


def masked_weights(inputs: EpochInputs, permits: Sequence[bool]) -> SparseMatrix:
    """Return the weights that count, each row summing to 1."""
    return row_normalise(counted_weights(inputs, permits))


def counted_weights(inputs: EpochInputs, permits: Sequence[bool]) -> SparseMatrix:
    """Return the weights that count, as whole numbers 0..65535."""
    weights = mask_rows(load_rows(inputs.weights, inputs.n), permits)
    weights = mask_diagonal(weights, inputs.owner_uid)
    # A uid replaced after the update, or in the same block, is not the one that was rated.
    weights = mask_entries(weights, inputs.last_update, inputs.block_at_registration, operator.le)
    if inputs.commit_reveal_enabled:
        weights = mask_entries(weights, commit_blocks(inputs), inputs.block_at_registration, operator.lt)
    return weights


def commit_blocks(inputs: EpochInputs) -> list[int]:
    """Return for each uid the oldest live commit, the u64 maximum where there is none."""
    blocks = [U64_MAX if block is None else block for block in inputs.active_commit_blocks[: inputs.n]]
    return blocks + [U64_MAX] * (inputs.n - len(blocks))
