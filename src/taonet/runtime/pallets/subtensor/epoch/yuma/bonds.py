"""Bonds: what a validator accumulates in a miner, and the dividends it draws from it.

Two generations live side by side. Classic Yuma keeps bonds as shares of a column; Yuma3 keeps
each pair's own, and can let the speed of change depend on the pair (liquid alpha).

Source: epoch/run_epoch.rs compute_bonds_sparse, compute_ema_bonds_normal_sparse, compute_liquid_alpha_values_sparse
Source: epoch/run_epoch.rs alpha_sigmoid, compute_disabled_liquid_alpha
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

from taonet.primitives.arithmetic import U16_MAX, saturating_add, saturating_sub
from taonet.primitives.fixed import I32F32, I64F64
from taonet.primitives.transcendental import exp_safe
from taonet.runtime.pallets.subtensor.epoch.yuma.counted import load_rows
from taonet.runtime.pallets.subtensor.epoch.yuma.matrix import (
    column_max_upscale,
    column_normalise,
    mask_entries,
    matrix_times_vector,
    moving_average,
    moving_average_by_pair,
    row_sums,
    scale_columns,
    scale_rows,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.types import (
    EpochInputs,
    LiquidAlphaConsensusMode,
    SparseMatrix,
    SparseRow,
)
from taonet.runtime.pallets.subtensor.math.shares import ONE, normalise, product, share_of_u16

_HALF = ONE >> 1
_MILLION = I64F64.from_int(1_000_000)
_MINUS_HUNDRED = I32F32.from_int(-100)


def bond_cutoff_block(inputs: EpochInputs) -> int:
    """Return the first block whose registrations reset bonds: after the last epoch."""
    if inputs.last_step_block == 0:
        return saturating_sub(inputs.current_block, inputs.tempo)
    return saturating_add(inputs.last_step_block, 1)


def bonds_alpha(inputs: EpochInputs) -> int:
    """Return the weight of the new bond: 1 - BondsMovingAverage / 1 000 000."""
    kept = I64F64.safe_div(I64F64.from_int(inputs.bonds_moving_average), _MILLION)
    return I32F32.sub(ONE, I32F32.convert(kept, I64F64))


def classic_bonds(
    inputs: EpochInputs, weights: SparseMatrix, active_stake: list[int], incentive: list[int]
) -> tuple[list[int], SparseMatrix]:
    """Return dividends and the bonds to store, under classic Yuma."""
    n = inputs.n
    old = column_normalise(_old_bonds(inputs), n)
    delta = column_normalise(scale_rows(weights, active_stake), n)
    bonds = column_normalise(moving_average(delta, old, bonds_alpha(inputs)), n)
    dividends = normalise(matrix_times_vector(bonds, incentive))
    return dividends, column_max_upscale(bonds, n)


def yuma3_bonds(
    inputs: EpochInputs,
    weights: SparseMatrix,
    active_stake: list[int],
    incentive: list[int],
    consensus: list[int],
) -> tuple[list[int], SparseMatrix]:
    """Return dividends and the bonds to store, under Yuma3."""
    old: SparseMatrix = [
        [(j, I32F32.safe_div(value, I32F32.from_int(U16_MAX))) for j, value in row] for row in _old_bonds(inputs)
    ]
    if inputs.liquid_alpha and any(consensus):
        compared = liquid_alpha_consensus(inputs, consensus)
        bonds = moving_average_by_pair(weights, old, _liquid_alphas(inputs, weights, old, compared))
    else:
        bonds = moving_average(weights, old, bonds_alpha(inputs))
    drawn = row_sums(scale_columns(column_normalise(bonds, inputs.n), incentive))
    return normalise(product(drawn, active_stake)), bonds


def liquid_alpha_consensus(inputs: EpochInputs, consensus: list[int]) -> list[int]:
    """Return the consensus that liquid alpha compares with, as the subnet has chosen.

    `AUTO` takes the previous one where bonds come from clipped weights only, because those
    can never be above the present one.
    """
    mode = inputs.liquid_alpha_consensus_mode
    if mode is LiquidAlphaConsensusMode.AUTO:
        clipped_only = inputs.bonds_penalty == U16_MAX
        mode = LiquidAlphaConsensusMode.PREVIOUS if clipped_only else LiquidAlphaConsensusMode.CURRENT
    if mode is LiquidAlphaConsensusMode.CURRENT:
        return consensus
    previous = [share_of_u16(value) for value in inputs.previous_consensus[: inputs.n]]
    return previous + [0] * (inputs.n - len(previous))


def liquid_alpha_of_pair(
    consensus: int, weight: int, bond: int, alpha_low: int, alpha_high: int, steepness: int
) -> int:
    """Return the alpha of one validator and miner, all I32F32: high where they part.

    Buying (weight at or above the bond) is compared with the consensus, selling with the
    bond.
    """
    distance = weight - consensus if weight >= bond else bond - weight
    difference = min(max(distance, 0), ONE)
    slope = I32F32.saturating_div(steepness, _MINUS_HUNDRED)
    power = exp_safe(I32F32.mul(slope, I32F32.sub(difference, _HALF)))
    sigmoid = I32F32.saturating_div(ONE, I32F32.add(ONE, power))
    spread = I32F32.mul(sigmoid, I32F32.sub(alpha_high, alpha_low))
    # The chain tests the lower bound first; with low above high the order shows.
    alpha = I32F32.add(alpha_low, spread)
    if alpha < alpha_low:
        return alpha_low
    return min(alpha, alpha_high)


def visible_entries(row: SparseRow) -> dict[int, int]:
    """Return the entries that a walk over rising columns meets: those above all before them.

    Rows are stored in the order the validator sent. Liquid alpha reads weight and bond by
    such a walk, so an entry that comes after a higher column counts as 0 there.
    """
    visible: dict[int, int] = {}
    highest = -1
    for j, value in row:
        if j > highest:
            visible[j] = value
            highest = j
    return visible


def _liquid_alphas(
    inputs: EpochInputs, weights: SparseMatrix, bonds: SparseMatrix, consensus: Sequence[int]
) -> list[list[int]]:
    low, high = share_of_u16(inputs.alpha_low), share_of_u16(inputs.alpha_high)
    steepness = I32F32.from_int(inputs.alpha_sigmoid_steepness)
    alphas: list[list[int]] = []
    for weight_row, bond_row in zip(weights, bonds, strict=True):
        row = [0] * len(consensus)
        weight_of, bond_of = visible_entries(weight_row), visible_entries(bond_row)
        # Only pairs with a weight have a bond afterwards, so no other alpha is needed.
        for j, _ in weight_row:
            row[j] = liquid_alpha_of_pair(consensus[j], weight_of.get(j, 0), bond_of.get(j, 0), low, high, steepness)
        alphas.append(row)
    return alphas


def _old_bonds(inputs: EpochInputs) -> SparseMatrix:
    """Return stored bonds as whole numbers, without those in uids replaced since."""
    cutoff = [bond_cutoff_block(inputs)] * inputs.n
    return mask_entries(load_rows(inputs.bonds, inputs.n), cutoff, inputs.block_at_registration, operator.le)
