"""The eight shapes of the image market, as signed distances: negative inside, in pixels, y pointing down.

Training pictures are drawn with them, and a validator compares what it finds in an answer with them.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SIDE: Final = 32
"""Pixels of a picture's side."""


def _circle(x: Floats, y: Floats, r: Floats) -> Floats:
    return np.hypot(x, y) - 0.95 * r


def _square(x: Floats, y: Floats, r: Floats) -> Floats:
    return np.maximum(np.abs(x), np.abs(y)) - 0.85 * r


def _diamond(x: Floats, y: Floats, r: Floats) -> Floats:
    return (np.abs(x) + np.abs(y) - 1.08 * r) / math.sqrt(2)


def _triangle(x: Floats, y: Floats, r: Floats) -> Floats:
    # The tip is at (0, -r), the base at 0.8 r below the centre and 2.1 r wide.
    side = (1.8 * np.abs(x) - 1.05 * (y + r)) / math.hypot(1.8, 1.05)
    return np.maximum(y - 0.8 * r, side)


def _cross(x: Floats, y: Floats, r: Floats) -> Floats:
    across, along = 0.3 * r, 0.98 * r
    ax, ay = np.abs(x), np.abs(y)
    return np.minimum(np.maximum(ax - across, ay - along), np.maximum(ax - along, ay - across))


def _ring(x: Floats, y: Floats, r: Floats) -> Floats:
    return np.abs(np.hypot(x, y) - 0.74 * r) - 0.25 * r


def _star(x: Floats, y: Floats, r: Floats) -> Floats:
    sector = math.radians(36)
    angle: Floats = np.abs((np.arctan2(x, -y) + sector) % (2 * sector) - sector)
    distance: Floats = np.hypot(x, y)
    px: Floats = distance * np.cos(angle)
    py: Floats = distance * np.sin(angle)
    # A line from the tip to the inner corner, of a star that is drawn a little larger than its circle.
    tip, inner = 1.12 * r, 0.47 * r
    bx, by = inner * math.cos(sector), inner * math.sin(sector)
    length: Floats = np.hypot(by, bx - tip)
    return np.asarray((by * (px - tip) - (bx - tip) * py) / length, np.float32)


def _heart(x: Floats, y: Floats, r: Floats) -> Floats:
    ax = np.abs(x)
    lobes = np.hypot(ax - 0.48 * r, y + 0.38 * r) - 0.54 * r
    point = (1.05 * ax + 0.98 * (y - 0.98 * r)) / math.hypot(1.05, 0.98)
    return np.minimum(lobes, np.maximum(point, -(y + 0.3 * r)))


SHAPES: Final[Mapping[str, Callable[[Floats, Floats, Floats], Floats]]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "diamond": _diamond,
    "star": _star,
    "cross": _cross,
    "ring": _ring,
    "heart": _heart,
}


def coverage(shape: str, cx: Floats, cy: Floats, r: Floats) -> Floats:
    """Return how much of each pixel a shape covers, 0 to 1, for arrays of centres and radii: n x 32 x 32."""
    axis = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    x = axis[None, None, :] - cx[:, None, None]
    y = axis[None, :, None] - cy[:, None, None]
    distance = SHAPES[shape](*np.broadcast_arrays(x, y, r[:, None, None]))
    return np.clip(0.5 - distance, 0, 1).astype(np.float32)
