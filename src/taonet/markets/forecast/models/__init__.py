"""The forecasters: each takes past returns and draws an ensemble of future ones.

A model is a pure function of the past logarithmic returns of one price, the number of steps to draw, the number of
paths and a source of chance; it returns the steps, a row a path. What they are worth, measured, stands in
docs/forecast-market.md.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.models.garch import filtered_history, garch
from taonet.markets.forecast.models.har import har
from taonet.markets.forecast.models.volatility import sample_volatility
from taonet.markets.forecast.models.walks import bootstrap, ewma_walk, nervous, walk

Model = Callable[[Doubles, int, int, np.random.Generator], Doubles]
"""Past returns, steps, paths and chance in; (paths, steps) of logarithmic returns out."""

MODELS: Final[Mapping[str, Model]] = {
    "har": har,
    "fhs": filtered_history,
    "garch": garch,
    "ewma": ewma_walk,
    "bootstrap": bootstrap,
    "walk": walk,
    "nervous": nervous,
}


def forecast(
    model: Model, prices: Doubles, horizon: int, paths: int, scale: float, rng: np.random.Generator
) -> Doubles:
    """Return price paths from the last price on, (paths, horizon + 1); `scale` widens or narrows all steps."""
    returns = np.diff(np.log(prices))
    drawn = model(returns, horizon, paths, rng)
    # A hair of noise (smoothed bootstrap): no two paths are the same, though all be made of the same past days.
    steps = scale * (drawn + rng.standard_normal(drawn.shape) * SMOOTHING * sample_volatility(returns))
    drift = np.cumsum(np.clip(steps, -LARGEST_STEP, LARGEST_STEP), axis=1)
    return prices[-1] * np.exp(np.concatenate([np.zeros((paths, 1)), drift], axis=1))


SMOOTHING: Final = 0.02
"""The noise on every step, in units of the past's volatility."""
LARGEST_STEP: Final = 0.5
"""No step of a path is drawn beyond this: halved or half as much again in one step."""
