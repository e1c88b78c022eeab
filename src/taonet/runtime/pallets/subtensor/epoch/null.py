"""Null consensus: the largest stake alone rates the miners, and stake alone earns dividends.

A subnet chooses it instead of Yuma (`SubnetEpochConsensus`). There is no median, no clipping
and no bond; activity and old permits do not matter. What is paid out is exact: the rao of a
budget are dealt whole, so nothing is lost to rounding.

Source: spec 475
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.fixed import I32F32, I64F64
from taonet.runtime.pallets.subtensor.epoch.yuma.counted import (
    active_flags,
    counted_weights,
    filtered_stake,
    stake_shares,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, EpochOutputs
from taonet.runtime.pallets.subtensor.math.shares import normalise, u16s_of_shares


def run_null(inputs: EpochInputs, *, server: int, validator: int, root: int) -> EpochOutputs:
    """Pay miners by the row of the largest stake and stakers by stake, once for one mechanism.

    `server`, `validator` and `root` are the mechanism's parts of the three pending amounts, in
    rao of alpha; `inputs.emission` is not read. Where nobody has stake, miners share `server`
    and `validator`, and `root` is left to the caller. Bonds come back as they were: do not
    write them.
    """
    stake = filtered_stake(inputs)
    winner = winner_of(stake)
    scores = _miner_scores(inputs, winner)
    if winner is None:
        server_emission = apportion(scores, saturating_add(server, validator))
        validator_emission = [0] * inputs.n
    else:
        server_emission = apportion(scores, server)
        validator_emission = apportion(stake, saturating_add(validator, root))
    shares = stake_shares(inputs)
    return EpochOutputs(
        incentive=u16s_of_shares(normalise([I32F32.from_int(score) for score in scores])),
        dividends=u16s_of_shares(shares),
        consensus=[0] * inputs.n,
        validator_trust=[0] * inputs.n,
        stake_weight=u16s_of_shares(shares),
        active=active_flags(inputs),
        validator_permit=[uid == winner for uid in range(inputs.n)],
        server_emission=server_emission,
        validator_emission=validator_emission,
        combined_emission=[saturating_add(a, b) for a, b in zip(server_emission, validator_emission, strict=True)],
        stake=[I64F64.to_int(total) for total in inputs.total_stake],
        bonds=list(inputs.bonds),
    )


def winner_of(stake: Sequence[int]) -> int | None:
    """Return the uid with the most stake, the lowest among equals; none where all is 0.

    The stake is compared before it is normalised, so that one rao decides.
    """
    winner = max(range(len(stake)), key=stake.__getitem__, default=None)
    return winner if winner is not None and stake[winner] > 0 else None


def apportion(shares: Sequence[int], budget: int) -> list[int]:
    """Deal `budget` in whole units in proportion to the shares; nothing is left over.

    Each share gets the floor of its part. The units left over go one each to the largest
    remainders, the lower index first among equals; so a share of 0 gets nothing. Where all
    shares are 0 nothing is dealt.
    """
    total = sum(shares)
    if total == 0:
        return [0] * len(shares)
    parts = [divmod(share * budget, total) for share in shares]
    dealt = [whole for whole, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: -parts[i][1])
    for i in by_remainder[: budget - sum(dealt)]:
        dealt[i] += 1
    return dealt


def _miner_scores(inputs: EpochInputs, winner: int | None) -> list[int]:
    """Return the winner's raw row by uid; 1 for everyone where nothing of it counts."""
    scores = [0] * inputs.n
    permits = [uid == winner for uid in range(inputs.n)]
    for row in counted_weights(inputs, permits):
        for j, bits in row:
            scores[j] += I32F32.to_int(bits)
    return scores if any(scores) else [1] * inputs.n
