"""How much prices move: the volatility of past returns, as the deviation of one step. Pure functions of an array."""

from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles

FLOOR: Final = 1e-5
"""A volatility is never less: a price that stood still may move tomorrow."""


def sample_volatility(returns: Doubles) -> float:
    """Return the root mean square of all returns."""
    return max(FLOOR, float(np.sqrt(np.mean(returns**2))))


def filtered(returns: Doubles, news: float, memory: float, pull: float = 0.0) -> Doubles:
    """Return the volatility before each return and, as the last entry, after all of them.

    The variance after a return is `news` times its square, `memory` times the variance before it, and `pull` times the
    mean square of all returns, from which it starts: EWMA without pull, GARCH(1,1) with it.
    """
    level = sample_volatility(returns) ** 2
    variances = [level]
    for square in (returns**2).tolist():
        variances.append(news * square + memory * variances[-1] + pull * level)
    return np.maximum(np.sqrt(np.array(variances)), FLOOR)


def ewma(returns: Doubles, memory: float) -> Doubles:
    """Return the exponentially weighted volatility before each return, and after the last."""
    return filtered(returns, 1 - memory, memory)


def latest_ewma(returns: Doubles, memory: float) -> Doubles:
    """Return the exponentially weighted volatility after the last return, along the last axis, without those before."""
    count = returns.shape[-1]
    fading = memory ** np.arange(count, dtype=np.float64)[::-1]
    level: Doubles = np.maximum(np.mean(returns**2, axis=-1), FLOOR**2)
    news: Doubles = np.matmul(returns**2, (1 - memory) * fading)
    return np.maximum(np.sqrt(news + memory**count * level), FLOOR)


def residuals(returns: Doubles, volatilities: Doubles) -> Doubles:
    """Return the returns in units of the volatility before each, with mean zero and deviation one."""
    scaled = returns / volatilities[: len(returns)]
    centred = scaled - scaled.mean()
    return centred / max(float(centred.std()), FLOOR)
