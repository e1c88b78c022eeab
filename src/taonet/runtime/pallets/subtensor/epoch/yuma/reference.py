"""The epoch in plain steps, in the order of the rule: the text to read and to trust.

Follows the sparse epoch, the one that runs on chain. `fast.run_yuma_fast` computes the same
on arrays and is held equal to this by tests.

Source: epoch/run_epoch.rs epoch_mechanism
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.primitives.fixed import I32F32, I64F64, I96F32
from taonet.runtime.pallets.subtensor.epoch.yuma.bonds import classic_bonds, yuma3_bonds
from taonet.runtime.pallets.subtensor.epoch.yuma.consensus import consensus_of_columns
from taonet.runtime.pallets.subtensor.epoch.yuma.counted import (
    active_flags,
    active_stake,
    held_permits,
    masked_weights,
    new_permits,
    stake_shares,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.matrix import column_clip, interpolate, row_sums, vector_times_matrix
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, EpochOutputs, EpochTrace, pack_row
from taonet.runtime.pallets.subtensor.math.shares import (
    normalise,
    normalise_by,
    share_of_u16,
    u16_of_share,
    u16s_of_shares,
)


def run_yuma(inputs: EpochInputs) -> EpochOutputs:
    """Run Yuma consensus once for one mechanism."""
    return outputs_of(inputs, trace_epoch(inputs))


def trace_epoch(inputs: EpochInputs) -> EpochTrace:
    """Return the values between the steps, from stake to bonds."""
    stake = stake_shares(inputs)
    permits = held_permits(inputs)
    active = active_stake(stake, active_flags(inputs), permits)

    weights = masked_weights(inputs, permits)
    consensus = consensus_of_columns(active, weights, inputs.n, share_of_u16(inputs.kappa))
    clipped = column_clip(weights, consensus)
    incentive = normalise(vector_times_matrix(active, clipped, inputs.n))

    penalty = share_of_u16(inputs.bonds_penalty)
    bonding = interpolate(weights, clipped, inputs.n, penalty)
    if inputs.yuma3:
        dividends, bonds = yuma3_bonds(inputs, bonding, active, incentive, consensus)
    else:
        dividends, bonds = classic_bonds(inputs, bonding, active, incentive)

    return EpochTrace(
        stake=stake,
        new_permits=new_permits(inputs, stake),
        active_stake=active,
        weights=weights,
        consensus=consensus,
        validator_trust=row_sums(clipped),
        incentive=incentive,
        dividends=dividends,
        ema_bonds=bonds,
    )


def outputs_of(inputs: EpochInputs, trace: EpochTrace) -> EpochOutputs:
    """Turn shares into what is stored and paid."""
    server, validator, combined = neuron_emission_shares(
        trace.incentive, trace.dividends, trace.stake, trace.active_stake
    )
    return EpochOutputs(
        incentive=u16s_of_shares(trace.incentive),
        dividends=u16s_of_shares(trace.dividends),
        consensus=u16s_of_shares(trace.consensus),
        validator_trust=u16s_of_shares(trace.validator_trust),
        stake_weight=u16s_of_shares(trace.stake),
        active=active_flags(inputs),
        validator_permit=trace.new_permits,
        server_emission=amounts(server, inputs.emission),
        validator_emission=amounts(validator, inputs.emission),
        combined_emission=amounts(combined, inputs.emission),
        stake=[I64F64.to_int(total) for total in inputs.total_stake],
        bonds=[
            pack_row((j, u16_of_share(value)) for j, value in row) if permitted else b""
            for row, permitted in zip(trace.ema_bonds, trace.new_permits, strict=True)
        ],
    )


def neuron_emission_shares(
    incentive: Sequence[int],
    dividends: Sequence[int],
    stake: Sequence[int],
    active_stake: Sequence[int],
) -> tuple[list[int], list[int], list[int]]:
    """Return the server, validator and combined shares of the emission, in I32F32.

    Where nobody earned anything, validators are paid by active stake, or by raw stake where
    nobody is active; servers then get nothing.
    """
    combined = [I32F32.add(a, b) for a, b in zip(incentive, dividends, strict=True)]
    total = sum(combined)
    if total == 0:
        by_stake = list(active_stake if sum(active_stake) else stake)
        return list(incentive), by_stake, by_stake
    return normalise_by(incentive, total), normalise_by(dividends, total), normalise(combined)


def amounts(shares: Sequence[int], emission: int) -> list[int]:
    """Return each share of `emission` in whole rao, floored apart."""
    budget = I96F32.from_int(emission)
    return [I96F32.to_int(I96F32.mul(I96F32.convert(share, I32F32), budget)) for share in shares]
