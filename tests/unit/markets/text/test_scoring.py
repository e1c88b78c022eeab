import dataclasses

import numpy as np
import pytest
from msgspec.structs import replace

from taonet.markets.text.model.sampling import draw, log_softmax
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.markets.text.scoring import (
    Marks,
    ScoringRules,
    form_fault,
    fraud_of,
    likelihood_z,
    speed_of,
    verdicts_of,
)

END = 2
TASK = TextTask("m", "prompt", 77, 12, 0.7)
ROWS = log_softmax(np.random.default_rng(5).normal(0, 2, (12, 300)).astype(np.float32))
TOKENS = [draw(row, TASK.temperature, TASK.seed, i) for i, row in enumerate(ROWS)]
LOGPROBS = [float(ROWS[i, t]) for i, t in enumerate(TOKENS)]
HONEST = TextAnswer("m", "text", TOKENS, LOGPROBS, finished=False)
SEEDED, LOGPROB = ScoringRules(), ScoringRules(check="logprob")


def test_an_honest_answer_passes_both_checks() -> None:
    assert form_fault(TASK, HONEST, "text") is None
    assert fraud_of(SEEDED, TASK, HONEST, ROWS, END) is None
    assert fraud_of(LOGPROB, TASK, HONEST, ROWS, END) is None


def test_another_rounding_of_the_same_model_passes() -> None:
    other = ROWS + np.random.default_rng(1).normal(0, 1e-5, ROWS.shape).astype(np.float32)

    assert fraud_of(SEEDED, TASK, HONEST, other, END) is None


def test_one_exchanged_token_is_found() -> None:
    for place in range(len(TOKENS)):
        tokens = list(TOKENS)
        tokens[place] = (tokens[place] + 1) % 300
        logprobs = [float(ROWS[i, t]) for i, t in enumerate(tokens)]
        forged = replace(HONEST, token_ids=tokens, logprobs=logprobs)

        assert "draws other tokens" in str(fraud_of(SEEDED, TASK, forged, ROWS, END))


def test_another_seed_or_temperature_is_found() -> None:
    for task in (replace(TASK, seed=78), replace(TASK, temperature=0.2)):
        assert fraud_of(SEEDED, task, HONEST, ROWS, END) is not None


def test_invented_logprobs_are_found() -> None:
    forged = replace(HONEST, logprobs=[value - 0.2 for value in LOGPROBS])

    assert "off by 0.200" in str(fraud_of(SEEDED, TASK, forged, ROWS, END))
    assert "off by 0.200" in str(fraud_of(LOGPROB, TASK, forged, ROWS, END))


def test_foreign_text_with_true_logprobs_is_unlikely() -> None:
    """Reading any text with the model gives true numbers; the text still is not its own."""
    tokens = list(np.random.default_rng(3).integers(3, 300, 12))
    logprobs = [float(ROWS[i, t]) for i, t in enumerate(tokens)]
    forged = replace(HONEST, token_ids=[int(t) for t in tokens], logprobs=logprobs)

    assert "hardly write" in str(fraud_of(LOGPROB, TASK, forged, ROWS, END))


def test_sampled_text_has_a_likelihood_around_zero() -> None:
    scores = [likelihood_z(0.7, [draw(row, 0.7, seed, i) for i, row in enumerate(ROWS)], ROWS) for seed in range(200)]

    assert abs(float(np.mean(scores))) < 0.2
    assert min(scores) > ScoringRules().min_likelihood_z


def test_stopping_where_the_model_would_not_is_found() -> None:
    cut = TextAnswer("m", "t", TOKENS[:4], LOGPROBS[:4], finished=True)
    rows = ROWS[:5].copy()
    rows[4, END] = -20.0

    assert fraud_of(SEEDED, TASK, cut, rows, END) is not None
    assert "not have stopped" in str(fraud_of(LOGPROB, TASK, cut, rows, END))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (replace(HONEST, logprobs=LOGPROBS[1:]), "as many"),
        (replace(HONEST, logprobs=[0.5, *LOGPROBS[1:]]), "not above zero"),
        (replace(HONEST, logprobs=[float("-inf"), *LOGPROBS[1:]]), "finite"),
        (replace(HONEST, finished=True), "more tokens"),
        (replace(HONEST, token_ids=TOKENS[:5], logprobs=LOGPROBS[:5]), "stops before"),
        (replace(HONEST, text="another"), "not what the tokens spell"),
    ],
)
def test_answers_of_bad_form_are_refused(answer: TextAnswer, words: str) -> None:
    assert words in str(form_fault(TASK, answer, "text"))


def test_speed_multiplies_quality() -> None:
    fast, slow, wrong = Marks(1.0, 10.0), Marks(1.0, 1.0), Marks(0.0, 10.0)

    scores = [v.score for v in verdicts_of(SEEDED, [fast, fast, fast, slow, wrong])]

    assert scores == pytest.approx([1.0, 1.0, 1.0, 0.64, 0.0])


def test_one_very_fast_miner_does_not_devalue_the_rest() -> None:
    many = [Marks(1.0, 10.0)] * 20

    scores = [v.score for v in verdicts_of(SEEDED, [*many, Marks(1.0, 10_000.0)])]

    assert min(scores) == 1.0


def test_a_cheat_does_not_set_the_pace() -> None:
    verdicts = verdicts_of(SEEDED, [Marks(1.0, 1.0), Marks(1.0, 1e9, fraud="copied")])

    assert verdicts[0].score == 1.0
    assert verdicts[1] == dataclasses.replace(verdicts[1], score=0.0, cheated=True)


def test_a_failure_is_no_cheat() -> None:
    (verdict,) = verdicts_of(SEEDED, ["no answer within 5 s"])

    assert (verdict.score, verdict.cheated) == (0.0, False)


def test_reading_counts_less_than_writing() -> None:
    assert speed_of(80, 10, 2.0) == 10.0
