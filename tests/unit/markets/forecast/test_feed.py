"""Live feeds: what endpoints return, good and bad, through the real HTTP client with a made-up network."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.markets.forecast.feed import MOST_BYTES, Closes, FeedFailure, Source, closes_of, http_feed

NOW = 60_000.0
OPENED = [(59_700 + 60 * i, 100.0 + i) for i in range(5)]  # the last of these steps ends at NOW
CLOSES = [100.0, 101.0, 102.0, 103.0, 104.0]


def _body(source: Source) -> object:
    match source:
        case "generic":
            return {"prices": [[opened + 60, price] for opened, price in OPENED]}
        case "binance":
            return [[opened * 1_000, "1", "9", "1", str(price), "5", 0] for opened, price in OPENED]
        case "coinbase":
            return [[opened, 1, 9, 1, price, 5] for opened, price in reversed(OPENED)]
        case "kraken":
            rows = [[opened, "1", "9", "1", str(price), "0", "5", 3] for opened, price in OPENED]
            return {"error": [], "result": {"XXBTZUSD": rows, "last": 1}}


def _ask(answer: httpx.Response, source: Source = "generic", asked: list[str] | None = None) -> Closes:
    def handle(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(str(request.url))
        return answer

    async def scene() -> Closes:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
            url = "http://127.0.0.1:9/p?a={asset}" if source == "generic" else None
            return await http_feed(source, url, 60, http, lambda: NOW)("BTC-USD")

    return asyncio.run(scene())


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("generic", "http://127.0.0.1:9/p?a=BTC-USD"),
        ("binance", "https://api.binance.com/api/v3/klines?symbol=BTC-USD&interval=1m&limit=1000"),
        ("coinbase", "https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity=60"),
        ("kraken", "https://api.kraken.com/0/public/OHLC?pair=BTC-USD&interval=1"),
    ],
)
def test_every_interface_gives_the_same_closes(source: Source, address: str) -> None:
    asked: list[str] = []
    closes = _ask(httpx.Response(200, json=_body(source)), source, asked)

    assert asked == [address]
    assert (closes.ends, closes.prices.tolist()) == (60_000, CLOSES)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>", "gave no prices"),
        (b"[" * 100_000, "gave no prices"),
        (b'{"prices": []}', "no price of a step that is over"),
        (b'{"prices": [[1]]}', "gave no prices"),
        (b'{"prices": [[60, "NaN"]]}', "a price of nan"),
        (b'{"prices": [[60, "inf"]]}', "a price of inf"),
        (b'{"prices": [[60, 0]]}', "a price of 0.0"),
        (b'{"prices": [[60, -1]]}', "a price of -1.0"),
        (b'{"prices": [[60, 1e300]]}', "a price of 1e+300"),
        (b'{"prices": [["1e300", 1]]}', "at 1e+300"),
        (b'{"prices": [[60, true]]}', "is no number"),
        (b'{"prices": {"60": 1}}', "where a list should be"),
        (b'{"price": 1}', "KeyError"),
    ],
)
def test_hostile_bodies_are_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(FeedFailure, match="gave no prices of BTC-USD") as caught:
        _ask(httpx.Response(200, content=content))

    assert reason in str(caught.value)


def test_the_error_of_an_exchange_is_told() -> None:
    with pytest.raises(FeedFailure, match="Unknown asset pair"):
        _ask(httpx.Response(200, json={"error": ["EQuery:Unknown asset pair"]}), "kraken")


@pytest.mark.parametrize("status", [301, 404, 429, 500])
def test_other_statuses_are_refused(status: int) -> None:
    with pytest.raises(FeedFailure, match=f"answers {status}"):
        _ask(httpx.Response(status, headers={"location": "http://127.0.0.1/"}))


def test_an_endless_body_is_cut_off() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1 << 16
            yield bytes(1 << 16)

    with pytest.raises(FeedFailure, match="longer than 4 MB"):
        _ask(httpx.Response(200, content=endless()))
    assert sent < MOST_BYTES + (4 << 16)


def test_a_step_that_the_exchange_does_not_offer_is_refused() -> None:
    async def scene() -> None:
        async with httpx.AsyncClient() as http:
            http_feed("binance", None, 61, http, lambda: NOW)

    with pytest.raises(FeedFailure, match="--step-seconds is one of 60, 300"):
        asyncio.run(scene())


def test_what_is_not_over_is_left_out_and_small_gaps_are_bridged() -> None:
    rows = [(60.0, 1.0), (120.0, 2.0), (300.0, 3.0), (360.0, 4.0)]

    assert closes_of(rows, 60, 359.0).prices.tolist() == [1.0, 2.0, 2.0, 2.0, 3.0]


def test_a_long_gap_cuts_off_what_was_before_it() -> None:
    assert closes_of([(60.0, 1.0), (600.0, 2.0), (660.0, 3.0)], 60, 700.0).prices.tolist() == [2.0, 3.0]


def test_prices_after_a_moment_are_all_there_or_none() -> None:
    closes = Closes(600, 60, np.arange(1.0, 6.0))

    assert closes.after(480, 2) is not None
    assert closes.after(480, 2).tolist() == [3.0, 4.0, 5.0]  # type: ignore[union-attr]
    assert closes.after(480, 3) is None
    assert closes.after(300, 1) is None
    assert closes.after(490, 1) is None


@given(st.lists(st.tuples(st.floats(allow_nan=True), st.floats(allow_nan=True)), max_size=20))
def test_any_rows_become_clean_closes_or_are_refused(rows: list[tuple[float, float]]) -> None:
    try:
        closes = closes_of(rows, 60, NOW)
    except ValueError:
        return

    assert np.all(np.isfinite(closes.prices))
    assert np.all(closes.prices > 0)
    assert closes.ends <= NOW + 60
