import numpy as np
import pytest

from taonet.subnets.text.model.errors import BadModelFile
from taonet.subnets.text.model.quantisation import dequantise, requantise


def test_q4_1_is_scale_times_nibble_plus_minimum() -> None:
    block = np.array([2, -1], "<f2").tobytes() + bytes([0x30] + [0] * 14 + [0xF1])

    values = dequantise(memoryview(block), 3, (32,))

    assert values[0] == -1
    assert values[16] == 2 * 3 - 1
    assert values[15] == 2 * 1 - 1
    assert values[31] == 2 * 15 - 1


def test_q4_0_is_centred_on_eight() -> None:
    block = np.array([0.5], "<f2").tobytes() + bytes([0xF0] + [0x88] * 15)

    values = dequantise(memoryview(block), 2, (32,))

    assert values[0] == -4
    assert values[16] == 3.5
    assert values[1] == 0


def test_q8_0_is_scale_times_signed_byte() -> None:
    block = np.array([0.25], "<f2").tobytes() + np.arange(-16, 16, dtype="i1").tobytes()

    assert dequantise(memoryview(block), 8, (32,)).tolist() == [i / 4 for i in range(-16, 16)]


def test_refuses_other_kinds() -> None:
    with pytest.raises(BadModelFile, match="type 14"):
        dequantise(memoryview(b""), 14, (32,))


def test_requantising_leaves_few_values_and_keeps_the_ends() -> None:
    weights = np.random.default_rng(1).normal(size=(4, 64)).astype(np.float32)

    coarse = requantise(weights, 3)

    for block, rough in zip(weights.reshape(-1, 32), coarse.reshape(-1, 32), strict=True):
        assert len(np.unique(rough)) <= 8
        assert rough.min() == block.min()
        assert rough.max() == pytest.approx(block.max(), rel=1e-5)


def test_requantising_a_constant_block_keeps_it() -> None:
    flat = np.full((1, 32), 3.5, np.float32)

    assert (requantise(flat, 3) == flat).all()
