"""The live mode: tasks of the latest prices, the same for all miners, and outcomes that are looked up when they are over."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from taonet.markets.forecast.arrays import Doubles, log_returns, to_bytes
from taonet.markets.forecast.feed import Closes, Feed, FeedFailure
from taonet.markets.forecast.protocol import LEAST_CONTEXT, ForecastAnswer, ForecastTask, Series
from taonet.markets.forecast.tasks import CONTEXT, INCREMENTS, Shape
from taonet.neuron.log import Log
from taonet.neuron.market import Round

LOOKS_A_STEP: Final = 4
MOST_WAIT_SECONDS: Final = 30.0
STALE_STEPS: Final = 3
"""Prices that are older than so many steps are not asked about."""

PATIENCE: Final = 3
"""Horizons after its end for which an outcome is looked for; then its price counts for nobody."""


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of one price: at `ends` and at each step of the horizon after it; nothing if it can be known no more."""

    asset: str
    ends: int
    prices: list[float]


@dataclass
class Latest:
    """The latest prices of all assets that are asked about, as far as they are known."""

    assets: Sequence[str]
    feed: Feed
    step_seconds: int
    closes: dict[str, Closes] = field(default_factory=dict[str, Closes])

    async def refresh(self, log: Log) -> None:
        """Fetch all assets once; one that fails keeps what was known of it, and the log says so."""
        for asset in self.assets:
            try:
                self.closes[asset] = await self.feed(asset)
            except FeedFailure as failure:
                log("feed failed", asset=asset, reason=str(failure))

    async def keep_fresh(self, log: Log, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Fetch all assets a few times a step, for ever."""
        while True:
            await sleep(min(self.step_seconds / LOOKS_A_STEP, MOST_WAIT_SECONDS))
            await self.refresh(log)


def live_task(latest: Latest, shape: Shape, now: float) -> ForecastTask:
    """Ask about all assets with fresh prices; raise `FeedFailure` if there are none."""
    series = [
        Series(asset, closes.ends, closes.step_seconds, to_bytes(closes.prices[-CONTEXT:]))
        for asset, closes in latest.closes.items()
        if closes.ends >= now - STALE_STEPS * closes.step_seconds and len(closes.prices) >= LEAST_CONTEXT
    ]
    if not series:
        raise FeedFailure(f"no asset has {LEAST_CONTEXT} prices, the last not older than {STALE_STEPS} steps")
    increments = [each for each in INCREMENTS if each <= shape.horizon]
    return ForecastTask("live", series[: shape.series], shape.horizon, shape.paths, increments)


async def look_up(feed: Feed, asked: Round[ForecastTask, ForecastAnswer], now: float) -> bytes | None:
    """Return the outcomes of all prices of a round as its evidence, or None as long as one of them is not over.

    Raises `FeedFailure` when one cannot be had, to be asked again; after long enough it is left out.
    """
    wanted = {(one.asset, one.ends): (one, e.task.horizon) for e in asked.exchanges for one in e.task.series}
    if any(now < one.ends + horizon * one.step_seconds for one, horizon in wanted.values()):
        return None
    found: list[Outcome] = []
    for (asset, ends), (one, horizon) in wanted.items():
        over = ends + horizon * one.step_seconds
        prices: Doubles | None = None
        try:
            prices = (await _reaching(feed, asset, over)).after(ends, horizon)
        except FeedFailure:
            if now < over + PATIENCE * horizon * one.step_seconds:
                raise
        found.append(Outcome(asset, ends, [] if prices is None else prices.tolist()))
    return msgspec.json.encode(found)


async def _reaching(feed: Feed, asset: str, over: int) -> Closes:
    closes = await feed(asset)
    if closes.ends < over:
        raise FeedFailure(f"the feed's prices of {asset} end {over - closes.ends} s too early")
    return closes


def observed_outcomes(task: ForecastTask, evidence: bytes) -> list[Doubles | None]:
    """Return what a round's evidence says came of each price, as one row of steps; None where it is not known."""
    came: Mapping[tuple[str, int], Sequence[float]] = {
        (one.asset, one.ends): one.prices for one in msgspec.json.decode(evidence, type=list[Outcome])
    }
    rows = [came.get((one.asset, one.ends), []) for one in task.series]
    return [log_returns(np.array(row))[None] if len(row) == task.horizon + 1 else None for row in rows]
