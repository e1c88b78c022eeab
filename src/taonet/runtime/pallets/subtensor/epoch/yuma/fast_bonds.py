"""Bonds, dividends and liquid alpha on arrays, classic and Yuma3: the array twin of `bonds`.

Source: epoch/run_epoch.rs alpha_sigmoid, compute_liquid_alpha_values_sparse, compute_bonds_sparse
Source: epoch/run_epoch.rs compute_ema_bonds_normal_sparse
Source: epoch/math.rs exp_safe
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.fixed import I32F32
from taonet.primitives.transcendental import exp_safe
from taonet.runtime.pallets.subtensor.epoch.yuma.arrays import (
    FRACTION,
    ONE,
    Bits,
    Columns,
    DenseRows,
    Flags,
    divide,
    multiply_columns,
    multiply_pairs,
    multiply_rows,
    multiply_scalar,
    normalise,
    normalise_columns,
    visible,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.bonds import bond_cutoff_block, bonds_alpha, liquid_alpha_consensus
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs
from taonet.runtime.pallets.subtensor.math.shares import share_of_u16

_CHUNK = 8_192  # pairs at a time, so that all terms of the series stay in the cache
_TERMS = range(2, I32F32.fraction)
_LIMIT = 20 * ONE
_SHORT_LIMIT = 10 * ONE  # up to here, term * x needs at most 64 bits beside 16 of fraction
_HALF_WORD = np.uint64(16)
_LOW_HALF = np.uint64(0xFFFF)
_LOW_WORD = np.uint64(0xFFFF_FFFF)
_MINUS_HUNDRED = I32F32.from_int(-100)


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


def liquid_alphas(consensus: Bits, weight: Bits, bond: Bits, low: int, high: int, steepness: int) -> Bits:
    """Return the alpha of each pair, for shares from 0 to 1 and low <= high.

    `steepness` is the stored number, in hundredths.
    """
    result = np.empty_like(weight)
    slope = I32F32.saturating_div(I32F32.from_int(steepness), _MINUS_HUNDRED)
    for start in range(0, weight.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        power = _exp(_exponent(consensus[part], weight[part], bond[part], slope))
        sigmoid = divide(np.full_like(power, ONE), power + np.uint64(ONE))
        spread = (sigmoid * np.uint64(high - low)) >> FRACTION
        result[part] = np.minimum(spread + np.uint64(low), np.uint64(high))
    return result


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


def _exponent(consensus: Bits, weight: Bits, bond: Bits, slope: int) -> npt.NDArray[np.int64]:
    w, b = weight.view(np.int64), bond.view(np.int64)
    distance = np.where(w >= b, np.maximum(w - consensus.view(np.int64), 0), b - w)
    offset = distance - (ONE >> 1)
    # floor(slope * offset / 2**32) in two steps, since the product may need 72 bits.
    low = ((slope & 0xFFFF) * offset) >> 16
    exponent = ((slope >> 16) * offset + low) >> 16
    return np.clip(exponent, -_LIMIT, _LIMIT)


def _exp(x: npt.NDArray[np.int64]) -> Bits:
    magnitude = np.abs(x).view(np.uint64)
    series = _short_series if int(magnitude.max(initial=0)) <= _SHORT_LIMIT else _long_series
    power = series(magnitude)
    power[x == ONE] = exp_safe(ONE)
    negative = x < 0
    power[negative] = divide(np.full(int(negative.sum()), ONE, np.uint64), power[negative])
    return power


def _short_series(x: Bits) -> Bits:
    high, low = x >> _HALF_WORD, x & _LOW_HALF
    result, term = x + np.uint64(ONE), x.copy()
    scratch = np.empty_like(x)
    for i in _TERMS:
        np.multiply(term, low, out=scratch)
        np.right_shift(scratch, _HALF_WORD, out=scratch)
        np.multiply(term, high, out=term)
        np.add(term, scratch, out=term)
        np.right_shift(term, _HALF_WORD, out=term)
        np.floor_divide(term, np.uint64(i), out=term)
        np.add(result, term, out=result)
    return result


def _long_series(x: Bits) -> Bits:
    whole, part = x >> FRACTION, x & _LOW_WORD
    result, term = x + np.uint64(ONE), x.copy()
    for i in _TERMS:
        low = ((term & _LOW_WORD) * part) >> FRACTION
        term = (term * whole + (term >> FRACTION) * part + low) // np.uint64(i)
        result += term
    return result
