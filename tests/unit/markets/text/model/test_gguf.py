import contextlib
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.markets.text.model.errors import BadModelFile
from taonet.markets.text.model.gguf import dequantise, open_gguf, requantise


def test_reads_metadata_and_tensor_table(tiny_gguf: Path) -> None:
    file = open_gguf(tiny_gguf)

    assert file.metadata["llama.block_count"] == 4
    assert file.tensors["blk.3.ffn_down.weight"].shape == (32, 64)
    assert len(file.tensor_bytes(file.tensors["output_norm.weight"])) == 32 * 4


def test_refuses_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"")

    with pytest.raises(BadModelFile, match="empty"):
        open_gguf(tmp_path / "x.gguf")


def test_refuses_another_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"PK\x03\x04 not a model")

    with pytest.raises(BadModelFile, match="does not start with GGUF"):
        open_gguf(tmp_path / "x.gguf")


def test_refuses_an_unknown_version(make_gguf: Callable[..., Path], tmp_path: Path) -> None:
    path = make_gguf(tmp_path / "x.gguf", version=9)

    with pytest.raises(BadModelFile, match="version 9"):
        open_gguf(path)


def test_refuses_huge_counts_without_allocating(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1))

    with pytest.raises(BadModelFile, match="the limit is"):
        open_gguf(path)


def test_refuses_a_string_longer_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1000) + b"key")

    with pytest.raises(BadModelFile, match="ends in the middle"):
        open_gguf(path)


@settings(max_examples=40, deadline=None)
@given(cut=st.floats(min_value=0.0, max_value=0.999))
def test_refuses_a_file_cut_anywhere(tiny_gguf: Path, tmp_path_factory: pytest.TempPathFactory, cut: float) -> None:
    data = tiny_gguf.read_bytes()
    path = tmp_path_factory.mktemp("cut") / "x.gguf"
    path.write_bytes(data[: int(len(data) * cut)])

    with pytest.raises(BadModelFile):
        open_gguf(path)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 6000), value=st.integers(0, 255))
def test_a_flipped_byte_is_read_or_refused_but_never_crashes(
    tiny_gguf: Path, tmp_path_factory: pytest.TempPathFactory, place: int, value: int
) -> None:
    data = bytearray(tiny_gguf.read_bytes())
    data[place] = value
    path = tmp_path_factory.mktemp("flip") / "x.gguf"
    path.write_bytes(data)

    with contextlib.suppress(BadModelFile):
        open_gguf(path)


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
