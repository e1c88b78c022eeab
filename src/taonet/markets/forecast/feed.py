"""Live prices: the closing prices of the last steps, from an HTTP endpoint whose answers are bounded and checked.

    feed = http_feed("binance", None, 60, http)
    closes = await feed("BTCUSDT")

What such endpoints return differs, what is made of it does not: a row of prices, one a step, up to the last step that is
over. Prices of steps without trade are those of the step before; a longer gap cuts off what was before it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import httpx
import msgspec
import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.form import LARGEST, SMALLEST
from taonet.neuron.market import NeuronFailure

Source = Literal["generic", "binance", "coinbase", "kraken"]
SECONDS: Final = 10.0
"""How long an endpoint may take."""
OK: Final = 200
MOST_BYTES: Final = 4 << 20
MOST_ROWS: Final = 10_000
LONGEST_GAP: Final = 3
"""Steps without a price that are bridged."""

Row = tuple[float, float]
"""The Unix second at which a price held, and the price."""


class FeedFailure(NeuronFailure):
    """An endpoint gave no usable prices; the message says which and why."""


@dataclass(frozen=True)
class Closes:
    """Closing prices, one a step, the last of them at `ends` (Unix seconds)."""

    ends: int
    step_seconds: int
    prices: Doubles

    def after(self, moment: int, steps: int) -> Doubles | None:
        """Return the prices of so many steps after a moment, with the one at it; None if they are not all here."""
        first = len(self.prices) - 1 - (self.ends - moment) // self.step_seconds
        if (self.ends - moment) % self.step_seconds or first < 0 or first + steps >= len(self.prices):
            return None
        return self.prices[first : first + steps + 1]


Feed = Callable[[str], Awaitable[Closes]]
"""The latest closes of an asset, by its name at the endpoint; raises `FeedFailure`."""


def http_feed(
    source: Source, url: str | None, step_seconds: int, http: httpx.AsyncClient, clock: Callable[[], float]
) -> Feed:
    """Return the feed of an endpoint; `url` has places for `{asset}` and `{step}` and may be left out for an exchange."""
    known = _EXCHANGES[source]
    step = known.steps.get(step_seconds) if known.steps else str(step_seconds)
    if step is None:
        offered = ", ".join(str(each) for each in known.steps)
        raise FeedFailure(f"{source} has no steps of {step_seconds} s: --step-seconds is one of {offered}")
    template = url or known.url
    if template is None:
        raise FeedFailure("a generic feed needs --feed-url, e.g. http://127.0.0.1:9000/prices?asset={asset}")

    async def feed(asset: str) -> Closes:
        address = template.replace("{asset}", asset).replace("{step}", step)
        data = await _fetched(http, address, asset)
        try:
            rows = known.rows(msgspec.json.decode(data), step_seconds)
            return closes_of(rows, step_seconds, clock())
        except (msgspec.MsgspecError, RecursionError, TypeError, ValueError, KeyError, IndexError) as error:
            raise FeedFailure(f"{source} gave no prices of {asset}: {type(error).__name__}: {error}") from error

    return feed


def closes_of(rows: list[Row], step_seconds: int, now: float) -> Closes:
    """Return the latest unbroken run of closes that are over by now; raise `ValueError` if there is none."""
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{len(rows)} rows; the limit is {MOST_ROWS}")
    known: dict[int, float] = {}
    for moment, price in rows:
        if not (0 <= moment < 1 << 40 and SMALLEST <= price <= LARGEST):  # NaN is neither
            raise ValueError(f"a price of {price} at {moment}")
        if moment <= now:
            known[round(moment / step_seconds)] = price
    if not known:
        raise ValueError("no price of a step that is over")
    steps = sorted(known)
    run: list[float] = []
    for before, step in zip([None, *steps[:-1]], steps, strict=True):
        missing = 0 if before is None else step - before - 1
        run = [*run, *[run[-1]] * missing] if before is not None and missing <= LONGEST_GAP else []
        run.append(known[step])
    return Closes(steps[-1] * step_seconds, step_seconds, np.array(run))


async def _fetched(http: httpx.AsyncClient, address: str, asset: str) -> bytes:
    """Return the body of an answer, bounded in time and size."""
    body = bytearray()
    try:
        async with http.stream("GET", address, timeout=SECONDS) as response:
            if response.status_code != OK:
                raise FeedFailure(f"the feed answers {response.status_code} when asked for {asset}")
            async for part in response.aiter_bytes(1 << 16):
                body += part
                if len(body) > MOST_BYTES:
                    raise FeedFailure(f"the feed's answer for {asset} is longer than {MOST_BYTES >> 20} MB")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FeedFailure(f"the feed cannot be asked for {asset}: {type(error).__name__} {error}") from error
    return bytes(body)


def _number(value: object) -> float:
    """Return a number that may be written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(f"{value!r:.40} is no number")
    return float(value)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"a {type(value).__name__} where a list should be")
    return cast("list[Any]", value)


def _generic(body: Any, step: int) -> list[Row]:
    """Read `{"prices": [[unix second, price], …]}`, each the price at that second."""
    del step
    return [(_number(row[0]), _number(row[1])) for row in map(_list, _list(body["prices"]))]


def _binance(body: Any, step: int) -> list[Row]:
    """Read rows of (millisecond of opening, open, high, low, close, …)."""
    return [(_number(row[0]) / 1_000 + step, _number(row[4])) for row in map(_list, _list(body))]


def _coinbase(body: Any, step: int) -> list[Row]:
    """Read rows of (second of opening, low, high, open, close, volume), newest first."""
    return [(_number(row[0]) + step, _number(row[4])) for row in map(_list, _list(body))]


def _kraken(body: Any, step: int) -> list[Row]:
    """Read rows of (second of opening, open, high, low, close, …) under the pair's own name."""
    if body["error"]:
        raise ValueError(f"{body['error']!r:.200}")
    (rows,) = [_list(value) for name, value in body["result"].items() if name != "last"]
    return [(_number(row[0]) + step, _number(row[4])) for row in map(_list, rows)]


@dataclass(frozen=True)
class _Exchange:
    """An endpoint: its address, its words for steps of so many seconds (any, if there are none), how rows are read."""

    url: str | None
    steps: Mapping[int, str]
    rows: Callable[[Any, int], list[Row]]


_EXCHANGES: Final[Mapping[Source, _Exchange]] = {
    "generic": _Exchange(None, {}, _generic),
    "binance": _Exchange(
        "https://api.binance.com/api/v3/klines?symbol={asset}&interval={step}&limit=1000",
        {60: "1m", 300: "5m", 900: "15m", 3_600: "1h", 86_400: "1d"},
        _binance,
    ),
    "coinbase": _Exchange(
        "https://api.exchange.coinbase.com/products/{asset}/candles?granularity={step}",
        {60: "60", 300: "300", 900: "900", 3_600: "3600", 86_400: "86400"},
        _coinbase,
    ),
    "kraken": _Exchange(
        "https://api.kraken.com/0/public/OHLC?pair={asset}&interval={step}",
        {60: "1", 300: "5", 900: "15", 3_600: "60", 86_400: "1440"},
        _kraken,
    ),
}
