"""Pictures that are too much alike: what one miner handed in, another had drawn. Pure.

A perceptual hash finds candidates; they are copies if the pixels are hardly apart as well. The one that is closest to
its own prompt is taken for the original.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taonet.markets.image.png import Pixels

MAX_BITS: Final = 12
MAX_LEVELS: Final = 10.0
MIN_SPREAD: Final = 6.0
"""Pictures of next to one colour look alike without anybody's doing."""


def picture_hash(pixels: Pixels) -> NDArray[np.bool_]:
    """Return 192 bits: for each primary colour, which of 8 x 8 fields have more of it than midway between the extremes."""
    fields = pixels.astype(np.float32).reshape(8, pixels.shape[0] // 8, 8, -1, 3).mean((1, 3)).reshape(64, 3)
    low, high = fields.min(0), fields.max(0)
    # A colour that hardly varies says nothing.
    return ((fields > (low + high) / 2) & (high - low > 2 * MAX_LEVELS)).ravel()


def originals(pictures: Sequence[Pixels | None], worth: Sequence[float]) -> list[int | None]:
    """Return for each picture which other one it copies, or None; all pictures are of one size."""
    hashes = [None if picture is None else picture_hash(picture) for picture in pictures]
    plain = [
        picture is None or float(picture.astype(np.float32).std((0, 1)).max()) < MIN_SPREAD for picture in pictures
    ]
    found: list[int | None] = []
    for i, own in enumerate(pictures):
        best: int | None = None
        for j, other in enumerate(pictures):
            if own is None or other is None or plain[i] or plain[j] or worth[j] <= worth[i]:
                continue
            near = int((hashes[i] != hashes[j]).sum()) <= MAX_BITS  # type: ignore[operator,union-attr]
            if near and float(np.abs(own.astype(np.float32) - other).mean()) <= MAX_LEVELS:
                best = j if best is None or worth[j] > worth[best] else best
        found.append(best)
    return found
