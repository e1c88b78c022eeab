"""What an ensemble loses against outcomes, and what the market's baseline loses: CRPS over several increments.

All losses are in units of the recent volatility over the increment, so that a calm stock counts as much as a wild one.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles, log_returns
from taonet.markets.forecast.crps import crps, gaussian_crps, pit
from taonet.markets.forecast.models.volatility import latest_ewma, sample_volatility
from taonet.markets.forecast.models.walks import RISKMETRICS_MEMORY

BASIS_POINTS: Final = 1e4


def changes(steps: Doubles, increment: int) -> Doubles:
    """Return what steps add up to over each whole increment, in basis points: (increments, rows of `steps`)."""
    sums = np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)
    return BASIS_POINTS * np.ascontiguousarray(np.diff(sums[:, ::increment], axis=1).T)


def recent_volatility(prices: Doubles) -> float:
    """Return the volatility of one step at the end of known prices, in basis points."""
    return BASIS_POINTS * float(latest_ewma(log_returns(prices), RISKMETRICS_MEMORY))


def loss(paths: Doubles, futures: Doubles, increments: Sequence[int], volatility: float) -> float:
    """Return the mean CRPS of paths against futures (as steps), over all increments alike."""
    steps = log_returns(paths)
    means = [
        crps(changes(steps, increment), changes(futures, increment)).mean() / (volatility * math.sqrt(increment))
        for increment in increments
    ]
    return float(np.mean(means))


def baseline_loss(prices: Doubles, futures: Doubles, increments: Sequence[int], volatility: float) -> float:
    """Return what a Gaussian random walk with the volatility of all known prices loses, exactly."""
    step = BASIS_POINTS * sample_volatility(log_returns(prices))
    means = [
        gaussian_crps(changes(futures, increment), step * math.sqrt(increment)).mean()
        / (volatility * math.sqrt(increment))
        for increment in increments
    ]
    return float(np.mean(means))


def places(paths: Doubles, futures: Doubles, increments: Sequence[int]) -> Doubles:
    """Return where outcomes fall in an ensemble, from 0 to 1: uniform if it is calibrated."""
    steps = log_returns(paths)
    return np.concatenate([pit(changes(steps, each), changes(futures, each)).ravel() for each in increments])


def coverage(fallen: Doubles, share: float) -> float:
    """Return how often the middle `share` of an ensemble held the outcome."""
    return float((np.abs(fallen - 0.5) <= share / 2).mean())
