"""What counts in an epoch: stake above the threshold, permits, activity, and the weights of permit holders.

Source: epoch/run_epoch.rs epoch_mechanism, get_weights_sparse
Source: epoch/math.rs is_topk_nonzero, vec_mask_sparse_matrix, mask_diag_sparse_except_index
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

from taonet.primitives.arithmetic import U64_MAX, saturating_add
from taonet.primitives.fixed import I32F32, I64F64
from taonet.runtime.pallets.subtensor.epoch.yuma.matrix import mask_diagonal, mask_entries, mask_rows, row_normalise
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, PackedRow, SparseMatrix, unpack_row
from taonet.runtime.pallets.subtensor.math.shares import mask_vector, normalise, top_k_nonzero


def filtered_stake(inputs: EpochInputs) -> list[int]:
    """Return total stake in I64F64, 0 below the threshold. The owner is exempt."""
    required = inputs.stake_threshold << I64F64.fraction
    return [
        total if total >= required or uid == inputs.owner_uid else 0 for uid, total in enumerate(inputs.total_stake)
    ]


def stake_shares(inputs: EpochInputs) -> list[int]:
    """Return the I32F32 share of each uid in the stake above the threshold."""
    return [I32F32.convert(share, I64F64) for share in normalise(filtered_stake(inputs), I64F64)]


def active_flags(inputs: EpochInputs) -> list[bool]:
    """Say which uids updated within the cutoff; a uid without a last update did not."""
    flags = [
        saturating_add(updated, inputs.activity_cutoff, U64_MAX) >= inputs.current_block
        for updated in inputs.last_update[: inputs.n]
    ]
    return flags + [False] * (inputs.n - len(flags))


def held_permits(inputs: EpochInputs) -> list[bool]:
    """Return the permits that count in this epoch: the stored ones and the owner's."""
    permits = list(inputs.validator_permit)
    if inputs.owner_uid is not None and inputs.owner_uid < len(permits):
        permits[inputs.owner_uid] = True
    return permits


def new_permits(inputs: EpochInputs, stake: list[int]) -> list[bool]:
    """Return the permits for the next epoch: the largest stakes, and the owner."""
    permits = top_k_nonzero(stake, inputs.max_allowed_validators)
    if inputs.owner_uid is not None and inputs.owner_uid < len(permits):
        permits[inputs.owner_uid] = True
    return permits


def active_stake(stake: list[int], active: list[bool], permits: list[bool]) -> list[int]:
    """Return the shares of active permit holders among themselves."""
    return normalise(mask_vector(mask_vector(stake, active), permits))


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
