"""Emission: incentive and dividends turned into rao of alpha."""

from __future__ import annotations

from collections.abc import Sequence

from taonet.primitives.fixed import I32F32, I96F32
from taonet.runtime.pallets.subtensor.epoch.math import normalise, normalise_by


def emission_shares(
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
