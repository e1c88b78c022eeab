"""The forecast market: probabilistic price paths on real prices, paid by skill.

A validator shows a few prices up to a day and asks for paths of what comes next; when all answers are in, the outcome is
drawn from real returns by chance that nobody could know (or taken from what really came), and `scoring.py` says what each
answer is worth. How to run it, and what was measured, stands in docs/forecast-market.md.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Final, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct

from taonet.markets.forecast.arrays import Doubles, to_bytes
from taonet.markets.forecast.form import known_prices, numbers_of, read_paths, task_fault
from taonet.markets.forecast.history import History, history_of
from taonet.markets.forecast.models import MODELS, forecast
from taonet.markets.forecast.prices import US_STOCKS, Prices, read_prices
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, ForecastAnswer, ForecastTask
from taonet.markets.forecast.scoring import DEFAULT_RULES, Losses, ScoringRules, copies_of, losses_of, verdicts_of
from taonet.markets.forecast.tasks import Shape, draw_task, drawn_outcomes, probed_price, real_outcomes, shown
from taonet.markets.packaged import find_file
from taonet.neuron.log import Log
from taonet.neuron.market import Answer, BadTask, Context, Exam, Exchange, Market, Miner, Role, Round, Verdict
from taonet.neuron.worker import Wanted, one_thread

ForecastExchange = Exchange[ForecastTask, ForecastAnswer]
ForecastRound = Round[ForecastTask, ForecastAnswer]
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
        Literal["beacon", "replay"],
        Meta(
            description="beacon: outcomes are drawn from real returns by a block hash that comes after the answers. "
            "replay: what really came, which anybody can look up; for demonstration."
        ),
    ] = "beacon"
    series: Annotated[int, Meta(ge=1, le=16, description="Prices in a task.")] = 8
    horizon: Annotated[int, Meta(ge=8, le=64, description="Days ahead.")] = 20
    paths: Annotated[int, Meta(ge=50, le=1_000, description="Paths of each price.")] = 200
    futures: Annotated[
        int, Meta(ge=1, le=256, description="Outcomes that a beacon draws for each price; more are less luck.")
    ] = 32


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
    """Load the prices, so that missing ones are found before the first round; ask and judge with them."""
    options = context.options
    prices, history = await asyncio.to_thread(load_past)
    shape = Shape(options.series, options.horizon, options.paths, options.futures)

    def draw(number: int, miner: Miner, secret: bytes) -> ForecastTask:
        return draw_task(prices, options.mode, shape, number, miner.hotkey, secret)

    async def judge(asked: ForecastRound) -> list[Verdict]:
        verdicts = await asyncio.to_thread(judge_round, DEFAULT_RULES, prices, history, asked)
        for exchange, verdict in zip(asked.exchanges, verdicts, strict=True):
            report(context.log, exchange, verdict)
        return verdicts

    yield Exam(draw, judge)


market = Market(FORECAST_PROTOCOL, miner=Role(mine, MinerOptions), validator=Role(examine, ValidatorOptions))


def load_past() -> tuple[Prices, History]:
    """Load the prices from the cache, and order their days; raise `PackagedFileError` if they are not there."""
    prices = read_prices(find_file(US_STOCKS))
    return prices, history_of(prices)


def judge_round(rules: ScoringRules, prices: Prices, history: History, asked: ForecastRound) -> list[Verdict]:
    """Score a round's exchanges: a pure function of the round."""
    read = without_copies(asked, [paths_of(exchange) for exchange in asked.exchanges])
    measured: list[Losses | str] = []
    for exchange, paths in zip(asked.exchanges, read, strict=True):
        if isinstance(paths, str):
            measured.append(paths)
        else:
            outcomes = outcomes_of(prices, history, exchange.task, asked.beacon)
            measured.append(losses_of(exchange.task, outcomes, paths))
    return verdicts_of(rules, measured)


def without_copies(asked: ForecastRound, read: Sequence[list[Doubles] | str]) -> list[list[Doubles] | str]:
    """Return what was read of each answer, with a reason in place of those that copy an earlier answer to their task."""
    kept = list(read)
    same: dict[bytes, list[int]] = {}
    for place, exchange in enumerate(asked.exchanges):
        if not isinstance(read[place], str):
            same.setdefault(msgspec.json.encode(exchange.task), []).append(place)
    for together in same.values():
        probed = probed_price(asked.exchanges[together[0]].task, asked.secret + asked.beacon)
        answers = [
            (reply.seconds, paths[probed])
            for place in together
            if (reply := asked.exchanges[place].reply) is not None and not isinstance(paths := read[place], str)
        ]
        for place, copied in zip(together, copies_of(answers), strict=True):
            if copied:
                kept[place] = "its paths are those of another answer, which came earlier"
    return kept


def outcomes_of(prices: Prices, history: History, task: ForecastTask, beacon: bytes) -> list[Doubles]:
    """Return what came, or what a beacon says came, as steps for each price of a task."""
    return real_outcomes(prices, task) if task.mode == "replay" else drawn_outcomes(history, task, beacon)


def paths_of(exchange: ForecastExchange) -> list[Doubles] | str:
    """Return the paths of an answer of good form; a string is why there are none."""
    return exchange.failure if exchange.reply is None else read_paths(exchange.task, exchange.reply.answer)


def report(log: Log, exchange: ForecastExchange, verdict: Verdict) -> None:
    """Log one task, who answered it, and what that was worth and why."""
    reply = exchange.reply
    log(
        "judged",
        uid=exchange.miner.uid,
        question=question(exchange.task),
        answer=None if reply is None else reply.answer.model,
        seconds=None if reply is None else round(reply.seconds, 3),
        score=round(verdict.score, 4),
        cheated=verdict.cheated,
        reason=verdict.reason,
    )


def question(task: ForecastTask) -> str:
    """Return in one line what a task asks."""
    return f"{task.horizon} days after {shown(task.series)}"
