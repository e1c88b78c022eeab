import contextlib
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.subnets.text.model.errors import BadModelFile
from taonet.subnets.text.model.gguf import open_gguf


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
