"""Whether pay follows quality: the two figures that the demo ends with. Pure.

`spearman` is the rank correlation of incentive with measured quality among the honest miners. Equal values share the mean
of their ranks. A miner that gave no answer has no quality and ranks below all that have one. Without two honest miners, or
where all are paid alike or are equally good, there is no order to compare, and no figure.

`cheater_share` is the largest incentive of a copier or random one over the mean incentive of the honest ones. As long as no
honest miner is paid there is no figure.

Miners that are slow or go offline count in neither: they do honest work and are paid for more than its quality.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from taonet.demo.casts.cast import CHEATS, Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """A miner: what it is, how good its answers were, and its share of the miners' pay."""

    kind: Kind
    quality: float | None
    incentive: float


def spearman(miners: Sequence[Standing]) -> float | None:
    """Return the rank correlation of incentive with quality among the honest miners, from -1 to 1."""
    honest = [one for one in miners if one.kind == "honest"]
    return correlation(
        ranks([-math.inf if one.quality is None else one.quality for one in honest]),
        ranks([one.incentive for one in honest]),
    )


def cheater_share(miners: Sequence[Standing]) -> float | None:
    """Return the largest cheater's incentive over the mean honest one's."""
    honest = [one.incentive for one in miners if one.kind == "honest"]
    if not honest or sum(honest) <= 0:
        return None
    return max((one.incentive for one in miners if one.kind in CHEATS), default=0.0) / (sum(honest) / len(honest))


def ranks(values: Sequence[float]) -> list[float]:
    """Return each value's rank from 1 upwards; equal values share the mean of theirs."""
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2 for value in values
    ]


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return how far two rows of numbers go together, from -1 to 1; None where one of them does not vary."""
    count = len(xs)
    mean_x, mean_y = (sum(row) / max(count, 1) for row in (xs, ys))
    across = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return across / math.sqrt(spread) if spread > 0 else None
