"""One epoch, bit-exact, on the arrays that the chain uses."""

from __future__ import annotations

import random

from benchmarks.inside import median_milliseconds
from taonet.runtime.pallets.subtensor.epoch.yuma.fast import run_yuma_fast
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, pack_row

VALIDATORS = 64


def epoch_milliseconds(uids: int, *, liquid: bool) -> float:
    """Return the median time of an epoch in which 64 validators have full rows of weights and bonds."""
    inputs = _inputs(uids, liquid=liquid)
    return median_milliseconds(lambda: run_yuma_fast(inputs), 15 if uids < 1_000 else 5)


def _inputs(uids: int, *, liquid: bool) -> EpochInputs:
    chance = random.Random(1)

    def rows() -> list[bytes]:
        full = [pack_row((uid, chance.randrange(65_536)) for uid in range(uids)) for _ in range(VALIDATORS)]
        return full + [b""] * (uids - VALIDATORS)

    validator = [uid < VALIDATORS for uid in range(uids)]
    return EpochInputs(
        n=uids,
        current_block=10_000,
        tempo=360,
        activity_cutoff=5_000,
        last_update=[9_900] * uids,
        block_at_registration=[100] * uids,
        total_stake=[chance.randrange(10**15) << 64 if one else 0 for one in validator],
        stake_threshold=1_000,
        owner_uid=3,
        validator_permit=validator,
        max_allowed_validators=VALIDATORS,
        commit_reveal_enabled=True,
        active_commit_blocks=[9_950 if one else None for one in validator],
        weights=rows(),
        bonds=rows(),
        kappa=32_767,
        bonds_penalty=65_535,
        bonds_moving_average=900_000,
        last_step_block=9_640,
        yuma3=True,
        liquid_alpha=liquid,
        previous_consensus=[chance.randrange(600) for _ in range(uids)],
        alpha_low=45_875,
        alpha_high=58_982,
        alpha_sigmoid_steepness=1_000,
        emission=10**11,
    )
