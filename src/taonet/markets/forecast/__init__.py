"""The forecast market: probabilistic price paths on real prices, paid by skill.

A validator shows a few prices up to a day and asks for paths of what comes next; when all answers are in, the outcome is
drawn from real returns by chance that nobody could know (or taken from what really came), and `scoring.py` says what each
answer is worth. How to run it, and what was measured, stands in docs/forecast-market.md.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Annotated, Final

import numpy as np
from msgspec import Meta, Struct

from taonet.markets.forecast.arrays import to_bytes
from taonet.markets.forecast.feed import FeedFailure, Source, http_feed
from taonet.markets.forecast.form import known_prices, numbers_of, task_fault
from taonet.markets.forecast.history import History, history_of
from taonet.markets.forecast.judging import ForecastRound, judge_round, report
from taonet.markets.forecast.live import Latest, live_task, look_up
from taonet.markets.forecast.models import MODELS, forecast
from taonet.markets.forecast.prices import US_STOCKS, Prices, read_prices
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, ForecastAnswer, ForecastTask, Mode
from taonet.markets.forecast.scoring import DEFAULT_RULES
from taonet.markets.forecast.tasks import Shape, draw_task
from taonet.markets.packaged import find_file
from taonet.neuron.client import new_http_client
from taonet.neuron.log import Log
from taonet.neuron.market import Answer, BadTask, Context, Exam, Market, Miner, Role, Verdict
from taonet.neuron.worker import Wanted, one_thread

AnswerForecast = Answer[ForecastTask, ForecastAnswer]
MOST_WAITING: Final = 4 << 20
"""Numbers of answers that may wait for a miner's thread."""


class MinerOptions(Struct, frozen=True, kw_only=True):
    """Which forecaster answers."""

    model: Annotated[str, Meta(description=f"The forecaster: {', '.join(MODELS)}.")] = "har"
    scale: Annotated[
        float, Meta(ge=0.01, le=100, description="Multiply every step by this: 1 is calibrated as the model is.")
    ] = 1.0

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise ValueError(f"--model {self.model!r} is not one of {', '.join(MODELS)}")


class ValidatorOptions(Struct, frozen=True, kw_only=True):
    """What is asked, and where outcomes come from."""

    mode: Annotated[
        Mode,
        Meta(
            description="beacon: outcomes are drawn from real returns by a block hash that comes after the answers. "
            "replay: what really came, which anybody can look up; for demonstration. live: what a feed says came."
        ),
    ] = "beacon"
    series: Annotated[int, Meta(ge=1, le=16, description="Prices in a task; of a live feed, at most.")] = 12
    horizon: Annotated[int, Meta(ge=8, le=64, description="Steps ahead: days, or --step-seconds of a live feed.")] = 20
    paths: Annotated[int, Meta(ge=50, le=1_000, description="Paths of each price.")] = 200
    futures: Annotated[
        int, Meta(ge=1, le=256, description="Outcomes that a beacon draws for each price; more are less luck.")
    ] = 32
    feed: Annotated[Source, Meta(description="Whose interface the live feed has.")] = "generic"
    feed_url: Annotated[
        str | None, Meta(description="Its address, with {asset} and {step} in it; exchanges have one of their own.")
    ] = None
    assets: Annotated[str, Meta(max_length=400, description="What is asked about live, e.g. BTCUSDT,ETHUSDT.")] = ""
    step_seconds: Annotated[int, Meta(ge=1, le=86_400, description="Seconds of a live step.")] = 300

    def __post_init__(self) -> None:
        if self.mode == "live" and not self.names:
            raise ValueError("--mode live needs --assets, e.g. --feed binance --assets BTCUSDT,ETHUSDT")
        if self.mode != "live" and (self.assets or self.feed_url):
            raise ValueError("--assets and --feed-url speak of a live feed: say so with --mode live")

    @property
    def names(self) -> list[str]:
        """Return the live assets."""
        return [name for name in (part.strip() for part in self.assets.split(",")) if name]


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[AnswerForecast]:
    """Answer with a forecaster, one task at a time."""
    # Chance of its own: two miners with the same model must not draw the same paths.
    rng = np.random.default_rng(secrets.randbits(128))
    with one_thread("forecasts", most_waiting=MOST_WAITING, unit="numbers", metrics=context.metrics) as worker:

        async def answer(task: ForecastTask, caller: str) -> ForecastAnswer:
            del caller
            fault = task_fault(task)
            if fault is not None:
                raise BadTask(fault)

            def work(wanted: Wanted) -> ForecastAnswer:
                del wanted  # it takes milliseconds
                return answer_with(context.options, task, rng)

            return await worker.run(work, cost=numbers_of(task))

        yield answer


def answer_with(options: MinerOptions, task: ForecastTask, rng: np.random.Generator) -> ForecastAnswer:
    """Return what a forecaster says to a task."""
    model = MODELS[options.model]
    paths = [
        to_bytes(forecast(model, prices, task.horizon, task.paths, options.scale, rng)) for prices in known_prices(task)
    ]
    return ForecastAnswer(options.model, paths)


@asynccontextmanager
async def examine(context: Context[ValidatorOptions]) -> AsyncGenerator[Exam[ForecastTask, ForecastAnswer]]:
    """Load the past, or reach the feed, so that what is missing is found before the first round; ask and judge with it."""
    options = context.options
    shape = Shape(options.series, options.horizon, options.paths, options.futures)
    if options.mode == "live" and context.auditing:
        yield Exam(_nothing_to_draw, judge_with(context.log), repeatable=False)
        return
    if options.mode == "live":
        async with live_exam(context, shape) as exam:
            yield exam
        return
    prices, _ = await asyncio.to_thread(load_past)

    def draw(number: int, miner: Miner, secret: bytes) -> ForecastTask:
        return draw_task(prices, options.mode, shape, number, miner.hotkey, secret)

    yield Exam(draw, judge_with(context.log))


@asynccontextmanager
async def live_exam(
    context: Context[ValidatorOptions], shape: Shape, clock: Callable[[], float] = time.time
) -> AsyncGenerator[Exam[ForecastTask, ForecastAnswer]]:
    """Keep the prices of a feed fresh; ask about them, and judge when it is known what came."""
    options, log = context.options, context.log
    async with new_http_client() as http, asyncio.TaskGroup() as group:
        feed = http_feed(options.feed, options.feed_url, options.step_seconds, http, clock)
        latest = Latest(options.names, feed, options.step_seconds)
        await latest.refresh(log)
        live_task(latest, shape, clock())  # fails now rather than in every round
        refreshing = group.create_task(latest.keep_fresh(log))
        try:
            yield Exam(
                lambda _number, _miner, _secret: live_task(latest, shape, clock()),
                judge_with(log),
                lambda asked: look_up(feed, asked, clock()),
                repeatable=False,
            )
        finally:
            refreshing.cancel()


def _nothing_to_draw(number: int, miner: Miner, secret: bytes) -> ForecastTask:
    """Refuse to make a live task where nothing is asked."""
    del miner, secret
    raise FeedFailure(f"task {number} was made of the prices of its day")


def judge_with(log: Log) -> Callable[[ForecastRound], Awaitable[list[Verdict]]]:
    """Return the judge of all modes: a task says by itself where its outcome comes from."""

    async def judge(asked: ForecastRound) -> list[Verdict]:
        verdicts = await asyncio.to_thread(judge_round, DEFAULT_RULES, load_past, asked)
        for exchange, verdict in zip(asked.exchanges, verdicts, strict=True):
            report(log, exchange, verdict)
        return verdicts

    return judge


market = Market(FORECAST_PROTOCOL, miner=Role(mine, MinerOptions), validator=Role(examine, ValidatorOptions))


@cache
def load_past() -> tuple[Prices, History]:
    """Load the prices from the cache, and order their days; raise `PackagedFileError` if they are not there."""
    prices = read_prices(find_file(US_STOCKS))
    return prices, history_of(prices)
