"""Pictures drawn with a ruler, and models small enough to be made up here."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from training.image.pictures import draw_pictures
from training.image.vectors import GENERATOR, made_up

from taonet.markets.image.model import Model
from taonet.markets.image.png import Pixels
from taonet.markets.image.scenes import Scene, draw_scene
from taonet.markets.image.weights import model_of


@pytest.fixture(scope="session")
def scenes() -> list[Scene]:
    rng = random.Random(3)
    return [draw_scene(rng) for _ in range(80)]


@pytest.fixture(scope="session")
def painted() -> Callable[[list[Scene]], list[Pixels]]:
    def paint(wanted: list[Scene]) -> list[Pixels]:
        drawn = draw_pictures(wanted, np.random.default_rng(4))
        return [((picture + 1) * 127.5).round().clip(0, 255).astype(np.uint8) for picture in drawn]

    return paint


@pytest.fixture(scope="session")
def tiny() -> Model:
    """A model with random weights: it draws nothing in particular, and always the same."""
    return model_of(made_up(GENERATOR, 1))
