"""The calibration of docs/text-market.md as a test: needs the model in the cache, and minutes."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from taonet.markets.text.backends import CATALOGUE, LIGHT_MODEL, MODEL, Completion, complete, load_catalogue_model
from taonet.markets.text.model import FULL, Model, Variant, load_model, rescore
from taonet.markets.text.model_files import find_weights, floats_dir
from taonet.markets.text.protocol import TextTask
from taonet.markets.text.scoring import ScoringRules, fraud_of
from taonet.markets.text.tasks import MAX_TOKENS, TEMPERATURE, make_question, quality
from taonet.neuron.market import NeuronFailure

pytestmark = pytest.mark.slow
PROMPTS = 24


@pytest.fixture(scope="module")
def weights() -> Path:
    try:
        return find_weights()
    except NeuronFailure as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def full(weights: Path) -> Model:
    return load_model(weights, floats_dir=floats_dir(), variant=FULL)


def _task(number: int) -> TextTask:
    question = make_question(random.Random(number))
    return TextTask(MODEL, question.prompt, number * 7919 + 3, MAX_TOKENS, TEMPERATURE)


def _frauds(full: Model, make: Callable[[TextTask], Completion], rules: ScoringRules) -> list[str | None]:
    found: list[str | None] = []
    end = full.tokenizer.turn_end
    for number in range(PROMPTS):
        task = _task(number)
        answer = make(task).as_answer(MODEL)
        tokens = [*answer.token_ids, end] if answer.finished else answer.token_ids
        rows = rescore(full, full.tokenizer.chat_prompt(task.prompt), tokens).rows
        found.append(fraud_of(rules, task, answer, rows, end))
    return found


def _by(model: Model) -> Callable[[TextTask], Completion]:
    return lambda task: complete(model, task)


def test_the_model_knows_the_capital_of_france(full: Model) -> None:
    assert (
        complete(full, TextTask(MODEL, "What is the capital of France?", 0, 20, 0)).text
        == "The capital of France is Paris."
    )


@pytest.mark.parametrize("check", ["seeded", "logprob"])
def test_honest_answers_always_pass(full: Model, check: str) -> None:
    rules = ScoringRules(check=check)  # type: ignore[arg-type]

    assert _frauds(full, _by(full), rules) == [None] * PROMPTS


@pytest.mark.parametrize("variant", [Variant(without=(15,)), CATALOGUE[LIGHT_MODEL], Variant(bits=3)])
def test_a_lighter_model_never_passes_as_the_full_one(full: Model, weights: Path, variant: Variant) -> None:
    other = load_model(weights, floats_dir=floats_dir(), variant=variant)

    assert None not in _frauds(full, _by(other), ScoringRules())


def test_an_answer_to_another_question_never_passes(full: Model) -> None:
    stolen = _by(full)(_task(1000))

    assert None not in _frauds(full, lambda _: stolen, ScoringRules())


def test_the_lighter_model_answers_worse(full: Model) -> None:
    light = load_catalogue_model(LIGHT_MODEL)

    means: list[float] = []
    for model in (full, light):
        answers = [(make_question(random.Random(n)), _by(model)(_task(n))) for n in range(PROMPTS)]
        means.append(float(np.mean([quality(question, made.text) for question, made in answers])))

    assert means[0] > 0.65
    assert means[1] < means[0] - 0.2
