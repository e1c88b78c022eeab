"""The float32 cache: a model unpacked once, mapped by every process.

Unpacking takes seconds and half a gigabyte. The unpacked weights are written to
one file which all miners and validators of a machine map read-only, so they
share one copy in memory. A checksum catches a damaged file, which is then
written again.
"""

import math
import mmap
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import xxhash

from taonet.markets.packaged import exclusive
from taonet.markets.text.model.sampling import Floats

Tensors = dict[str, Floats]

MAGIC: Final = b"taonetf1"
_HEADER: Final = 1 << 16  # bytes before the first tensor
_ALIGN: Final = 64


class _Header(msgspec.Struct):
    """Name, shape and place of each tensor; the file's size and its checksum."""

    tensors: list[tuple[str, tuple[int, ...], int]]
    size: int
    xxh3: str


def load_or_make(path: Path, make: Callable[[], Iterator[tuple[str, Floats]]]) -> Tensors:
    """Map the cache file, writing it first with `make` if absent or damaged.

    Safe against other processes doing the same: one writes, the rest wait, and
    a reader never sees half a file.
    """
    tensors = _map(path)
    if tensors is not None:
        return tensors
    path.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(path.with_suffix(".lock")):
        tensors = _map(path)
        if tensors is None:
            _write(path, make())
            tensors = _map(path)
    if tensors is None:
        raise OSError(f"{path} cannot be read back; is the disk full or failing?")
    return tensors


def _write(path: Path, tensors: Iterator[tuple[str, Floats]]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            table: list[tuple[str, tuple[int, ...], int]] = []
            digest = xxhash.xxh3_64()
            position = _HEADER
            file.seek(position)
            for tensor_name, values in tensors:
                data = np.ascontiguousarray(values, dtype="<f4").tobytes()
                data += bytes(-len(data) % _ALIGN)
                table.append((tensor_name, values.shape, position))
                digest.update(data)
                file.write(data)
                position += len(data)
            header = msgspec.json.encode(_Header(table, position, digest.hexdigest()))
            block = MAGIC + len(header).to_bytes(4, "little") + header
            if len(block) > _HEADER:
                raise ValueError(f"{len(table)} tensors do not fit the header")  # noqa: TRY301  the draft must go
            file.seek(0)
            file.write(block)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _map(path: Path) -> Tensors | None:
    """Map a cache file, or return None if it is absent or not intact."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (FileNotFoundError, ValueError):  # ValueError: an empty file
        return None
    if len(data) < _HEADER or data[:8] != MAGIC:
        return None
    length = int.from_bytes(data[8:12], "little")
    try:
        header = msgspec.json.decode(data[12 : min(12 + length, _HEADER)], type=_Header)
    except msgspec.MsgspecError:
        return None
    if header.size != len(data):
        return None
    if xxhash.xxh3_64(memoryview(data)[_HEADER:]).hexdigest() != header.xxh3:
        return None
    return {
        name: np.frombuffer(data, "<f4", math.prod(shape), start).reshape(shape)
        for name, shape, start in header.tensors
    }
