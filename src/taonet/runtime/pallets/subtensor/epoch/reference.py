"""The epoch in plain steps, in the order of the rule: the text to read and to trust.

Follows the sparse epoch, the one that runs on chain. `fast.run_epoch_fast` computes the same
on arrays and is held equal to this by tests.
"""

from __future__ import annotations

from taonet.primitives.fixed import I64F64
from taonet.runtime.pallets.subtensor.epoch.bonds import classic_bonds, yuma3_bonds
from taonet.runtime.pallets.subtensor.epoch.consensus import consensus_of_columns
from taonet.runtime.pallets.subtensor.epoch.emission import amounts, emission_shares
from taonet.runtime.pallets.subtensor.epoch.math import (
    normalise,
    share_of_u16,
    u16_of_share,
    u16s_of_shares,
)
from taonet.runtime.pallets.subtensor.epoch.matrix import (
    column_clip,
    interpolate,
    row_sums,
    vector_times_matrix,
)
from taonet.runtime.pallets.subtensor.epoch.stake import (
    active_flags,
    active_stake,
    held_permits,
    new_permits,
    stake_shares,
)
from taonet.runtime.pallets.subtensor.epoch.types import (
    EpochInputs,
    EpochOutputs,
    EpochTrace,
    pack_row,
)
from taonet.runtime.pallets.subtensor.epoch.weights import masked_weights


def run_epoch(inputs: EpochInputs) -> EpochOutputs:
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
    server, validator, combined = emission_shares(trace.incentive, trace.dividends, trace.stake, trace.active_stake)
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
