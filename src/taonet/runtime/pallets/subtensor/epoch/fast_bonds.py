"""Bonds and dividends on arrays, classic and Yuma3: the array twin of `bonds`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.arrays import (
    ONE,
    Bits,
    Flags,
    divide,
    multiply_columns,
    multiply_pairs,
    multiply_rows,
    multiply_scalar,
    normalise,
    normalise_columns,
)
from taonet.runtime.pallets.subtensor.epoch.bonds import (
    bond_cutoff_block,
    bonds_alpha,
    liquid_alpha_consensus,
)
from taonet.runtime.pallets.subtensor.epoch.dense import Columns, DenseRows, visible
from taonet.runtime.pallets.subtensor.epoch.fast_alpha import liquid_alphas
from taonet.runtime.pallets.subtensor.epoch.math import share_of_u16
from taonet.runtime.pallets.subtensor.epoch.types import EpochInputs


@dataclass(frozen=True)
class Bonding:
    """What bonds are built from; the arrays have a row for each uid in use."""

    weights: Bits
    present: Flags
    order: dict[int, Columns]
    """Stored order of rows of `weights` that do not rise."""
    old: DenseRows
    active_stake: Bits
    """By row."""
    incentive: Bits
    """By column."""
    consensus: Bits
    """By column."""


@dataclass(frozen=True)
class Bonds:
    """Dividends by row, and the bonds to store."""

    dividends: Bits
    values: Bits
    present: Flags
    order: dict[int, Columns]


def classic_bonds(inputs: EpochInputs, bonding: Bonding) -> Bonds:
    """Return dividends and bonds under classic Yuma."""
    alpha = bonds_alpha(inputs)
    old = normalise_columns(bonding.old.values * _kept_columns(inputs))
    delta = normalise_columns(multiply_rows(bonding.weights, bonding.active_stake))
    average = multiply_scalar(delta, alpha) + multiply_scalar(old, ONE - alpha)
    bonds = normalise_columns(average)
    drawn = multiply_columns(bonds, bonding.incentive).sum(axis=1, dtype=np.uint64)
    return Bonds(
        dividends=normalise(drawn),
        values=divide(bonds, bonds.max(axis=0, initial=0)),
        present=average > 0,
        order={},
    )


def yuma3_bonds(inputs: EpochInputs, bonding: Bonding) -> Bonds:
    """Return dividends and bonds under Yuma3, with liquid alpha where it is on."""
    kept = _kept_columns(inputs)
    old = divide(bonding.old.values * kept, np.array(U16_MAX, dtype=np.uint64))
    order: dict[int, Columns] = {}
    if inputs.liquid_alpha and bool(bonding.consensus.any()):
        bonds = _liquid_average(inputs, bonding, old, bonding.old.present & (kept > 0))
        order = bonding.order
    else:
        alpha = bonds_alpha(inputs)
        bonds = multiply_scalar(bonding.weights, alpha) + multiply_scalar(old, ONE - alpha)
    drawn = multiply_columns(normalise_columns(bonds), bonding.incentive).sum(axis=1)
    pairs = zip(drawn.tolist(), bonding.active_stake.tolist(), strict=True)
    products = [I32F32.checked_mul(total, share) or 0 for total, share in pairs]
    return Bonds(
        dividends=normalise(np.array(products, dtype=np.uint64)),
        values=bonds,
        present=bonds > 0,
        order=order,
    )


def _liquid_average(inputs: EpochInputs, bonding: Bonding, old: Bits, old_present: Flags) -> Bits:
    rows, columns = np.nonzero(bonding.present)
    compared = np.array(liquid_alpha_consensus(inputs, bonding.consensus.tolist()), dtype=np.uint64)
    weight_seen = visible(bonding.present, bonding.order)
    bond_seen = visible(old_present, bonding.old.order)
    weight, bond = bonding.weights[rows, columns], old[rows, columns]
    alphas = liquid_alphas(
        compared[columns],
        weight * weight_seen[rows, columns],
        bond * bond_seen[rows, columns],
        share_of_u16(inputs.alpha_low),
        share_of_u16(inputs.alpha_high),
        inputs.alpha_sigmoid_steepness,
    )
    decayed = multiply_pairs(np.uint64(ONE) - alphas, bond)
    averaged = np.minimum(decayed + multiply_pairs(alphas, weight), np.uint64(ONE))
    bonds = np.zeros_like(old)
    bonds[rows, columns] = averaged
    return bonds


def _kept_columns(inputs: EpochInputs) -> Bits:
    """Return 1 for uids registered before the last epoch, whose bonds count, else 0."""
    registered = np.array(inputs.block_at_registration, dtype=np.uint64)
    return (registered < np.uint64(bond_cutoff_block(inputs))).astype(np.uint64)
