from collections.abc import Callable

import numpy as np
import pytest

from taonet.markets.image.png import Pixels
from taonet.markets.image.rules import Found
from taonet.markets.image.scenes import Scene
from taonet.markets.image.scoring import DEFAULT_RULES, Marks, adherence, preference, verdicts_of
from taonet.markets.image.weights import ENCODERS, load_encoder

FULL = Found(1, 1, 1, 1)
HALF = Found(1, 0.5, 0, 0.5)


def test_the_best_and_fastest_gets_all_and_proven_fraud_is_told_from_failure() -> None:
    best, fraud, failure = verdicts_of(DEFAULT_RULES, [Marks(FULL, 1, 20), Marks(FULL, 1, 99, "proven"), "no answer"])

    assert (best.score, best.cheated) == (pytest.approx(1), False)
    assert (fraud.score, fraud.cheated, fraud.reason) == (0, True, "proven")
    assert (failure.score, failure.cheated, failure.reason) == (0, False, "no answer")


def test_what_is_wholly_right_earns_more_than_twice_what_is_half_right() -> None:
    right, half = verdicts_of(DEFAULT_RULES, [Marks(FULL, 1, 20), Marks(HALF, 0.5, 20)])

    assert right.score > 2 * half.score > 0


def test_speed_never_pays_for_a_wrong_picture() -> None:
    slow, wrong = verdicts_of(DEFAULT_RULES, [Marks(FULL, 1, 1), Marks(Found(0, 0, 0, 0), 0, 1000)])

    assert slow.score > 0.75
    assert wrong.score == 0


def test_one_very_fast_miner_does_not_devalue_the_others() -> None:
    marks = [Marks(FULL, 1, 20) for _ in range(20)]

    without = verdicts_of(DEFAULT_RULES, marks)
    beside = verdicts_of(DEFAULT_RULES, [*marks, Marks(FULL, 1, 10_000)])

    assert beside[0].score == pytest.approx(without[0].score)


@pytest.mark.parametrize("name", ENCODERS)
def test_each_scorer_prefers_what_was_asked(
    name: str, scenes: list[Scene], painted: Callable[[list[Scene]], list[Pixels]]
) -> None:
    encoder, pictures = load_encoder(name), painted(scenes)
    right = [preference(DEFAULT_RULES, encoder, p, s) for p, s in zip(pictures, scenes, strict=True)]
    wrong = [preference(DEFAULT_RULES, encoder, p, s) for p, s in zip(pictures[1:], scenes, strict=False)]

    assert np.mean(right) > 0.9
    assert np.mean(wrong) < 0.25


def test_both_scorers_are_their_own() -> None:
    first, second = (load_encoder(name) for name in ENCODERS)

    assert not np.array_equal(first.weights["seen.weight"], second.weights["seen.weight"])


def test_adherence_is_mostly_what_the_pixels_show() -> None:
    assert adherence(DEFAULT_RULES, Marks(FULL, 0, 1)) == pytest.approx(0.7)
    assert adherence(DEFAULT_RULES, Marks(Found(0, 0, 0, 0), 1, 1)) == pytest.approx(0.3)
