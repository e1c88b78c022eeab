"""What a picture is worth. Pure: numbers in, numbers out.

    score = authentic x (0.7 x rules + 0.3 x scorer)^2 x (0.8 + 0.2 x speed)

Authentic is 0 or 1: `authenticity.py`, and no copy: `alike.py`. `rules` is what the pixels show (`rules.py`); `scorer` is
by how much a trained encoder prefers the asked prompt to those that differ from it in one thing. The square pays for
what is wholly right. Speed is relative to the fast ones of the same round and multiplies, so a fast wrong picture earns
nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from taonet.markets.image.encoder import Encoder
from taonet.markets.image.png import Pixels
from taonet.markets.image.rules import Found
from taonet.markets.image.scenes import Scene, almost, caption
from taonet.markets.image.shapes import Floats
from taonet.markets.image.words import word_ids
from taonet.neuron.market import Verdict

Check = Literal["states", "off"]


@dataclass(frozen=True)
class ScoringRules:
    """The market's parameters; how they were measured stands in docs/image-market.md.

    `check` names the proof of authenticity: `states` (a model of the catalogue, whose steps are run again) or `off`
    (an open market: any model, what the picture shows decides).
    """

    check: Check = "states"
    rules_share: float = 0.7
    softness: float = 0.04
    speed_share: float = 0.2
    speed_percentile: float = 90.0


DEFAULT_RULES: Final = ScoringRules()


@dataclass(frozen=True)
class Marks:
    """One answer, looked at: what its pixels show, what the encoder prefers, steps a second, proven fraud if any."""

    found: Found
    preference: float
    speed: float
    fraud: str | None = None


def preference(rules: ScoringRules, encoder: Encoder, pixels: Pixels, scene: Scene) -> float:
    """Return how clearly an encoder prefers a scene's prompt to those that differ in one thing: 0 if it does not, up to 1."""
    prompts = [word_ids(caption(one)) for one in (scene, *almost(scene))]
    seen = encoder.see(pixels.astype(np.float32) / np.float32(127.5) - np.float32(1))
    agreement = encoder.read(prompts) @ seen
    lead = (agreement[0] - agreement[1:]) / rules.softness
    sure: Floats = 1 / (1 + np.exp(-lead.clip(-50, 50)))
    return max(0.0, 2 * float(sure.mean()) - 1)


def adherence(rules: ScoringRules, marks: Marks) -> float:
    """Return how far a picture is what was asked, 0 to 1."""
    return rules.rules_share * marks.found.adherence + (1 - rules.rules_share) * marks.preference


def verdicts_of(rules: ScoringRules, marks: Sequence[Marks | str]) -> list[Verdict]:
    """Turn a round's marks into scores; a string is a failure without fraud.

    The speed that earns the full share is the round's 90th percentile among the authentic, so one very fast miner does
    not devalue the others.
    """
    speeds = [m.speed for m in marks if isinstance(m, Marks) and m.fraud is None]
    full = float(np.percentile(speeds, rules.speed_percentile)) if speeds else 1.0
    return [_verdict(rules, m, full) for m in marks]


def _verdict(rules: ScoringRules, marks: Marks | str, full_speed: float) -> Verdict:
    if isinstance(marks, str):
        return Verdict(0.0, marks)
    if marks.fraud is not None:
        return Verdict(0.0, marks.fraud, cheated=True)
    speed = min(1.0, marks.speed / full_speed) if full_speed > 0 else 1.0
    worth = adherence(rules, marks)
    score = math.pow(worth, 2) * (1 - rules.speed_share + rules.speed_share * speed)
    found = marks.found
    parts = (
        f"background {found.background:.2f}, colour {found.colour:.2f}, shape {found.shape:.2f}, "
        f"place {found.place:.2f}, scorer {marks.preference:.2f}, speed {speed:.2f}"
    )
    return Verdict(min(1.0, max(0.0, score)), parts)
