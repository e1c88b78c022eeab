"""Stake shares, permits and activity: who has a voice in this epoch and in the next."""

from __future__ import annotations

from taonet.primitives.arithmetic import U64_MAX, saturating_add
from taonet.primitives.fixed import I32F32, I64F64
from taonet.runtime.pallets.subtensor.epoch.math import mask_vector, normalise, top_k_nonzero
from taonet.runtime.pallets.subtensor.epoch.types import EpochInputs


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
