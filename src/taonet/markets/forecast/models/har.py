"""HAR: volatility from its own averages over a week, a month, a quarter and a year; paths from blocks of past shocks.

The regression (heterogeneous autoregression, on logarithms) was fitted once over all twenty stocks, 1998 to 2010, a row
every fifth day: `fit_har` is the recipe, and `tests/unit/markets/forecast/test_real_prices.py` repeats it. No later day
went into it, so that the tables over 2010 to 2022 in docs/forecast-market.md are out of sample.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.models.volatility import FLOOR, ewma, residuals
from taonet.markets.forecast.models.walks import RISKMETRICS_MEMORY

WINDOWS: Final = (5, 22, 66, 252)
"""Days over which past volatility is averaged."""
SPANS: Final = ((0, 5), (5, 10), (10, 20))
"""Days ahead over which future volatility is predicted; the last holds on beyond its end."""
COEFFICIENTS: Final = (
    (-0.4419, -0.5131, -0.5340),
    (0.1828, 0.1680, 0.1028),
    (0.2095, 0.1509, 0.1516),
    (0.4161, 0.4686, 0.5176),
    (0.1157, 0.1206, 0.1168),
)
"""Intercept and one weight a window (rows), for each span (columns)."""
CORRECTIONS: Final = (1.2575, 1.2739, 1.2033)
"""What turns the exponential of a predicted logarithm into a root mean square, for each span."""
MEAN_BLOCK: Final = 5
"""Days in a row that are drawn together, on average."""


def har(returns: Doubles, steps: int, paths: int, rng: np.random.Generator) -> Doubles:
    """Draw blocks of past shocks, at the volatility that the regression predicts for each day."""
    spans = np.exp(features(returns) @ np.array(COEFFICIENTS)) * np.array(CORRECTIONS)
    days = np.array([next((i for i, (_, end) in enumerate(SPANS) if day < end), -1) for day in range(steps)])
    shocks = residuals(returns, ewma(returns, RISKMETRICS_MEMORY))
    return shocks[blocks(len(shocks), steps, paths, rng)] * spans[days]


def features(returns: Doubles) -> Doubles:
    """Return one, and the logarithm of the volatility over each window (over all there is, if that is less)."""
    return np.array([1.0, *(np.log(np.sqrt(np.mean(returns[-window:] ** 2)) + FLOOR) for window in WINDOWS)])


def blocks(size: int, steps: int, paths: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return places in a past of some size: runs in a row, of geometric length, round the end (stationary bootstrap)."""
    starts = rng.integers(0, size, (paths, steps))
    begins = rng.random((paths, steps)) < 1 / MEAN_BLOCK
    begins[:, 0] = True
    latest = np.maximum.accumulate(np.where(begins, np.arange(steps), 0), axis=1)
    offsets = np.arange(steps) - latest
    return (np.take_along_axis(starts, latest, axis=1) + offsets) % size


def fit_har(pasts: Sequence[Doubles]) -> tuple[Doubles, Doubles]:
    """Fit the regression to the returns of several prices; return coefficients and corrections."""
    rows: list[Doubles] = []
    targets: list[list[float]] = []
    longest, furthest = WINDOWS[-1], SPANS[-1][1]
    for returns in pasts:
        for day in range(longest, len(returns) - furthest + 1, 5):
            rows.append(features(returns[day - longest : day]))
            targets.append([float(np.mean(returns[day + start : day + end] ** 2)) for start, end in SPANS])
    past, future = np.array(rows), np.array(targets)
    coefficients = np.linalg.lstsq(past, np.log(np.sqrt(future) + FLOOR), rcond=None)[0].astype(np.float64)
    predicted: Doubles = np.exp(past @ coefficients)
    corrections: Doubles = np.sqrt(future.mean(axis=0) / (predicted**2).mean(axis=0))
    return coefficients, corrections
