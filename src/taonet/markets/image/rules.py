"""What a picture really shows, by its pixels: is the background, and every shape, as the prompt says? Pure.

Nothing here is learned, so nothing can be flattered: a picture is explained as the asked colours upon the asked
background, and what is found is compared with the eight shapes. Size and place may vary as a painter's would.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from taonet.markets.image.png import Pixels
from taonet.markets.image.scenes import COLOURS, RELATIONS, One, Scene, Thing, Two, geometry
from taonet.markets.image.shapes import SHAPES, SIDE, Floats, coverage

COLOUR_SPREAD: Final = 60.0
"""How far from its colour a pixel may be, in 8-bit values, before it hardly counts."""
SLACK: Final = 1.5
"""Pixels by which a shape may be off its place at no loss."""
REACH: Final = 6.0
"""Pixels beyond that, over which the mark for the place falls to zero."""
_MODEL_RADIUS: Final = 10.0


@dataclass(frozen=True)
class Found:
    """The marks of a picture, each 0 to 1."""

    background: float
    colour: float
    shape: float
    place: float

    @property
    def adherence(self) -> float:
        """Return how far the picture is what was asked, 0 to 1."""
        return 0.2 * self.background + 0.3 * self.colour + 0.3 * self.shape + 0.2 * self.place


def look(pixels: Pixels, scene: Scene) -> Found:
    """Compare a 32 x 32 x 3 picture with the scene that was asked for."""
    picture = pixels.astype(np.float32)
    frame = np.ones((SIDE, SIDE), np.bool_)
    frame[1:-1, 1:-1] = False
    background = float(_likeness(picture, scene.background)[frame].mean())
    asked = geometry(scene)
    marks = [
        _marks(mask, thing, cx, cy, radius, free=isinstance(scene, Two))
        for mask, (thing, cx, cy, radius) in zip(_masks(picture, scene), asked, strict=True)
    ]
    colour, shape, place = (sum(mark[part] for mark in marks) / len(marks) for part in range(3))
    if isinstance(scene, Two):
        place = (place + _in_order(_masks(picture, scene), scene.relation)) / 2
    return Found(background, colour, shape, place)


def _likeness(picture: Floats, colour: str) -> Floats:
    """Return how near each pixel is to a colour, 0 to 1."""
    distance = np.linalg.norm(picture - np.array(COLOURS[colour], np.float32), axis=-1)
    return np.exp(-np.square(distance / COLOUR_SPREAD))


def _masks(picture: Floats, scene: Scene) -> list[Floats]:
    """Return how much of each pixel is of each thing: where it lies between the background's colour and the thing's."""
    things = [scene.thing] if isinstance(scene, One) else [scene.first, scene.second]
    ground = np.array(COLOURS[scene.background], np.float32)
    masks: list[Floats] = []
    for thing in things:
        way = np.array(COLOURS[thing.colour], np.float32) - ground
        share = ((picture - ground) @ way / np.float32(way @ way)).clip(0, 1)
        off = np.linalg.norm(picture - ground - share[..., None] * way, axis=-1)
        masks.append(share * np.exp(-np.square(off / COLOUR_SPREAD)))
    if len(masks) == 2:
        # A colour may lie between the background's and the other's: each pixel counts for the nearer of the two.
        near = [np.linalg.norm(picture - np.array(COLOURS[t.colour], np.float32), axis=-1) for t in things]
        masks = [masks[0] * (near[0] <= near[1]), masks[1] * (near[1] < near[0])]
    # What is less than a third there is a tint of the background.
    return [np.where(mask > 0.33, mask, 0) for mask in masks]


def _marks(
    mask: Floats, thing: Thing, cx: float, cy: float, radius: float, *, free: bool
) -> tuple[float, float, float]:
    """Return the marks of one thing: its colour's area, its shape, its place."""
    area = float(mask.sum())
    if area < 6:
        return 0.0, 0.0, 0.0
    unit = _unit_shape(thing.shape)
    ratio = math.sqrt(area / unit.area) / radius
    colour = _falling(abs(math.log(ratio)), 0.25 if free else 0.15, 0.6)
    x, y = _centroid(mask)
    wanted = cx + unit.dx * radius, cy + unit.dy * radius
    place = _falling(math.hypot(x - wanted[0], y - wanted[1]), SLACK, REACH)
    fits = {name: _overlap(mask, name, area, x, y) for name in SHAPES}
    own = fits[thing.shape]
    rival = max(fit for name, fit in fits.items() if name != thing.shape)
    shape = _falling(0.92 - own, 0.0, 0.4) * _falling(rival - own, 0.0, 0.1)
    return colour, shape, place


def _overlap(mask: Floats, shape: str, area: float, x: float, y: float) -> float:
    """Return the overlap over the union of a mask and a shape of the same area about the same centre."""
    unit = _unit_shape(shape)
    r = math.sqrt(area / unit.area)
    one = np.ones(1, np.float32)
    made = coverage(shape, one * np.float32(x - unit.dx * r), one * np.float32(y - unit.dy * r), one * np.float32(r))[0]
    return float(np.minimum(mask, made).sum() / np.maximum(mask, made).sum())


def _in_order(masks: list[Floats], relation: str) -> float:
    """Tell whether two things stand as asked: 1, or 0."""
    if min(float(mask.sum()) for mask in masks) < 6:
        return 0.0
    (ax, ay), (bx, by) = (_centroid(mask) for mask in masks)
    dx, dy = RELATIONS[relation]
    return float((ax - bx) * dx + (ay - by) * dy > 4)


def _centroid(mask: Floats) -> tuple[float, float]:
    total = float(mask.sum())
    axis = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    return float((mask.sum(0) * axis).sum()) / total, float((mask.sum(1) * axis).sum()) / total


def _falling(value: float, free: float, width: float) -> float:
    """Return 1 up to `free`, and then less, down to 0 after `width` more."""
    return min(1.0, max(0.0, 1.0 - (value - free) / width))


@dataclass(frozen=True)
class _Unit:
    """A shape of radius 1: its area, and where its centre of mass lies."""

    area: float
    dx: float
    dy: float


@cache
def _unit_shape(shape: str) -> _Unit:
    one = np.ones(1, np.float32)
    mask = coverage(shape, 16 * one, 16 * one, _MODEL_RADIUS * one)[0]
    x, y = _centroid(mask)
    return _Unit(float(mask.sum()) / _MODEL_RADIUS**2, (x - SIDE / 2) / _MODEL_RADIUS, (y - SIDE / 2) / _MODEL_RADIUS)
