"""Forecasters in which volatility moves with what happens: GARCH(1,1) and filtered historical simulation."""

from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.models.volatility import FLOOR, filtered, residuals, sample_volatility

_GRID: Final = tuple(
    (news, memory)
    for news in (0.02, 0.04, 0.07, 0.10, 0.15)
    for memory in (0.70, 0.80, 0.85, 0.90, 0.94, 0.97)
    if news + memory < 0.999
)
FHS_NEWS: Final = 0.06
FHS_MEMORY: Final = 0.90


def fit(returns: Doubles) -> tuple[float, float]:
    """Return the weights of news and memory that make the past likeliest, out of a grid.

    Gaussian likelihood; the long-run variance is that of the sample, so that two numbers are left to find. All points of
    the grid run through the past together.
    """
    news, memory = np.array(_GRID).T
    level = sample_volatility(returns) ** 2
    variance = np.full(len(_GRID), level)
    surprise = np.zeros(len(_GRID))
    for square in (returns**2).tolist():
        surprise += np.log(variance) + square / variance
        variance = news * square + memory * variance + (1 - news - memory) * level
    return _GRID[int(surprise.argmin())]


def garch(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw from a GARCH(1,1) with Gaussian shocks, fitted to the past."""
    news, memory = fit(returns)
    return _simulate(returns, news, memory, rng.standard_normal((paths, steps)))


def filtered_history(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw past shocks, each in units of the volatility of its day, through the recursion of a GARCH(1,1)."""
    volatilities = filtered(returns, FHS_NEWS, FHS_MEMORY, 1 - FHS_NEWS - FHS_MEMORY)
    past = residuals(returns, volatilities)
    return _simulate(returns, FHS_NEWS, FHS_MEMORY, past[rng.integers(0, len(past), (paths, steps))])


def _simulate(returns: Doubles, news: float, memory: float, shocks: Doubles) -> Doubles:
    """Return what shocks of deviation one become when each step's size moves the next step's volatility."""
    pull = 1 - news - memory
    level = sample_volatility(returns) ** 2
    variance = np.full(len(shocks), filtered(returns, news, memory, pull)[-1] ** 2)
    steps = np.empty_like(shocks)
    for i in range(shocks.shape[1]):
        steps[:, i] = np.sqrt(variance) * shocks[:, i]
        variance = np.maximum(news * steps[:, i] ** 2 + memory * variance + pull * level, FLOOR**2)
    return steps
