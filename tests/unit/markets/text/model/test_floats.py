from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from taonet.markets.text.model.floats import Floats, load_or_make

WEIGHTS = np.arange(12, dtype=np.float32).reshape(3, 4)


class _Maker:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Iterator[tuple[str, Floats]]:
        self.calls += 1
        yield "a", WEIGHTS
        yield "b", WEIGHTS[0]


def test_unpacks_once_and_maps_afterwards(tmp_path: Path) -> None:
    make = _Maker()

    for _ in range(3):
        tensors = load_or_make(tmp_path / "x.f32", make)

    assert make.calls == 1
    assert (tensors["a"] == WEIGHTS).all()
    assert (tensors["b"] == WEIGHTS[0]).all()
    assert not tensors["a"].flags.writeable


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    make, path = _Maker(), tmp_path / "x.f32"
    load_or_make(path, make)
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)

    tensors = load_or_make(path, make)

    assert make.calls == 2
    assert (tensors["a"] == WEIGHTS).all()


def test_a_cache_cut_short_is_made_again(tmp_path: Path) -> None:
    make, path = _Maker(), tmp_path / "x.f32"
    load_or_make(path, make)
    path.write_bytes(path.read_bytes()[:-10])

    load_or_make(path, make)

    assert make.calls == 2


def test_a_failed_unpacking_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, Floats]]:
        yield "a", WEIGHTS
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        load_or_make(tmp_path / "x.f32", broken)

    assert [p.name for p in tmp_path.iterdir()] == ["x.lock"]
