"""The forecast market's cast: five forecasters of known strength, and those who are late, invent or copy.

How many answers tell them apart stands in docs/forecast-market.md; the validators' averages hold several times as many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from msgspec.structs import replace

from taonet.demo.casts.cast import PACE, Cast, Part
from taonet.demo.miners.forecast import Behaviour, MinerOptions
from taonet.markets import forecast
from taonet.markets.forecast import ValidatorOptions
from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.form import read_paths
from taonet.markets.forecast.history import History
from taonet.markets.forecast.judging import ForecastExchange, ForecastRound, question
from taonet.markets.forecast.prices import US_STOCKS
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, ForecastAnswer, ForecastTask
from taonet.markets.forecast.scoring import losses_of, skill_of
from taonet.markets.forecast.tasks import drawn_outcomes

MEASURED: Final = 40
"""Answers of a miner that are measured, evenly spread over all of them."""
BLOCKS: Final = "▁▂▃▄▅▆▇█"
CHART: Final = 8
"""Columns of the chart of a fan."""
WORST: Final = -1.0
CHANCE: Final = b"the quality of a forecast, measured"
"""Decides on the outcomes by which quality is measured: others than those by which validators judged."""


def skill(rounds: Sequence[ForecastRound]) -> float:
    """Return the mean skill of a miner's answers, against outcomes that no validator saw."""
    answered: list[ForecastExchange] = [
        exchange for one in rounds for exchange in one.exchanges if exchange.reply is not None
    ]
    count, history = min(MEASURED, len(answered)), _history()
    spread = [answered[turn * len(answered) // count] for turn in range(count)]
    return sum(_skill(history, exchange) for exchange in spread) / count


@cache
def _history() -> History:
    return forecast.load_past()[1]


def _skill(history: History, exchange: ForecastExchange) -> float:
    task = exchange.task
    paths = "no reply" if exchange.reply is None else read_paths(task, exchange.reply.answer)
    if isinstance(paths, str):
        return WORST
    return max(WORST, skill_of(losses_of(task, drawn_outcomes(history, task, CHANCE), paths)))


def _answer(task: ForecastTask, answer: ForecastAnswer) -> str:
    paths = read_paths(task, answer)
    if isinstance(paths, str):
        return f"{answer.model}: {paths}"
    first = task.series[0]
    low, high = np.quantile(paths[0] / paths[0][:, :1] - 1, (0.05, 0.95), axis=0)
    fan = f"{low[-1]:+.1%} to {high[-1]:+.1%} in {task.horizon} days, nine times out of ten"
    return f"{answer.model}: {first.asset} {_opening(high - low)} {fan}"


def _opening(widths: Doubles) -> str:
    """Return how a fan of paths opens, as a small chart."""
    places = np.linspace(1, len(widths) - 1, min(CHART, len(widths) - 1)).astype(int)
    heights = np.ceil(widths[places] / max(float(widths.max()), 1e-12) * len(BLOCKS)).astype(int)
    return "".join(BLOCKS[max(height, 1) - 1] for height in heights.tolist())


def _runs(model: str, behaviour: Behaviour = Behaviour.HONEST, scale: float = 1.0) -> Callable[[Path], MinerOptions]:
    return lambda shared: MinerOptions(behaviour=behaviour, model=model, scale=scale, share_dir=shared)


cast = Cast(
    name="forecast",
    market="taonet.markets.forecast",
    players="taonet.demo.miners.forecast",
    protocol=FORECAST_PROTOCOL,
    miners=(
        Part("har", "honest", "volatility of week to year", _runs("har")),
        Part("boot", "honest", "past days, shuffled", _runs("bootstrap")),
        Part("walk", "honest", "a plain random walk", _runs("walk")),
        Part("wide", "honest", "a walk, a third too wide", _runs("walk", scale=1.3)),
        Part("wider", "honest", "a walk, half as wide again", _runs("walk", scale=1.5)),
        Part("slow", "slow", "as har, late every other time", _runs("har", Behaviour.SLOW)),
        Part("leaver", "offline", "as har, till it goes", _runs("har")),
        Part(
            "nonsense", "random", "paths out of nothing", _runs("har", Behaviour.NONSENSE),
            caught="its paths leap further in a day than prices do in a year",
        ),
        Part(
            "copycat", "copier", "hands in another's paths", _runs("har", Behaviour.COPYCAT),
            caught="every miner is asked about other prices: another's paths are as wide as other prices are wild",
        ),
    ),
    quality=skill,
    question=question,
    answer=_answer,
    fresh="each gets prices of its own, and what comes next is drawn after the answers are in:",
    asking=replace(PACE, tasks=1, memory=0.95, deadline_seconds=5),
    judging=ValidatorOptions(series=12, paths=60, futures=32),
    view=("plot",),
    files=(US_STOCKS,),
)  # fmt: skip
