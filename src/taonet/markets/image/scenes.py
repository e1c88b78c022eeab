"""Prompts whose truth can be checked: one shape with a size and a place, or two shapes that stand in a relation.

"a small red star in the top left corner on a white background", "a blue ring above a pink heart on a black background".
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from taonet.markets.image.shapes import SHAPES

COLOURS: Final[Mapping[str, tuple[int, int, int]]] = {
    "red": (215, 30, 35),
    "orange": (248, 138, 20),
    "yellow": (250, 222, 45),
    "green": (35, 150, 55),
    "cyan": (55, 205, 225),
    "blue": (35, 65, 215),
    "purple": (125, 40, 165),
    "pink": (250, 130, 185),
    "brown": (120, 72, 30),
    "black": (15, 15, 15),
    "white": (245, 245, 245),
    "grey": (140, 140, 140),
}
SIZES: Final[Mapping[str, float]] = {"small": 5.0, "medium": 7.5, "large": 11.5}
"""Radii in pixels."""
PAIR_RADIUS: Final = 6.6
PAIR_OFFSET: Final = 7.6
"""Half the distance between the centres of two shapes."""
PLACES: Final[Mapping[str, tuple[int, int]]] = {
    "in the centre": (0, 0),
    "at the left": (-1, 0),
    "at the right": (1, 0),
    "at the top": (0, -1),
    "at the bottom": (0, 1),
    "in the top left corner": (-1, -1),
    "in the top right corner": (1, -1),
    "in the bottom left corner": (-1, 1),
    "in the bottom right corner": (1, 1),
}
RELATIONS: Final[Mapping[str, tuple[int, int]]] = {
    "above": (0, -1),
    "below": (0, 1),
    "left of": (-1, 0),
    "right of": (1, 0),
}
_COLOUR: Final = f"({'|'.join(COLOURS)})"
_SHAPE: Final = f"({'|'.join(SHAPES)})"
_ONE: Final = re.compile(
    f"an? ({'|'.join(SIZES)}) {_COLOUR} {_SHAPE}(?: ({'|'.join(PLACES)}))? on an? {_COLOUR} background"
)
_TWO: Final = re.compile(
    f"an? {_COLOUR} {_SHAPE} ({'|'.join(RELATIONS)}) an? {_COLOUR} {_SHAPE} on an? {_COLOUR} background"
)


@dataclass(frozen=True)
class Thing:
    """A shape in a picture."""

    colour: str
    shape: str


@dataclass(frozen=True)
class One:
    """One shape on a background; a large one is always in the centre."""

    thing: Thing
    size: str
    place: str
    background: str


@dataclass(frozen=True)
class Two:
    """Two shapes on a background; the first stands in `relation` to the second."""

    first: Thing
    relation: str
    second: Thing
    background: str


Scene = One | Two


def draw_scene(rng: random.Random) -> Scene:
    """Draw a scene; the same state of `rng` gives the same one."""
    colours = rng.sample(tuple(COLOURS), 3)
    first, second = (rng.choice(tuple(SHAPES)) for _ in range(2))
    if rng.random() < 0.5:
        relation = rng.choice(tuple(RELATIONS))
        return Two(Thing(colours[0], first), relation, Thing(colours[1], second), colours[2])
    size = rng.choice(tuple(SIZES))
    place = "in the centre" if size == "large" else rng.choice(tuple(PLACES))
    return One(Thing(colours[0], first), size, place, colours[2])


def caption(scene: Scene) -> str:
    """Return the prompt that asks for a scene."""
    match scene:
        case One(thing, size, place, background):
            where = "" if size == "large" else f" {place}"
            return f"a {size} {thing.colour} {thing.shape}{where} on {_article(background)} background"
        case Two(first, relation, second, background):
            left = f"{_article(first.colour)} {first.shape}"
            right = f"{_article(second.colour)} {second.shape}"
            return f"{left} {relation} {right} on {_article(background)} background"


def parse_caption(prompt: str) -> Scene | None:
    """Return the scene that a prompt asks for, or None if it is none of this grammar."""
    one = _ONE.fullmatch(prompt)
    if one is not None:
        size, colour, shape, place, background = one.groups()
        return One(Thing(colour, shape), size, place or "in the centre", background)
    two = _TWO.fullmatch(prompt)
    if two is not None:
        colour, shape, relation, other, other_shape, background = two.groups()
        return Two(Thing(colour, shape), relation, Thing(other, other_shape), background)
    return None


def geometry(scene: Scene) -> list[tuple[Thing, float, float, float]]:
    """Return each thing of a scene with the centre and the radius that it should have, in pixels."""
    match scene:
        case One(thing, size, place, _):
            radius = SIZES[size]
            dx, dy = PLACES[place]
            reach = 16.0 - radius - 2.0
            return [(thing, 16.0 + dx * reach, 16.0 + dy * reach, radius)]
        case Two(first, relation, second, _):
            dx, dy = (PAIR_OFFSET * part for part in RELATIONS[relation])
            return [
                (first, 16.0 + dx, 16.0 + dy, PAIR_RADIUS),
                (second, 16.0 - dx, 16.0 - dy, PAIR_RADIUS),
            ]


def almost(scene: Scene) -> list[Scene]:
    """Return all scenes that differ from one in a single thing: a colour, a shape, the size, the place, the relation, or the order."""
    match scene:
        case One(thing, size, place, background):
            used = {thing.colour, background}
            places = [] if size == "large" else [replace(scene, place=p) for p in PLACES if p != place]
            sizes = [One(thing, s, place, background) for s in ("small", "medium") if s != size]
            return [
                *(replace(scene, thing=other) for other in _others(thing, used)),
                *_other_backgrounds(scene, used),
                *places,
                *(sizes if size == "large" or place != "in the centre" else [*sizes, replace(scene, size="large")]),
            ]
        case Two(first, relation, second, background):
            used = {first.colour, second.colour, background}
            return [
                *(replace(scene, first=other) for other in _others(first, used)),
                *(replace(scene, second=other) for other in _others(second, used)),
                *_other_backgrounds(scene, used),
                *(replace(scene, relation=r) for r in RELATIONS if r != relation),
                Two(second, relation, first, background),
            ]


def _others(thing: Thing, used: set[str]) -> list[Thing]:
    """Return the things of another colour, or of another shape."""
    return [
        *(Thing(colour, thing.shape) for colour in COLOURS if colour not in used),
        *(Thing(thing.colour, shape) for shape in SHAPES if shape != thing.shape),
    ]


def _other_backgrounds(scene: Scene, used: set[str]) -> list[Scene]:
    return [replace(scene, background=colour) for colour in COLOURS if colour not in used]


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
