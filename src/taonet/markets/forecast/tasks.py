"""Tasks, drawn from a secret; outcomes, drawn from chance that came after the answers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from taonet.markets.forecast.arrays import Doubles, log_returns, to_bytes
from taonet.markets.forecast.form import known_prices
from taonet.markets.forecast.history import History, draw_futures, uniforms
from taonet.markets.forecast.prices import LEAST_PRICE, Prices
from taonet.markets.forecast.protocol import ForecastTask, Mode, Series

DAY_SECONDS: Final = 86_400
CONTEXT: Final = 512
"""Known prices that a miner gets: two years of days."""
INCREMENTS: Final = (1, 5, 20)


@dataclass(frozen=True)
class Shape:
    """How much is asked at once."""

    series: int = 12
    horizon: int = 20
    paths: int = 200
    futures: int = 32


def draw_task(prices: Prices, mode: Mode, shape: Shape, number: int, secret: bytes) -> ForecastTask:
    """Draw names and days, the same for every miner that gets this number."""
    seed = hashlib.blake2b(number.to_bytes(8, "little"), key=secret[:64], digest_size=16).digest()
    first, last = CONTEXT - 1, len(prices.days) - 1 - shape.horizon
    series: list[Series] = []
    for chance in uniforms(seed, 256 * shape.series).reshape(-1, 2).tolist():
        name, day = int(chance[0] * len(prices.names)), first + int(chance[1] * (last - first + 1))
        context = prices.closes[name, day - CONTEXT + 1 : day + 1]
        if context.min() >= LEAST_PRICE:
            ends = datetime.fromisoformat(prices.days[day]).replace(tzinfo=UTC)
            series.append(Series(prices.names[name], int(ends.timestamp()), DAY_SECONDS, to_bytes(context)))
        if len(series) == shape.series:
            break
    increments = [each for each in INCREMENTS if each <= shape.horizon]
    futures = shape.futures if mode == "beacon" else 1
    return ForecastTask(mode, series, shape.horizon, shape.paths, increments, futures)


def drawn_outcomes(history: History, task: ForecastTask, beacon: bytes) -> list[Doubles]:
    """Return the outcomes that a beacon decides on, as steps, (futures, horizon) for each price."""
    digest = hashlib.blake2b(msgspec.json.encode(task), key=beacon[:64], digest_size=32)
    return [
        draw_futures(history, log_returns(prices), task.horizon, task.futures, seed_of(digest.digest(), place))
        for place, prices in enumerate(known_prices(task))
    ]


def seed_of(digest: bytes, place: int) -> bytes:
    """Return the 16 bytes of chance for one of several prices."""
    return hashlib.blake2b(place.to_bytes(2, "little"), key=digest, digest_size=16).digest()


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


def shown(names: Sequence[Series]) -> str:
    """Return the names and days of prices, for people."""
    return ", ".join(f"{one.asset} {datetime.fromtimestamp(one.ends, UTC):%Y-%m-%d}" for one in names)
