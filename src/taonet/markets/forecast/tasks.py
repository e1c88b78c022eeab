"""Tasks, drawn from a secret; outcomes, drawn from chance that came after the answers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
import numpy as np

from taonet.markets.forecast.arrays import Doubles, from_bytes, log_returns, to_bytes
from taonet.markets.forecast.form import known_prices
from taonet.markets.forecast.history import History, draw_futures, uniforms
from taonet.markets.forecast.models.volatility import latest_ewma
from taonet.markets.forecast.prices import LEAST_PRICE, Prices
from taonet.markets.forecast.protocol import ForecastTask, Mode, Series

DAY_SECONDS: Final = 86_400
CONTEXT: Final = 512
"""Known prices that a miner gets: two years of days."""
INCREMENTS: Final = (1, 5, 20)
CANDIDATES: Final = 6
"""Times as many prices are looked at as are asked about; the calmest and the wildest are."""
CALM_MEMORY: Final = 0.97


@dataclass(frozen=True)
class Shape:
    """How much is asked at once."""

    series: int = 12
    horizon: int = 20
    paths: int = 200
    futures: int = 32


def draw_task(prices: Prices, mode: Mode, shape: Shape, number: int, hotkey: str, secret: bytes) -> ForecastTask:
    """Draw the names and days of one miner's task: calm prices and wild ones, in any order.

    So that no ensemble serves for another price: one made elsewhere is several times too wide here and too narrow there.
    """
    seed = hashlib.blake2b(f"{number}/{hotkey}".encode(), key=secret[:64], digest_size=16).digest()
    chances = uniforms(seed, 64 * CANDIDATES * shape.series).reshape(-1, 3)
    found: list[tuple[float, float, Series]] = []
    for name, day, order in chances.tolist():
        candidate = _series_at(prices, name, day, shape.horizon)
        if candidate is not None:
            found.append((float(latest_ewma(log_returns(from_bytes(candidate.prices)), CALM_MEMORY)), order, candidate))
        if len(found) == CANDIDATES * shape.series:
            break
    found.sort(key=lambda one: one[0])
    calm = shape.series // 2
    chosen = sorted([*found[:calm], *found[calm - shape.series :]], key=lambda one: one[1])
    increments = [each for each in INCREMENTS if each <= shape.horizon]
    futures = shape.futures if mode == "beacon" else 1
    return ForecastTask(mode, [one for _, _, one in chosen], shape.horizon, shape.paths, increments, futures)


def _series_at(prices: Prices, name_chance: float, day_chance: float, horizon: int) -> Series | None:
    """Return what was known of a name on a day, both chosen by chance; None if it was too cheap to count."""
    first, last = CONTEXT - 1, len(prices.days) - 1 - horizon
    name, day = int(name_chance * len(prices.names)), first + int(day_chance * (last - first + 1))
    context = prices.closes[name, day - CONTEXT + 1 : day + 1]
    if context.min() < LEAST_PRICE:
        return None
    ends = datetime.fromisoformat(prices.days[day]).replace(tzinfo=UTC)
    return Series(prices.names[name], int(ends.timestamp()), DAY_SECONDS, to_bytes(context))


def drawn_outcomes(history: History, task: ForecastTask, beacon: bytes) -> list[Doubles]:
    """Return the outcomes that a beacon decides on, as steps, (futures, horizon) for each price."""
    seed = hashlib.blake2b(msgspec.json.encode(task), key=beacon[:64], digest_size=16).digest()
    shortest = min(len(prices) for prices in known_prices(task))
    pasts = np.stack([log_returns(prices[-shortest:]) for prices in known_prices(task)])
    return list(draw_futures(history, pasts, task.horizon, task.futures, seed))


def real_outcomes(prices: Prices, task: ForecastTask) -> list[Doubles]:
    """Return what really came, as steps, one row for each price."""
    return [_real_steps(prices, series, task.horizon) for series in task.series]


def _real_steps(prices: Prices, series: Series, horizon: int) -> Doubles:
    day = datetime.fromtimestamp(series.ends, UTC).date().isoformat()
    start, name = list(prices.days).index(day), list(prices.names).index(series.asset)
    return log_returns(prices.closes[name, start : start + horizon + 1])[None]


def probed_price(task: ForecastTask, chance: bytes) -> int:
    """Return the price in which copies are looked for: one that no miner knows in advance."""
    return int(uniforms(hashlib.blake2b(chance, digest_size=16).digest(), 1)[0] * len(task.series))


def shown(series: Sequence[Series]) -> str:
    """Return the names and times of prices, for people."""
    return ", ".join(f"{one.asset} {_moment(one)}" for one in series)


def unit_of(series: Series) -> str:
    """Return what a step of a price is called, for people."""
    return "days" if series.step_seconds == DAY_SECONDS else f"steps of {series.step_seconds} s"


def _moment(series: Series) -> str:
    ended = datetime.fromtimestamp(series.ends, UTC)
    return f"{ended:%Y-%m-%d}" if series.step_seconds >= DAY_SECONDS else f"{ended:%H:%M:%S}"
