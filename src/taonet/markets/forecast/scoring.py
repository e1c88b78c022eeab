"""What answers are worth. Pure: paths and outcomes in, numbers out.

    skill = 1 - loss / baseline's loss        score = min(1, exp((skill - full_skill) / softness))

A loss is the CRPS of docs/forecast-market.md, the baseline a Gaussian random walk on the same prices against the same
outcomes: what was hard to foresee was so for both, and cancels.
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

    `cap_percentile`: no price costs a miner more, in multiples of what it cost the baseline, than this percentile of all
    prices and miners of the round, nor less than `least_cap`: one price gone wild does not decide, and who is wrong on many
    is not forgiven.
    """

    full_skill: float = 0.05
    softness: float = 0.05
    cap_percentile: float = 90.0
    least_cap: float = 3.0


DEFAULT_RULES: Final = ScoringRules()


class OutcomeUnknown(Exception):
    """Nothing is known of what came, so that nobody can be judged."""


@dataclass(frozen=True)
class Losses:
    """What one answer of good form lost on each of its prices, what the baseline did, and where outcomes fell in it."""

    own: Doubles
    baseline: Doubles
    places: Doubles


def losses_of(task: ForecastTask, outcomes: Sequence[Doubles | None], paths: Sequence[Doubles]) -> Losses:
    """Measure one answer; `outcomes` are future steps, (futures, horizon) for each price, or None if nobody knows them."""
    own: list[float] = []
    baseline: list[float] = []
    fallen: list[Doubles] = []
    for prices, futures, drawn in zip(known_prices(task), outcomes, paths, strict=True):
        if futures is None:
            continue
        unit = recent_volatility(prices)
        own.append(loss(drawn, futures, task.increments, unit))
        baseline.append(baseline_loss(prices, futures, task.increments, unit))
        fallen.append(places(drawn, futures, task.increments))
    if not own:
        raise OutcomeUnknown("of none of the prices it is known what came")
    return Losses(np.array(own), np.array(baseline), np.concatenate(fallen))


def skill_of(losses: Losses, cap: float = math.inf) -> float:
    """Return the skill of an answer, no price counting more than `cap` times what it cost the baseline."""
    capped = np.minimum(losses.own, cap * losses.baseline)
    return 1 - float(capped.sum()) / float(losses.baseline.sum())


def cap_of(rules: ScoringRules, round_: Sequence[Losses]) -> float:
    """Return the multiple of the baseline's loss at which prices are capped in a round."""
    if not round_:
        return math.inf
    ratios = np.concatenate([one.own / one.baseline for one in round_])
    return max(rules.least_cap, float(np.percentile(ratios, rules.cap_percentile)))


def score_of(rules: ScoringRules, skill: float) -> float:
    """Return the score of a skill: soft, so that a little better earns a little more."""
    return math.exp(min(0.0, (skill - rules.full_skill) / rules.softness))


def verdicts_of(rules: ScoringRules, measured: Sequence[Losses | str]) -> list[Verdict]:
    """Return verdicts on all answers of a round; a string is why one counts as none, which is the worst there is."""
    cap = cap_of(rules, [one for one in measured if isinstance(one, Losses)])
    return [Verdict(0.0, one) if isinstance(one, str) else _verdict(rules, one, cap) for one in measured]


def copies_of(answers: Sequence[tuple[float, Doubles]]) -> list[bool]:
    """Tell which answers to one task are near-duplicates of an earlier one.

    An answer is given by the seconds after which it came and its paths of one price.
    """
    order = sorted(range(len(answers)), key=lambda place: (answers[place][0], place))
    copied = [False] * len(answers)
    for place, original in zip(order, originals([answers[place][1] for place in order]), strict=True):
        copied[place] = original is not None
    return copied


def _verdict(rules: ScoringRules, losses: Losses, cap: float) -> Verdict:
    skill = skill_of(losses, cap)
    held = f"50% held {coverage(losses.places, 0.5):.0%}, 90% held {coverage(losses.places, 0.9):.0%}"
    return Verdict(score_of(rules, skill), f"skill {skill:+.3f}, {held}")
