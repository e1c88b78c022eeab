"""What an answer is worth. Pure: numbers in, numbers out.

    score = authentic x quality x (0.6 + 0.4 x speed)

Authentic is 0 or 1: did the declared model really draw these tokens from this
seed? Quality is the share of a right answer found in the text. Speed is
relative to the fast ones of the same round. Speed multiplies quality instead of
adding to it, so that a fast wrong answer earns nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from taonet.markets.text.backends import PROMPT_TOKENS_PER_UNIT
from taonet.markets.text.model.sampling import Doubles, Floats, perturbed
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.market import Verdict

Check = Literal["seeded", "logprob"]


@dataclass(frozen=True)
class ScoringRules:
    """The market's parameters; how they were measured stands in docs/text-market.md.

    `check` names the proof of authenticity: `seeded` (every token must be the
    one the seed draws) or `logprob` (for inference servers with their own random
    numbers: claimed log-probabilities must agree and the tokens must be likely).
    """

    check: Check = "seeded"
    max_gap: float = 0.05
    max_logprob_error: float = 0.01
    max_foreign_logprob_error: float = 0.12
    min_likelihood_z: float = -8.0
    min_end_logprob: float = -6.0
    speed_share: float = 0.4
    speed_percentile: float = 90.0


DEFAULT_RULES: Final = ScoringRules()


@dataclass(frozen=True)
class Marks:
    """One answer, checked: `fraud` is None or what was proven."""

    quality: float
    speed: float
    fraud: str | None = None


def form_fault(task: TextTask, answer: TextAnswer, decoded: str) -> str | None:
    """Return what is wrong with an answer before any model looks at it."""
    if len(answer.logprobs) != len(answer.token_ids):
        return "as many log-probabilities as tokens are asked for"
    if not all(math.isfinite(value) and value <= 1e-3 for value in answer.logprobs):
        return "log-probabilities must be finite and not above zero"
    if len(answer.token_ids) + answer.finished > task.max_tokens:
        return "more tokens than asked for"
    if not answer.finished and len(answer.token_ids) != task.max_tokens:
        return "the answer stops before its end"
    if answer.text != decoded:
        return "the text is not what the tokens spell"
    return None


def fraud_of(rules: ScoringRules, task: TextTask, answer: TextAnswer, rows: Floats, end: int) -> str | None:
    """Return how the declared model contradicts an answer, or None.

    `rows` are that model's log-probabilities at each token of the answer and,
    if the answer is finished, at the end token `end`.
    """
    tokens = [*answer.token_ids, end] if answer.finished else answer.token_ids
    own = rows[np.arange(len(tokens)), tokens][: len(answer.logprobs)]
    error = float(np.median(np.abs(own - answer.logprobs))) if answer.logprobs else 0.0
    if rules.check == "seeded":
        gap = max(seed_gaps(task, tokens, rows))
        if gap > rules.max_gap:
            return f"the seed draws other tokens (gap {gap:.2f})"
        if error > rules.max_logprob_error:
            return f"log-probabilities are off by {error:.3f}"
        return None
    if error > rules.max_foreign_logprob_error:
        return f"log-probabilities are off by {error:.3f}"
    z = likelihood_z(task.temperature, answer.token_ids, rows)
    if z < rules.min_likelihood_z:
        return f"the model would hardly write this (z {z:.1f})"
    if answer.finished and float(rows[-1, end]) < rules.min_end_logprob:
        return "the model would not have stopped here"
    return None


def seed_gaps(task: TextTask, tokens: Sequence[int], rows: Floats) -> list[float]:
    """Return by how much each token loses against the one the seed draws (0 if it is)."""
    gaps: list[float] = []
    for position, token in enumerate(tokens):
        values = perturbed(rows[position], task.temperature, task.seed, position)
        gaps.append(float(values.max() - values[token]))
    return gaps


def likelihood_z(temperature: float, tokens: Sequence[int], rows: Floats) -> float:
    """Return how likely tokens are against what sampling would give, in deviations.

    Sampled text has log-probabilities that scatter around minus the entropy; a
    text from elsewhere lies many deviations below. Temperature 0 is judged like
    0.1, so that an engine's other rounding may flip a close call.
    """
    if not tokens:
        return 0.0
    scaled: Doubles = rows[: len(tokens)].astype(np.float64) / max(temperature, 0.1)
    scaled -= scaled.max(axis=1, keepdims=True)
    scaled -= np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    chance = np.exp(scaled)
    mean = (chance * scaled).sum(axis=1)
    variance = (chance * scaled**2).sum(axis=1) - mean**2
    surplus = scaled[np.arange(len(tokens)), list(tokens)] - mean
    # One nat of slack keeps a nearly certain text from a deviation of zero.
    return float(surplus.sum() / math.sqrt(variance.sum() + 1.0))


def speed_of(prompt_tokens: int, answer_tokens: int, seconds: float) -> float:
    """Return the work done per second, in written tokens."""
    return (prompt_tokens / PROMPT_TOKENS_PER_UNIT + answer_tokens) / max(seconds, 1e-3)


def verdicts_of(rules: ScoringRules, marks: Sequence[Marks | str]) -> list[Verdict]:
    """Turn a round's marks into scores; a string is a failure without fraud.

    The speed that earns the full share is the round's 90th percentile among the
    authentic, so one very fast miner does not devalue the others.
    """
    speeds = [m.speed for m in marks if isinstance(m, Marks) and m.fraud is None]
    full = float(np.percentile(speeds, rules.speed_percentile)) if speeds else 1.0
    return [_verdict(rules, m, full) for m in marks]


def _verdict(rules: ScoringRules, marks: Marks | str, full_speed: float) -> Verdict:
    if isinstance(marks, str):
        return Verdict(0.0, marks)
    if marks.fraud is not None:
        return Verdict(0.0, marks.fraud, cheated=True)
    speed = min(1.0, marks.speed / full_speed)
    score = marks.quality * (1 - rules.speed_share + rules.speed_share * speed)
    return Verdict(score, f"quality {marks.quality:.2f}, speed {speed:.2f}")
