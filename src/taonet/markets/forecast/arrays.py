"""Arrays of the forecast market, and how they travel: float32, little-endian, row by row."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
"""The one array type of the market: what travels as float32 is computed with in float64."""

BYTES_PER_NUMBER: Final = 4


def to_bytes(values: Doubles) -> bytes:
    """Return the bytes in which numbers travel."""
    return values.astype("<f4").tobytes()


def from_bytes(data: bytes) -> Doubles:
    """Return the numbers that bytes hold; the length must be a multiple of four."""
    return np.frombuffer(data, "<f4").astype(np.float64)


def log_returns(prices: Doubles) -> Doubles:
    """Return the logarithmic returns along the last axis, one fewer than prices."""
    return np.diff(np.log(prices), axis=-1)
