"""The codec: one value that writes, reads and describes one type.

Codecs are values, not classes to derive from: combinators in the neighbouring modules build new ones from old ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar, final

from taonet.scale.reader import Reader
from taonet.scale.shape import Shape

T = TypeVar("T")


class Number(NamedTuple):
    """An integer in a value: the attributes that lead to it (none: it is the value), its bytes, whether it has a sign."""

    path: str
    width: int
    signed: bool


class Layout(NamedTuple):
    """The integers of which a value consists, in wire order, and what makes it of them; None: it is the only one."""

    numbers: tuple[Number, ...]
    build: Callable[[Sequence[int]], Any] | None


@final
class Fixed(Generic[T]):
    """Pack and unpack values that all have the same number of bytes, without a reader.

    `pack(value)` refuses what does not fit with `EncodeError`, `unpack(data)` any other number of bytes with `DecodeError`.
    `layout` is there when the values are integers, or structs of nothing else.
    """

    __slots__ = ("layout", "pack", "unpack")

    def __init__(self, pack: Callable[[T], bytes], unpack: Callable[[bytes], T], layout: Layout | None = None) -> None:
        self.pack = pack
        self.unpack = unpack
        self.layout = layout


@final
class Codec(Generic[T]):
    """Write and read values of one type.

    `write(value, out)` appends to a bytearray and refuses what does not fit with `EncodeError`;
    `read(reader)` returns a value or refuses with `DecodeError`;
    `encode(value)` returns the bytes of a value;
    `decode(data)` returns the value of exactly these bytes and refuses too few and too many;
    `minimum` is the least number of bytes a value takes: it bounds what a length prefix may claim;
    `fixed`, where there is one, is a shorter way to the same for a type whose every value has `minimum` bytes;
    `small` says that values are few bytes and cannot be changed, so that one may be given out again and again.
    """

    __slots__ = ("decode", "encode", "fixed", "minimum", "name", "read", "shape", "small", "write")

    def __init__(
        self,
        name: str,
        shape: Shape,
        write: Callable[[T, bytearray], None],
        read: Callable[[Reader], T],
        minimum: int,
        fixed: Fixed[T] | None = None,
        *,
        small: bool | None = None,
    ) -> None:
        self.name = name
        self.shape = shape
        self.write = write
        self.read = read
        self.minimum = minimum
        self.fixed = fixed
        self.small = fixed is not None if small is None else small
        # Functions, not methods: storage reads and writes thousands of values a block through them.
        self.encode: Callable[[T], bytes] = partial(_written, write) if fixed is None else fixed.pack
        self.decode: Callable[[bytes], T] = partial(read_whole, read) if fixed is None else fixed.unpack

    def __repr__(self) -> str:
        return f"<codec {self.name}>"


REMEMBERED = 1024
"""Values that a codec keeps for the next time it meets their bytes."""


def remember(codec: Codec[T]) -> Codec[T]:
    """Let a codec give out again what it has just written or read, instead of reading the same bytes anew.

    Between two blocks most of the state stays as it was, and what a rule writes the next one reads.
    """
    pack, unpack = codec.encode, codec.decode
    known: dict[bytes, T] = {}
    recall = known.get

    def encode(value: T) -> bytes:
        data = pack(value)
        if len(known) >= REMEMBERED:
            known.clear()
        known[data] = value
        return data

    def decode(data: bytes) -> T:
        value = recall(data)
        if value is None:
            value = unpack(data)
            if len(known) >= REMEMBERED:
                known.clear()
            known[data] = value
        return value

    codec.encode, codec.decode = encode, decode
    return codec


def read_whole(read: Callable[[Reader], T], data: bytes) -> T:
    """Return what `read` makes of exactly these bytes; refuse too few and too many."""
    reader = Reader(data)
    value = read(reader)
    if reader.position != reader.end:
        reader.finish()
    return value


def _written(write: Callable[[T, bytearray], None], value: T) -> bytes:
    out = bytearray()
    write(value, out)
    return bytes(out)
