"""What the shipped models draw, measured by pixels: as good as the model card says, and in its order."""

import random

import numpy as np
from threadpoolctl import threadpool_limits

from taonet.markets.image.authenticity import to_pixels
from taonet.markets.image.model import draw
from taonet.markets.image.rules import look
from taonet.markets.image.scenes import caption, draw_scene
from taonet.markets.image.weights import CATALOGUE, FAIR_MODEL, MODEL, WEAK_MODEL, load_model
from taonet.markets.image.words import word_ids


def adherence(name: str) -> float:
    model, rng = load_model(name), random.Random(11)
    scenes = [draw_scene(rng) for _ in range(24)]
    drawn = [draw(model, word_ids(caption(scene)), seed=seed, steps=8)[-1] for seed, scene in enumerate(scenes)]
    return float(np.mean([look(to_pixels(one), scene).adherence for one, scene in zip(drawn, scenes, strict=True)]))


def test_the_shipped_models_draw_what_they_are_asked_each_as_well_as_its_card_says() -> None:
    with threadpool_limits(1):
        measured = {name: adherence(name) for name in CATALOGUE}

    assert measured[MODEL] > 0.82
    assert measured[MODEL] > measured[FAIR_MODEL] + 0.03
    assert measured[FAIR_MODEL] > measured[WEAK_MODEL] + 0.05
    assert measured[WEAK_MODEL] > 0.5


def test_shipped_weights_are_of_finite_numbers() -> None:
    assert all(np.isfinite(values).all() for name in CATALOGUE for values in load_model(name).weights.values())
