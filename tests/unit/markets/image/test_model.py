import json
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits
from training.image.vectors import ENCODER, GENERATOR, PROMPTS, SAMPLED, TIME, made_up, picture

from taonet.markets.image.encoder import Encoder
from taonet.markets.image.model import Model, draw, noise, predict, step
from taonet.markets.image.weights import model_of
from taonet.markets.image.words import word_ids
from taonet.neuron.worker import Abandoned

TORCH = json.loads(Path(__file__).with_name("torch.json").read_text())
WORDS = word_ids(PROMPTS[0])


def test_predicts_what_torch_predicts() -> None:
    model = model_of(made_up(GENERATOR, 1))

    made = predict(model, picture(), TIME, [word_ids(prompt) for prompt in PROMPTS])

    assert np.abs(np.concatenate(made).ravel()[::SAMPLED] - TORCH["predicted"]).max() < 1e-4


def test_scorer_sees_and_reads_what_torch_does() -> None:
    encoder = Encoder(made_up(ENCODER, 2, 0.05))

    assert np.abs(encoder.see(picture()) - TORCH["seen"]).max() < 1e-5
    assert np.abs(encoder.read([word_ids(prompt) for prompt in PROMPTS]).ravel() - TORCH["read"]).max() < 1e-5


def test_the_same_seed_draws_the_same_states_with_any_threads(tiny: Model) -> None:
    with threadpool_limits(1):
        one = draw(tiny, WORDS, seed=7, steps=3)
    with threadpool_limits(2):
        two = draw(tiny, WORDS, seed=7, steps=3)

    assert np.array_equal(one, two)
    assert not np.array_equal(one[0], draw(tiny, WORDS, seed=8, steps=1)[0])


def test_every_step_follows_from_the_state_before_it(tiny: Model) -> None:
    states = draw(tiny, WORDS, seed=7, steps=4)

    assert len(states) == 5
    for index in range(4):
        assert np.array_equal(step(tiny, WORDS, states[index], index, 4), states[index + 1])


def test_noise_is_normal_and_its_own_for_each_seed() -> None:
    first, second = noise(1).astype(np.float64), noise((1 << 63) - 1).astype(np.float64)

    assert abs(first.mean()) < 0.05
    assert first.std() == pytest.approx(1, abs=0.05)
    assert abs((first * second).mean()) < 0.05


def test_work_that_nobody_wants_stops_before_the_next_step(tiny: Model) -> None:
    asked: list[int] = []

    def wanted() -> bool:
        asked.append(1)
        return len(asked) < 3

    with pytest.raises(Abandoned):
        draw(tiny, WORDS, seed=1, steps=20, wanted=wanted)

    assert len(asked) == 3
