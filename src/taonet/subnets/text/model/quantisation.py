"""Turn quantised blocks into float32, and float32 into coarser float32.

The engine multiplies float32 only, so weights are unpacked once. The second
half makes an honestly worse model: the same weights with fewer bits each.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from taonet.subnets.text.model.arrays import Floats
from taonet.subnets.text.model.errors import BadModelFile

BLOCK: Final = 32
F32: Final = 0
F16: Final = 1
Q4_0: Final = 2
Q4_1: Final = 3
Q8_0: Final = 8


def dequantise(raw: memoryview, kind: int, shape: tuple[int, ...]) -> Floats:
    """Unpack one stored tensor to float32."""
    if kind == F32:
        return np.frombuffer(raw, "<f4").reshape(shape)
    if kind == F16:
        return np.frombuffer(raw, "<f2").astype(np.float32).reshape(shape)
    if kind == Q8_0:
        blocks = np.frombuffer(raw, np.dtype([("d", "<f2"), ("q", "i1", BLOCK)]))
        return (blocks["q"].astype(np.float32) * _column(blocks["d"])).reshape(shape)
    if kind == Q4_0:
        blocks = np.frombuffer(raw, np.dtype([("d", "<f2"), ("q", "u1", BLOCK // 2)]))
        return ((_nibbles(blocks["q"]) - np.float32(8)) * _column(blocks["d"])).reshape(shape)
    if kind == Q4_1:
        layout = np.dtype([("d", "<f2"), ("m", "<f2"), ("q", "u1", BLOCK // 2)])
        blocks = np.frombuffer(raw, layout)
        values = _nibbles(blocks["q"])
        values *= _column(blocks["d"])
        values += _column(blocks["m"])
        return values.reshape(shape)
    raise BadModelFile(f"quantisation type {kind} is not read")


def requantise(weights: Floats, bits: int) -> Floats:
    """Round each block of 32 weights to `2**bits` even steps between its ends."""
    blocks = weights.reshape(-1, BLOCK)
    low = blocks.min(axis=1, keepdims=True)
    step = (blocks.max(axis=1, keepdims=True) - low) / np.float32(2**bits - 1)
    safe_step = np.where(step > 0, step, np.float32(1))
    rounded = np.rint((blocks - low) / safe_step) * safe_step + low
    return rounded.astype(np.float32).reshape(weights.shape)


def _nibbles(packed: NDArray[np.uint8]) -> Floats:
    """Low halves of the 16 bytes are the first 16 values, high halves the rest."""
    return np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)


def _column(halves: NDArray[np.float16]) -> Floats:
    return halves.astype(np.float32)[:, None]
