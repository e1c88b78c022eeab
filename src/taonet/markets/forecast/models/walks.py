"""Forecasters that hold volatility still: random walks and the bootstrap."""

from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.models.volatility import latest_ewma, sample_volatility

RISKMETRICS_MEMORY: Final = 0.94
"""How much of yesterday's variance stays; the customary value for daily prices."""
NERVOUS_MEMORY: Final = 0.5


def walk(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw a Gaussian random walk with the volatility of the whole past: the market's baseline."""
    return rng.standard_normal((paths, steps)) * sample_volatility(returns)


def ewma_walk(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw a Gaussian random walk with the exponentially weighted volatility."""
    return rng.standard_normal((paths, steps)) * latest_ewma(returns, RISKMETRICS_MEMORY)


def nervous(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw a Gaussian random walk with the volatility of the last few days: honest, and too easily impressed."""
    return rng.standard_normal((paths, steps)) * latest_ewma(returns, NERVOUS_MEMORY)


def bootstrap(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw past returns, each on its own."""
    centred: Doubles = returns - returns.mean()
    return centred[rng.integers(0, len(centred), (paths, steps))]
