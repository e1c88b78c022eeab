"""The epoch on arrays: the same function as `reference.run_yuma`, many times faster.

It computes nothing differently. What the arrays cannot hold exactly (a row that names a
column twice, an alpha outside 0..1, a subnet too large for memory) goes to the reference.

Source: epoch/run_epoch.rs epoch_mechanism
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taonet.primitives.arithmetic import U16_MAX, U64_MAX, saturating_sub
from taonet.runtime.pallets.subtensor.epoch.yuma.arrays import (
    FRACTION,
    ONE,
    Bits,
    DenseRows,
    Flags,
    dense_rows,
    divide,
    multiply_rows,
    normalise,
    pack_rows,
    to_u16,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.bonds import bonds_alpha
from taonet.runtime.pallets.subtensor.epoch.yuma.counted import commit_blocks, filtered_stake, held_permits, new_permits
from taonet.runtime.pallets.subtensor.epoch.yuma.fast_bonds import Bonding, Bonds, classic_bonds, yuma3_bonds
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import neuron_emission_shares, run_yuma
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, EpochOutputs
from taonet.runtime.pallets.subtensor.math.shares import share_of_u16

_MAX_UIDS = 16_384  # so that the sum of a column of u16 stays below 2**31, as on chain
_MAX_CELLS = 1 << 23
_STAKE_FRACTION = 64


@dataclass(frozen=True)
class _Stakes:
    """Stake, permits and activity by uid."""

    stake: list[int]
    active: Flags
    permits: list[bool]
    active_stake: Bits


@dataclass(frozen=True)
class _Grid:
    """The uids that rate, hold bonds or vote, and their stored rows."""

    uids: list[int]
    weights: DenseRows
    bonds: DenseRows


@dataclass(frozen=True)
class _Ratings:
    """The weights that count, by row of the grid, and what they amount to."""

    own_stake: Bits
    """By row."""
    weights: Bits
    present: Flags
    clipped: Bits
    consensus: Bits
    """By column."""
    incentive: Bits
    """By column."""


def run_yuma_fast(inputs: EpochInputs) -> EpochOutputs:
    """Run Yuma consensus once for one mechanism, equal to `reference.run_yuma`."""
    if not _fits_arrays(inputs):
        return run_yuma(inputs)
    stakes = _stakes(inputs)
    grid = _grid(inputs, stakes)
    if grid is None:
        return run_yuma(inputs)

    ratings = _ratings(inputs, stakes, grid)
    bonding = _bonding(inputs, grid, ratings)
    bonds = (yuma3_bonds if inputs.yuma3 else classic_bonds)(inputs, bonding)
    return _outputs(inputs, stakes, grid, ratings, bonds)


def _fits_arrays(inputs: EpochInputs) -> bool:
    return (
        0 < inputs.n <= _MAX_UIDS
        and len(inputs.total_stake) == inputs.n
        and len(inputs.block_at_registration) == inputs.n
        and min(inputs.total_stake) >= 0
        and 0 <= bonds_alpha(inputs) <= ONE
        and inputs.alpha_low <= inputs.alpha_high
    )


def _stakes(inputs: EpochInputs) -> _Stakes:
    filtered = filtered_stake(inputs)
    total = sum(filtered) or 1
    # One floor instead of two: dividing to 64 bits and cutting to 32 is the same number.
    stake = [(bits << 32) // total for bits in filtered]
    permits = (held_permits(inputs) + [False] * inputs.n)[: inputs.n]
    oldest = saturating_sub(inputs.current_block, inputs.activity_cutoff)
    active = np.zeros(inputs.n, dtype=np.bool_)
    updated = np.array(inputs.last_update[: inputs.n], dtype=np.uint64)
    active[: updated.size] = updated >= np.uint64(oldest)
    counted = np.array(stake, dtype=np.uint64) * (active & np.array(permits))
    return _Stakes(stake=stake, active=active, permits=permits, active_stake=normalise(counted))


def _grid(inputs: EpochInputs, stakes: _Stakes) -> _Grid | None:
    n = inputs.n
    uids = set(np.flatnonzero(stakes.active_stake).tolist())
    uids |= {i for i, row in enumerate(inputs.weights[:n]) if row and stakes.permits[i]}
    uids |= {i for i, row in enumerate(inputs.bonds[:n]) if row}
    ordered = sorted(uids)
    if len(ordered) * n > _MAX_CELLS:
        return None
    weights = dense_rows(inputs.weights, ordered, n)
    bonds = dense_rows(inputs.bonds, ordered, n)
    if weights is None or bonds is None:
        return None
    return _Grid(uids=ordered, weights=weights, bonds=bonds)


def _ratings(inputs: EpochInputs, stakes: _Stakes, grid: _Grid) -> _Ratings:
    own_stake = stakes.active_stake[grid.uids]
    weights, present = _weights(inputs, grid, stakes.permits)
    consensus = _consensus(own_stake, weights, share_of_u16(inputs.kappa))
    clipped = np.minimum(weights, consensus)
    return _Ratings(
        own_stake=own_stake,
        weights=weights,
        present=present,
        clipped=clipped,
        consensus=consensus,
        incentive=normalise(multiply_rows(clipped, own_stake).sum(axis=0, dtype=np.uint64)),
    )


def _weights(inputs: EpochInputs, grid: _Grid, permits: Sequence[bool]) -> tuple[Bits, Flags]:
    """Return the weights that count, as shares of their row, and which entries remain."""
    uids = np.array(grid.uids, dtype=np.intp)
    registered = np.array(inputs.block_at_registration, dtype=np.uint64)
    updated = np.zeros(inputs.n, dtype=np.uint64)
    known = inputs.last_update[: inputs.n]
    updated[: len(known)] = known
    keep = grid.weights.present & (updated[uids, None] > registered)
    if inputs.commit_reveal_enabled:
        committed = np.array(commit_blocks(inputs), dtype=np.uint64)
        keep &= committed[uids, None] >= registered
    keep &= np.array(permits)[uids, None]
    others = np.flatnonzero(uids != (-1 if inputs.owner_uid is None else inputs.owner_uid))
    keep[others, uids[others]] = False
    values = grid.weights.values * keep
    return divide(values, values.sum(axis=1, dtype=np.uint64, keepdims=True)), keep


def _consensus(stake: Bits, weights: Bits, majority: int) -> Bits:
    """Return the stake-weighted median of each column.

    The median is the lowest score with more than the minority's stake at or below it, and the
    highest where there is none: sorting finds the same as the chain's search by pivots.
    """
    voters = np.flatnonzero(stake)
    if voters.size == 0:
        return np.zeros(len(weights.T), dtype=np.uint64)
    shares = normalise(stake[voters])
    minority = int(shares.sum()) - majority
    place = np.uint64(16)
    keyed = (weights[voters].T << place) | np.arange(voters.size, dtype=np.uint64)
    keyed.sort(axis=1)
    accumulated = np.cumsum(shares.view(np.int64)[keyed & np.uint64(0xFFFF)], axis=1)
    reached = accumulated > minority
    position = np.where(reached[:, -1], reached.argmax(axis=1), voters.size - 1)
    return np.take_along_axis(keyed, position[:, None], axis=1)[:, 0] >> place


def _bonding(inputs: EpochInputs, grid: _Grid, ratings: _Ratings) -> Bonding:
    weights, present, order = ratings.weights, ratings.present, grid.weights.order
    if inputs.bonds_penalty == U16_MAX:
        present = present & ((ratings.consensus > 0) | (weights == 0))
        weights = ratings.clipped
    elif inputs.bonds_penalty:
        ratio = np.uint64(share_of_u16(inputs.bonds_penalty))
        # Adding a floored negative product is taking away a product rounded up.
        removed = (ratio * (weights - ratings.clipped) + np.uint64(ONE - 1)) >> FRACTION
        weights = weights - removed
        present = weights > 0
        order = {}
    return Bonding(
        weights=weights,
        present=present,
        order=order,
        old=grid.bonds,
        active_stake=ratings.own_stake,
        incentive=ratings.incentive,
        consensus=ratings.consensus,
    )


def _outputs(inputs: EpochInputs, stakes: _Stakes, grid: _Grid, ratings: _Ratings, bonds: Bonds) -> EpochOutputs:
    n, stake = inputs.n, stakes.stake
    dividends = _by_uid(bonds.dividends, grid, n)
    trust = _by_uid(ratings.clipped.sum(axis=1, dtype=np.uint64), grid, n)
    server, validator, combined = neuron_emission_shares(
        ratings.incentive.tolist(), dividends.tolist(), stake, stakes.active_stake.tolist()
    )
    permits = new_permits(inputs, stake)
    wanted = [k for k, uid in enumerate(grid.uids) if permits[uid]]
    rows = pack_rows(to_u16(bonds.values), bonds.present, bonds.order, wanted)
    packed = [b""] * n
    for k, row in rows.items():
        packed[grid.uids[k]] = row
    return EpochOutputs(
        incentive=to_u16(ratings.incentive).tolist(),
        dividends=to_u16(dividends).tolist(),
        consensus=to_u16(ratings.consensus).tolist(),
        validator_trust=to_u16(trust).tolist(),
        stake_weight=to_u16(np.array(stake, dtype=np.uint64)).tolist(),
        active=stakes.active.tolist(),
        validator_permit=permits,
        server_emission=_amounts(server, inputs.emission),
        validator_emission=_amounts(validator, inputs.emission),
        combined_emission=_amounts(combined, inputs.emission),
        stake=[min(bits >> _STAKE_FRACTION, U64_MAX) for bits in inputs.total_stake],
        bonds=packed,
    )


def _by_uid(values: Bits, grid: _Grid, n: int) -> Bits:
    result = np.zeros(n, dtype=np.uint64)
    result[grid.uids] = values
    return result


def _amounts(shares: Sequence[int], emission: int) -> list[int]:
    """Return each share (at most 1, so nothing can clamp) of `emission` in whole rao."""
    return [(share * emission) >> 32 for share in shares]
