"""What each miner of a record said and how it fared: the newest fan of each, and calibration over all its answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.form import known_prices
from taonet.markets.forecast.judging import ForecastRound, Past, outcomes_of, paths_of
from taonet.markets.forecast.losses import coverage
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, Series
from taonet.markets.forecast.scoring import Losses, OutcomeUnknown, losses_of, skill_of
from taonet.neuron.market import NeuronFailure, Verdict
from taonet.neuron.record.reading import exchanges, latest_round, market_round, rounds, runs, verdicts
from taonet.neuron.record.store import Record

FANS: Final = 3
"""Prices of an answer that are shown."""
SHOWN_PAST: Final = 40
SHOWN_FUTURES: Final = 5
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS: Final = 10


class NothingToPlot(NeuronFailure):
    """A record has no forecasts; the message says why."""


@dataclass(frozen=True)
class Fan:
    """One price: what was known last, the quantiles of the paths (a row each), some of what came."""

    series: Series
    past: Doubles
    quantiles: Doubles
    outcomes: Doubles


@dataclass(frozen=True)
class Plotted:
    """A miner: who it is, how it calls its forecaster, how its answers fared, its newest fans, where outcomes fell."""

    uid: int
    hotkey: str
    model: str
    asked: int
    answered: int
    skill: float
    score: float
    held: tuple[float, float]
    """How often the middle 50 % and 90 % of the paths held the outcome."""
    histogram: Sequence[float]
    """Shares of outcomes by their place in the ensemble: all alike if it is calibrated."""
    fans: Sequence[Fan]


def read_rounds(record: Record, count: int) -> list[tuple[ForecastRound, list[Verdict]]]:
    """Return the newest judged rounds of a record with their verdicts; raise `NothingToPlot` if there are none."""
    starts, latest = runs(record), latest_round(record)
    if starts and starts[-1].protocol != FORECAST_PROTOCOL.name:
        raise NothingToPlot(f"{record.place} is a record of {starts[-1].protocol}, not of {FORECAST_PROTOCOL.name}")
    found: list[tuple[ForecastRound, list[Verdict]]] = []
    for asked in rounds(record, after=-1 if latest is None else latest.number - count):
        rows = exchanges(record, asked.number)
        given = verdicts(rows)
        if rows and len(given) == len(rows):
            found.append((market_round(FORECAST_PROTOCOL, asked, rows), given))
    if not found:
        raise NothingToPlot(f"{record.place} has no judged round among its last {count}")
    return found


def plotted(past: Past, judged: Sequence[tuple[ForecastRound, Sequence[Verdict]]]) -> list[Plotted]:
    """Return all miners of some rounds, the best paid first."""
    uids = {exchange.miner.uid for asked, _ in judged for exchange in asked.exchanges}
    found = [_miner(past, judged, uid) for uid in sorted(uids)]
    return sorted(found, key=lambda one: -one.score)


def _miner(past: Past, judged: Sequence[tuple[ForecastRound, Sequence[Verdict]]], uid: int) -> Plotted:
    own = list(_exchanges_of(judged, uid))
    measured: list[Losses] = []
    fans: list[Fan] = []
    model = "no answer"
    for asked, place, _ in own:
        exchange = asked.exchanges[place]
        paths = paths_of(exchange)
        if exchange.reply is None or isinstance(paths, str):
            continue
        model, outcomes = exchange.reply.answer.model, outcomes_of(past, exchange.task, asked)
        try:
            measured.append(losses_of(exchange.task, outcomes, paths))
        except OutcomeUnknown:
            continue
        rows = zip(exchange.task.series, known_prices(exchange.task), paths, outcomes, strict=True)
        fans = [_fan(*row) for row in rows][:FANS]
    fallen = np.concatenate([np.zeros(0), *(one.places for one in measured)])
    counts = np.histogram(fallen, BINS, (0, 1))[0] / max(1, len(fallen))
    miner = own[-1][0].exchanges[own[-1][1]].miner
    return Plotted(
        uid=uid,
        hotkey=miner.hotkey,
        model=model,
        asked=len(own),
        answered=len(measured),
        skill=float(np.mean([skill_of(one) for one in measured])) if measured else 0.0,
        score=float(np.mean([verdict.score for _, _, verdict in own])),
        held=(coverage(fallen, 0.5), coverage(fallen, 0.9)) if measured else (0.0, 0.0),
        histogram=[float(share) for share in counts],
        fans=fans,
    )


def _exchanges_of(
    judged: Sequence[tuple[ForecastRound, Sequence[Verdict]]], uid: int
) -> Iterator[tuple[ForecastRound, int, Verdict]]:
    for asked, given in judged:
        for place, (exchange, verdict) in enumerate(zip(asked.exchanges, given, strict=True)):
            if exchange.miner.uid == uid:
                yield asked, place, verdict


def _fan(series: Series, known: Doubles, paths: Doubles, outcomes: Doubles | None) -> Fan:
    steps = np.zeros((0, paths.shape[1] - 1)) if outcomes is None else outcomes[:SHOWN_FUTURES]
    came = known[-1] * np.exp(np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1))
    quantiles: Doubles = np.quantile(paths, QUANTILES, axis=0).astype(np.float64)
    return Fan(series, known[-SHOWN_PAST:], quantiles, came)
