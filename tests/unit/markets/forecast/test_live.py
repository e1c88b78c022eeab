"""The live mode against a local price server, whose clock the test moves on."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pytest

from taonet.markets.forecast import MinerOptions, ValidatorOptions, answer_with, live_exam, market
from taonet.markets.forecast.arrays import log_returns, to_bytes
from taonet.markets.forecast.feed import Closes, FeedFailure
from taonet.markets.forecast.judging import judge_round
from taonet.markets.forecast.live import PATIENCE, Latest, live_task, look_up, observed_outcomes
from taonet.markets.forecast.protocol import ForecastTask, Series
from taonet.markets.forecast.scoring import DEFAULT_RULES, OutcomeUnknown
from taonet.markets.forecast.tasks import Shape
from taonet.neuron.log import silent_log
from taonet.neuron.market import Context, Exchange, Market, Miner, Reply, Role, Round
from taonet.testing.neurons import play

STEP, FIRST = 60, 6_000_000
SHAPE = Shape(series=2, horizon=8, paths=50)


def _price(moment: int) -> float:
    return float(100 * np.exp(0.05 * np.sin(moment / 1_000) + 0.01 * np.cos(moment / 77)))


class _Clock:
    def __init__(self) -> None:
        self.now = FIRST + 0.5

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def server(clock: _Clock) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moments = [int(clock.now) // STEP * STEP - i * STEP for i in range(200)]
            body = json.dumps({"prices": [[moment, _price(moment)] for moment in reversed(moments)]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the base class's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/prices?asset={{asset}}"
        running.shutdown()
        thread.join()


def test_rounds_are_judged_when_it_is_known_what_came(server: str, clock: _Clock) -> None:
    @asynccontextmanager
    async def start(context: Context[ValidatorOptions]) -> AsyncGenerator[Any]:
        async with live_exam(context, SHAPE, clock) as exam:

            async def observe(asked: Any) -> bytes | None:
                clock.now += 2 * STEP  # a round takes two steps, and its outcome comes four rounds later
                return await exam.observe(asked) if exam.observe is not None else None

            yield type(exam)(exam.draw, exam.judge, observe)

    options = ValidatorOptions(mode="live", feed_url=server, assets="BTC, ETH", step_seconds=STEP)
    played = play(
        Market(market.protocol, market.miner, Role(start, ValidatorOptions)),
        {"one": MinerOptions(model="ewma"), "two": MinerOptions(model="walk", scale=8.0)},
        rounds=12,
        options=options,
    )
    judged = played.lab.of("judged")

    assert 0 < len(judged) < 24  # the last rounds still wait
    assert str(judged[0]["question"]).startswith("8 steps of 60 s after BTC ")
    assert played.weights["one"] > 0.9


def test_evidence_is_what_the_feed_says_and_the_outcome_follows_from_it(clock: _Clock) -> None:
    task = ForecastTask("live", [Series("BTC", FIRST, STEP, to_bytes(np.ones(64)))], 8, 50, [1])
    asked = Round(1, bytes(32), [Exchange(1, Miner(1, "5a", ""), task, None, "late")])

    async def feed(asset: str) -> Closes:
        ends = int(clock.now) // STEP * STEP
        return Closes(ends, STEP, np.array([_price(ends - STEP * i) for i in range(100)][::-1]))

    early = asyncio.run(look_up(feed, asked, FIRST + 8 * STEP - 1))
    clock.now = FIRST + 9 * STEP
    evidence = asyncio.run(look_up(feed, asked, clock.now))

    assert early is None
    assert evidence is not None
    (outcome,) = observed_outcomes(task, evidence)
    assert outcome is not None
    assert np.allclose(outcome, log_returns(np.array([_price(FIRST + STEP * i) for i in range(9)])))


def test_an_outcome_that_cannot_be_had_is_waited_for_and_then_counts_for_nobody() -> None:
    task = ForecastTask("live", [Series("BTC", FIRST, STEP, to_bytes(np.ones(64)))], 8, 50, [1])
    asked = Round(1, bytes(32), [Exchange(1, Miner(1, "5a", ""), task, None, "late")])

    async def feed(asset: str) -> Closes:
        raise FeedFailure("gone")

    over = FIRST + 8 * STEP
    with pytest.raises(FeedFailure, match="gone"):
        asyncio.run(look_up(feed, asked, over + 1))
    evidence = asyncio.run(look_up(feed, asked, over + PATIENCE * 8 * STEP))

    assert evidence is not None
    assert observed_outcomes(task, evidence) == [None]


def test_nobody_is_judged_when_nothing_is_known() -> None:
    rng = np.random.default_rng(1)
    known = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, 64)))
    task = ForecastTask("live", [Series("BTC", FIRST, STEP, to_bytes(known))], 8, 50, [1])
    answered = Exchange(1, Miner(1, "5a", ""), task, Reply(answer_with(MinerOptions(), task, rng), 0.1))

    with pytest.raises(OutcomeUnknown):
        judge_round(DEFAULT_RULES, _no_past, Round(1, bytes(32), [answered], evidence=b"[]"))


def _no_past() -> Any:
    raise AssertionError("a live round needs no past")


def test_old_prices_and_short_ones_are_not_asked_about() -> None:
    async def feed(asset: str) -> Closes:
        match asset:
            case "old":
                return Closes(FIRST - 4 * STEP, STEP, np.ones(100))
            case "short":
                return Closes(FIRST, STEP, np.ones(63))
            case "gone":
                raise FeedFailure("gone")
        return Closes(FIRST, STEP, np.ones(100))

    good, bad = (Latest(names, feed, STEP) for names in (["BTC", "old", "short", "gone"], ["old", "short", "gone"]))
    for latest in (good, bad):
        asyncio.run(latest.refresh(silent_log))

    assert [one.asset for one in live_task(good, SHAPE, FIRST).series] == ["BTC"]
    with pytest.raises(FeedFailure, match="no asset has 64 prices"):
        live_task(bad, SHAPE, FIRST)


def test_options_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="--mode live needs --assets"):
        ValidatorOptions(mode="live")
    with pytest.raises(ValueError, match="speak of a live feed"):
        ValidatorOptions(assets="BTC")


def test_an_audit_reaches_for_no_feed() -> None:
    options = ValidatorOptions(mode="live", feed_url="http://127.0.0.1:1/{asset}", assets="BTC")

    async def scene() -> bool:
        async with market.validator.start(Context(options, auditing=True)) as exam:
            with pytest.raises(FeedFailure, match="task 7 was made of the prices of its day"):
                exam.draw(7, Miner(1, "5me", ""), bytes(32))
            return exam.repeatable

    assert asyncio.run(scene()) is False
