"""Judge a round: read the answers, find copies and outcomes, measure. A pure function of the round and the past."""

from collections.abc import Callable, Sequence

import msgspec

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.form import read_paths
from taonet.markets.forecast.history import History
from taonet.markets.forecast.live import observed_outcomes
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import ForecastAnswer, ForecastTask
from taonet.markets.forecast.scoring import Losses, ScoringRules, copies_of, losses_of, verdicts_of
from taonet.markets.forecast.tasks import drawn_outcomes, probed_price, real_outcomes, shown, unit_of
from taonet.neuron.log import Log
from taonet.neuron.market import Exchange, Round, Verdict

ForecastExchange = Exchange[ForecastTask, ForecastAnswer]
ForecastRound = Round[ForecastTask, ForecastAnswer]
Past = Callable[[], tuple[Prices, History]]
"""Loads real prices, and all their days by state."""


def judge_round(rules: ScoringRules, past: Past, asked: ForecastRound) -> list[Verdict]:
    """Score a round's exchanges: a pure function of the round."""
    read = without_copies(asked, [paths_of(exchange) for exchange in asked.exchanges])
    measured: list[Losses | str] = []
    for exchange, paths in zip(asked.exchanges, read, strict=True):
        if isinstance(paths, str):
            measured.append(paths)
        else:
            measured.append(losses_of(exchange.task, outcomes_of(past, exchange.task, asked), paths))
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


def outcomes_of(past: Past, task: ForecastTask, asked: ForecastRound) -> Sequence[Doubles | None]:
    """Return what came of each price, as steps: what a beacon says, what really did, or what was observed."""
    match task.mode:
        case "beacon":
            return drawn_outcomes(past()[1], task, asked.beacon)
        case "replay":
            return real_outcomes(past()[0], task)
        case "live":
            return observed_outcomes(task, asked.evidence)


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
    return f"{task.horizon} {unit_of(task.series[0])} after {shown(task.series)}"
