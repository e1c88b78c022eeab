"""What answers are worth. Pure: paths and outcomes in, numbers out.

    skill = 1 - loss / baseline's loss        score = min(1, exp((skill - full_skill) / softness))

A loss is the CRPS of docs/forecast-market.md, the baseline a Gaussian random walk. All miners of a round forecast the
same prices against the same outcomes, so that luck is common to them and cancels where they are compared.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.copies import originals
from taonet.markets.forecast.form import known_prices
from taonet.markets.forecast.losses import baseline_loss, coverage, loss, places, recent_volatility
from taonet.markets.forecast.protocol import ForecastTask
from taonet.neuron.market import Verdict


@dataclass(frozen=True)
class ScoringRules:
    """The market's parameters; how they were chosen stands in docs/forecast-market.md.

    `cap_percentile`: within a round, no price costs a miner more than this percentile of what it cost the miners (but at
    least what it cost the baseline), so that one price gone wild does not decide.
    """

    full_skill: float = 0.05
    softness: float = 0.05
    cap_percentile: float = 90.0


DEFAULT_RULES: Final = ScoringRules()


@dataclass(frozen=True)
class Entry:
    """An answer of good form: when it came, in seconds after it was asked for, and its paths of each price."""

    seconds: float
    paths: Sequence[Doubles]


def verdicts_of(
    rules: ScoringRules,
    task: ForecastTask,
    outcomes: Sequence[Doubles],
    entries: Sequence[Entry | str],
    probed: int,
) -> list[Verdict]:
    """Return verdicts on all answers to one task; a string is why there is none.

    `outcomes` are future steps, (futures, horizon) for each price. `probed` is the price in which copies are looked for.
    """
    valid = [i for i, entry in enumerate(entries) if isinstance(entry, Entry)]
    copied = copies_of(entries, probed)
    skills = skills_of(rules, task, outcomes, [entries[i].paths for i in valid])  # type: ignore[union-attr]
    verdicts = [Verdict(0.0, entry if isinstance(entry, str) else "") for entry in entries]
    for i, skill in zip(valid, skills, strict=True):
        entry = entries[i]
        if i in copied:
            verdicts[i] = Verdict(0.0, "its paths are those of another answer, which came earlier")
        elif isinstance(entry, Entry):
            verdicts[i] = Verdict(score_of(rules, skill), _reason(task, outcomes, entry, skill))
    return verdicts


def copies_of(entries: Sequence[Entry | str], probed: int) -> set[int]:
    """Return which entries are near-duplicates of an earlier one, in the price that is looked at."""
    timed = sorted((entry.seconds, i) for i, entry in enumerate(entries) if isinstance(entry, Entry))
    order = [i for _, i in timed]
    ensembles = [entry.paths[probed] for i in order if isinstance(entry := entries[i], Entry)]
    return {i for i, original in zip(order, originals(ensembles), strict=True) if original is not None}


def skills_of(
    rules: ScoringRules, task: ForecastTask, outcomes: Sequence[Doubles], answers: Sequence[Sequence[Doubles]]
) -> list[float]:
    """Return the skill of each of several answers to one task."""
    known = known_prices(task)
    units = [recent_volatility(prices) for prices in known]
    base = np.array(
        [
            baseline_loss(prices, future, task.increments, unit)
            for prices, future, unit in zip(known, outcomes, units, strict=True)
        ]
    )
    if not answers:
        return []
    losses = np.array(
        [
            [
                loss(paths, future, task.increments, unit)
                for paths, future, unit in zip(answer, outcomes, units, strict=True)
            ]
            for answer in answers
        ]
    )
    caps = np.maximum(np.percentile(losses, rules.cap_percentile, axis=0), base)
    return [1 - float(row.sum()) / float(base.sum()) for row in np.minimum(losses, caps)]


def score_of(rules: ScoringRules, skill: float) -> float:
    """Return the score of a skill: soft, so that a little better earns a little more."""
    return math.exp(min(0.0, (skill - rules.full_skill) / rules.softness))


def _reason(task: ForecastTask, outcomes: Sequence[Doubles], entry: Entry, skill: float) -> str:
    fallen = np.concatenate(
        [places(paths, future, task.increments) for paths, future in zip(entry.paths, outcomes, strict=True)]
    )
    return f"skill {skill:+.3f}, 50% held {coverage(fallen, 0.5):.0%}, 90% held {coverage(fallen, 0.9):.0%}"
