"""Read GGUF, the container in which quantised language models are published.

A model file comes from outside, so every count, length and offset in it is
checked against a bound and against the file's size before it is used.
Only what a Llama-type model needs is read; the tensors stay in the mapped file.
"""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taonet.markets.text.model.errors import BadModelFile
from taonet.markets.text.model.sampling import Floats

MAGIC: Final = b"GGUF"
VERSIONS: Final = (2, 3)
MAX_ENTRIES: Final = 4_096
MAX_TENSORS: Final = 65_536
MAX_ARRAY: Final = 4_000_000
MAX_STRING: Final = 1 << 20
MAX_DIMENSIONS: Final = 4
DEFAULT_ALIGNMENT: Final = 32

_SCALARS: Final = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
}  # fmt: skip
_STRING: Final = 8
_ARRAY: Final = 9

BLOCK: Final = 32
F32: Final = 0
F16: Final = 1
Q4_0: Final = 2
Q4_1: Final = 3
Q8_0: Final = 8
BLOCKS: Final = {F32: (4, 1), F16: (2, 1), Q4_0: (18, BLOCK), Q4_1: (20, BLOCK), Q8_0: (34, BLOCK)}
"""Bytes and values of one block, by the type number of the format."""

Scalar = int | float | bool | str
MetaValue = Scalar | list[Scalar]


@dataclass(frozen=True)
class TensorInfo:
    """Where one tensor lies in the file. `shape` is outermost dimension first."""

    name: str
    shape: tuple[int, ...]
    kind: int
    start: int
    size: int


@dataclass(frozen=True)
class GgufFile:
    """A mapped model file: its metadata and its tensor table."""

    path: Path
    metadata: dict[str, MetaValue]
    tensors: dict[str, TensorInfo]
    data: mmap.mmap

    def tensor_bytes(self, info: TensorInfo) -> memoryview:
        """Return the stored bytes of a tensor without copying them."""
        return memoryview(self.data)[info.start : info.start + info.size]


def open_gguf(path: Path) -> GgufFile:
    """Map a GGUF file and read its tables; refuse anything out of bounds."""
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise BadModelFile(f"{path} is empty") from error
    reader = _Reader(data, path)
    if reader.take(4) != MAGIC:
        raise reader.bad("does not start with GGUF")
    version = reader.unsigned("I", "version", 1 << 16)
    if version not in VERSIONS:
        raise reader.bad(f"has GGUF version {version}; versions 2 and 3 are read")
    tensor_count = reader.unsigned("Q", "number of tensors", MAX_TENSORS)
    entry_count = reader.unsigned("Q", "number of metadata entries", MAX_ENTRIES)
    metadata: dict[str, MetaValue] = {}
    for _ in range(entry_count):
        key = reader.string()
        metadata[key] = reader.value()
    tensors = _tensor_table(reader, tensor_count, metadata)
    return GgufFile(path, metadata, tensors, data)


def _tensor_table(reader: "_Reader", count: int, metadata: dict[str, MetaValue]) -> dict[str, TensorInfo]:
    alignment = metadata.get("general.alignment", DEFAULT_ALIGNMENT)
    if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 16:
        raise reader.bad(f"has an impossible alignment {alignment!r}")
    rows = [_tensor_row(reader) for _ in range(count)]
    base = -(-reader.position // alignment) * alignment
    table: dict[str, TensorInfo] = {}
    for name, shape, kind, offset in rows:
        if kind not in BLOCKS:
            raise reader.bad(f"tensor {name!r} has quantisation type {kind}, which is not read")
        block_bytes, block_values = BLOCKS[kind]
        values = 1
        for dimension in shape:
            values *= dimension
        if shape[-1] % block_values:
            raise reader.bad(f"tensor {name!r} has rows that are no whole number of blocks")
        size = values // block_values * block_bytes
        start = base + offset
        if offset % alignment or start + size > len(reader.data):
            raise reader.bad(f"tensor {name!r} lies outside the file (is it cut short?)")
        if name in table:
            raise reader.bad(f"tensor {name!r} appears twice")
        table[name] = TensorInfo(name, shape, kind, start, size)
    return table


def _tensor_row(reader: "_Reader") -> tuple[str, tuple[int, ...], int, int]:
    name = reader.string()
    dimensions = reader.unsigned("I", "number of dimensions", MAX_DIMENSIONS)
    # The format lists the innermost dimension first; NumPy wants it last.
    shape = tuple(reader.unsigned("Q", "dimension", 1 << 40) for _ in range(dimensions))[::-1]
    if not shape or 0 in shape:
        raise reader.bad(f"tensor {name!r} is empty")
    return (
        name,
        shape,
        reader.unsigned("I", "tensor type", 1 << 16),
        reader.unsigned("Q", "offset", 1 << 50),
    )


class _Reader:
    """A position in the mapped file; every read is checked against its end."""

    def __init__(self, data: mmap.mmap, path: Path) -> None:
        self.data = data
        self.path = path
        self.position = 0

    def bad(self, what: str) -> BadModelFile:
        return BadModelFile(f"{self.path} {what}")

    def take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.data):
            raise self.bad("ends in the middle of its tables")
        piece = self.data[self.position : end]
        self.position = end
        return piece

    def unsigned(self, form: str, what: str, limit: int) -> int:
        value: int = struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]
        if value > limit:
            raise self.bad(f"claims {value} as {what}; the limit is {limit}")
        return value

    def string(self) -> str:
        length = self.unsigned("Q", "string length", MAX_STRING)
        try:
            return self.take(length).decode()
        except UnicodeDecodeError as error:
            raise self.bad("holds a string that is not UTF-8") from error

    def value(self) -> MetaValue:
        kind = self.unsigned("I", "value type", 1 << 16)
        if kind != _ARRAY:
            return self.scalar(kind)
        item_kind = self.unsigned("I", "value type", 1 << 16)
        count = self.unsigned("Q", "array length", MAX_ARRAY)
        if item_kind in _SCALARS:
            form = f"<{count}{_SCALARS[item_kind]}"
            return list(struct.unpack(form, self.take(struct.calcsize(form))))
        return [self.scalar(item_kind) for _ in range(count)]

    def scalar(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self.string()
        if kind not in _SCALARS:
            raise self.bad(f"uses metadata type {kind}, which is not read")
        form = "<" + _SCALARS[kind]
        value: Scalar = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value


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
