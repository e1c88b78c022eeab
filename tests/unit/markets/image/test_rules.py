from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from taonet.markets.image.png import Pixels
from taonet.markets.image.rules import Found, look
from taonet.markets.image.scenes import COLOURS, PLACES, One, Scene, Thing, Two
from taonet.markets.image.shapes import SHAPES, SIDE

Paint = Callable[[list[Scene]], list[Pixels]]


def mean(found: list[Found], part: str) -> float:
    return float(np.mean([getattr(one, part) for one in found]))


def test_what_is_painted_as_asked_gets_nearly_all(scenes: list[Scene], painted: Paint) -> None:
    found = [look(picture, scene) for picture, scene in zip(painted(scenes), scenes, strict=True)]

    assert mean(found, "adherence") > 0.97
    assert min(one.adherence for one in found) > 0.75


def test_another_prompts_picture_gets_next_to_nothing(scenes: list[Scene], painted: Paint) -> None:
    found = [look(picture, scene) for picture, scene in zip(painted(scenes)[1:], scenes, strict=False)]

    assert mean(found, "adherence") < 0.15


def test_noise_and_a_plain_background_show_no_shape(scenes: list[Scene]) -> None:
    rng = np.random.default_rng(1)
    noisy = [look(rng.integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8), scene) for scene in scenes]
    plain = [look(np.full((SIDE, SIDE, 3), COLOURS[scene.background], np.uint8), scene) for scene in scenes]

    assert mean(noisy, "adherence") < 0.25
    assert mean(noisy, "shape") == mean(plain, "shape") == 0
    assert all(one.adherence == pytest.approx(0.2) for one in plain)


def other_shape(scene: Scene) -> Scene:
    names = list(SHAPES)
    match scene:
        case One(thing):
            return replace(scene, thing=replace(thing, shape=names[names.index(thing.shape) - 1]))
        case Two(first, _, second):
            first, second = (replace(t, shape=names[names.index(t.shape) - 1]) for t in (first, second))
            return replace(scene, first=first, second=second)


def other_colour(scene: Scene) -> Scene:
    match scene:
        case One(thing, background=background):
            free = [colour for colour in COLOURS if colour not in (thing.colour, background)]
            return replace(scene, thing=replace(thing, colour=free[0]))
        case Two(first, relation, second, background):
            free = [colour for colour in COLOURS if colour not in (first.colour, second.colour, background)]
            return Two(replace(first, colour=free[0]), relation, replace(second, colour=free[1]), background)


def other_place(scene: Scene) -> Scene:
    match scene:
        case One(place=place):
            names = list(PLACES)
            return replace(scene, place=names[names.index(place) - 1])
        case Two(first, relation, second, background):
            return Two(second, relation, first, background)


@pytest.mark.parametrize(
    ("part", "changed"),
    [("shape", other_shape), ("colour", other_colour), ("place", other_place)],
)
def test_what_is_painted_otherwise_loses_that_mark(
    scenes: list[Scene], painted: Paint, part: str, changed: Callable[[Scene], Scene]
) -> None:
    asked = [scene for scene in scenes if not (isinstance(scene, One) and scene.size == "large")]
    found = [look(picture, scene) for picture, scene in zip(painted([changed(s) for s in asked]), asked, strict=True)]

    assert mean(found, part) < 0.35
    assert mean(found, "background") > 0.95


def test_another_size_loses_part_of_the_colours_mark(painted: Paint) -> None:
    asked = [One(t, "large", "in the centre", "white") for t in _things()]
    small = painted([replace(scene, size="small") for scene in asked])

    found = [look(picture, scene) for picture, scene in zip(small, asked, strict=True)]

    assert mean(found, "colour") == 0
    assert mean(found, "shape") > 0.9


def _things() -> list[Thing]:
    return [Thing("red", shape) for shape in SHAPES]
