"""Training pictures: scenes drawn with some chance in colour, place and size. NumPy only."""

import random
from collections.abc import Sequence

import numpy as np

from taonet.markets.image.scenes import COLOURS, One, Scene, Two, caption, draw_scene, geometry
from taonet.markets.image.shapes import SIDE, Floats, coverage
from taonet.markets.image.words import word_ids

COLOUR_JITTER = 6
PLACE_JITTER = 0.8
SIZE_JITTER = 0.06


def draw_pictures(scenes: Sequence[Scene], rng: np.random.Generator) -> Floats:
    """Draw scenes: n x 32 x 32 x 3, values -1 to 1."""
    count = len(scenes)
    pictures = np.empty((count, SIDE, SIDE, 3), np.float32)
    pictures[:] = np.array([_colour(s.background, rng) for s in scenes], np.float32)[:, None, None, :]
    for turn in (0, 1):
        drawn = [(i, geometry(s)[turn]) for i, s in enumerate(scenes) if turn == 0 or isinstance(s, Two)]
        for shape in {thing.shape for _, (thing, *_) in drawn}:
            chosen = [(i, *rest) for i, rest in drawn if rest[0].shape == shape]
            rows = np.array([i for i, *_ in chosen])
            place = np.array([(cx, cy) for _, _, cx, cy, _ in chosen], np.float32)
            place += rng.uniform(-PLACE_JITTER, PLACE_JITTER, place.shape).astype(np.float32)
            radius = np.array([r for *_, r in chosen], np.float32)
            radius *= rng.uniform(1 - SIZE_JITTER, 1 + SIZE_JITTER, radius.shape).astype(np.float32)
            colour = np.array([_colour(thing.colour, rng) for _, thing, *_ in chosen], np.float32)
            mask = coverage(shape, place[:, 0], place[:, 1], radius)[..., None]
            pictures[rows] += mask * (colour[:, None, None, :] - pictures[rows])
    return pictures / np.float32(127.5) - np.float32(1)


def _colour(name: str, rng: np.random.Generator) -> list[float]:
    return [float(min(255, max(0, value + rng.uniform(-COLOUR_JITTER, COLOUR_JITTER)))) for value in COLOURS[name]]


def batch(seed: int, step: int, count: int) -> tuple[list[Scene], Floats, np.ndarray]:
    """Return the scenes, pictures and word ids of one step of training: the same for the same numbers."""
    chance = random.Random(f"{seed}/{step}")
    scenes = [draw_scene(chance) for _ in range(count)]
    pictures = draw_pictures(scenes, np.random.default_rng((seed, step)))
    words = np.array([word_ids(caption(s)) for s in scenes], np.int64)
    return scenes, pictures, words


def is_single(scene: Scene) -> bool:
    """Tell whether a scene has one shape."""
    return isinstance(scene, One)
