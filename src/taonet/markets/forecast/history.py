"""History as a source of futures: every day of every price, in order of how volatile it was for its time.

A replay whose outcome is the real next month can be looked up. So the outcome is drawn instead, by a stationary block
bootstrap of real returns, after the answers are in: blocks of real days, each beginning on a day whose recent volatility
stood to its long-run volatility as the path's own does, in units of recent volatility. So volatility clusters, reverts
and jumps as it did in the market, and forecasters rank as they rank on what really came (docs/forecast-market.md).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.models.volatility import filtered, latest_ewma
from taonet.markets.forecast.prices import LEAST_PRICE, Prices

RECENT_MEMORY: Final = 0.90
LONG_MEMORY: Final = 0.99
WARM_UP: Final = 252
"""Days after which the two volatilities have forgotten where they began."""
MEAN_BLOCK: Final = 10
"""Days in a row that are drawn together, on average."""
NEIGHBOURS: Final = 300
"""From how many days on either side in the order of states a block's first day is drawn."""


@dataclass(frozen=True)
class History:
    """Real returns in one row, name after name, and the days on which a block may begin, by their state.

    `shocks` are returns in units of the recent volatility before them; `ends` tells where each day's name ends.
    """

    returns: Doubles
    recent: Doubles
    ends: NDArray[np.intp]
    states: Doubles
    places: NDArray[np.intp]


def history_of(prices: Prices) -> History:
    """Order all days of all prices by state."""
    returns = prices.returns
    days = returns.shape[1]
    recent = np.stack([filtered(row, 1 - RECENT_MEMORY, RECENT_MEMORY)[:-1] for row in returns])
    lasting = np.stack([filtered(row, 1 - LONG_MEMORY, LONG_MEMORY)[:-1] for row in returns])
    usable = prices.closes[:, :-1] >= LEAST_PRICE
    usable[:, :WARM_UP] = False
    places = np.flatnonzero(usable)
    states = np.log(recent / lasting).ravel()[places]
    order = np.argsort(states, kind="stable")
    ends = np.repeat(np.arange(1, len(returns) + 1) * days, days)
    return History(returns.ravel(), recent.ravel(), ends, states[order], places[order])


def draw_futures(history: History, pasts: Doubles, steps: int, futures: int, seed: bytes) -> Doubles:
    """Return future returns for prices with these past returns, a row each: (prices, futures, steps).

    They are a pure function of the seed.
    """
    shape = (len(pasts), futures)
    begins, where = uniforms(seed, 2 * steps * len(pasts) * futures).reshape(2, steps, *shape)
    recent = np.broadcast_to(latest_ewma(pasts, RECENT_MEMORY)[:, None] ** 2, shape)
    lasting = np.broadcast_to(latest_ewma(pasts, LONG_MEMORY)[:, None] ** 2, shape)
    place = np.full(shape, len(history.returns), np.intp)
    end, unit = np.zeros(shape, np.intp), np.zeros(shape)
    drawn = np.empty((steps, *shape))
    for step in range(steps):
        new = (begins[step] < 1 / MEAN_BLOCK) | (place >= end)
        near = np.searchsorted(history.states, 0.5 * np.log(recent / lasting))
        shift = ((2 * where[step] - 1) * NEIGHBOURS).astype(np.intp)
        first = history.places[np.clip(near + shift, 0, len(history.places) - 1)]
        place = np.where(new, first, place)
        end = np.where(new, history.ends[first], end)
        unit = np.where(new, np.sqrt(recent) / history.recent[first], unit)
        drawn[step] = history.returns[place] * unit
        recent = RECENT_MEMORY * recent + (1 - RECENT_MEMORY) * drawn[step] ** 2
        lasting = LONG_MEMORY * lasting + (1 - LONG_MEMORY) * drawn[step] ** 2
        place = place + 1
    return np.ascontiguousarray(np.moveaxis(drawn, 0, 2))


def uniforms(seed: bytes, count: int) -> Doubles:
    """Return numbers from 0 to 1 that follow from 16 bytes.

    Written on the raw output of Philox, so that no change of NumPy's distributions can alter the draw.
    """
    raw = np.random.Philox(key=int.from_bytes(seed[:16], "little")).random_raw(count)
    return ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
