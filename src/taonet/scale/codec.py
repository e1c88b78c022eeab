"""The codec: one value that writes, reads and describes one type.

Codecs are values, not classes to derive from: combinators in the neighbouring modules build new ones from old ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, final

from taonet.scale.reader import Reader
from taonet.scale.shape import Shape

T = TypeVar("T")


@final
class Fixed(Generic[T]):
    """Pack and unpack values that all have the same number of bytes, without a reader.

    `pack(value)` refuses what does not fit with `EncodeError`; `unpack(data)` is given exactly that many bytes.
    """

    __slots__ = ("pack", "unpack")

    def __init__(self, pack: Callable[[T], bytes], unpack: Callable[[bytes], T]) -> None:
        self.pack = pack
        self.unpack = unpack


@final
class Codec(Generic[T]):
    """Write and read values of one type.

    `write(value, out)` appends to a bytearray and refuses what does not fit with `EncodeError`;
    `read(reader)` returns a value or refuses with `DecodeError`;
    `minimum` is the least number of bytes a value takes: it bounds what a length prefix may claim;
    `fixed`, where there is one, is a shorter way to the same for a type whose every value has `minimum` bytes.
    """

    __slots__ = ("fixed", "minimum", "name", "read", "shape", "write")

    def __init__(
        self,
        name: str,
        shape: Shape,
        write: Callable[[T, bytearray], None],
        read: Callable[[Reader], T],
        minimum: int,
        fixed: Fixed[T] | None = None,
    ) -> None:
        self.name = name
        self.shape = shape
        self.write = write
        self.read = read
        self.minimum = minimum
        self.fixed = fixed

    def encode(self, value: T) -> bytes:
        """Return the bytes of `value`."""
        if self.fixed is not None:
            return self.fixed.pack(value)
        out = bytearray()
        self.write(value, out)
        return bytes(out)

    def decode(self, data: bytes) -> T:
        """Return the value of exactly these bytes; refuse too few and too many."""
        if self.fixed is not None and len(data) == self.minimum:
            return self.fixed.unpack(data)
        reader = Reader(data)
        value = self.read(reader)
        if reader.position != reader.end:
            reader.finish()
        return value

    def __repr__(self) -> str:
        return f"<codec {self.name}>"
