"""A cursor over bytes from outside: never reads past the end, never nests without bound."""

from typing import final

from taonet.scale.errors import DecodeError

MAX_DEPTH = 256
"""Nested calls that a decoder follows; the real chain stops at the same depth."""


@final
class Reader:
    """Hand out bytes from front to back."""

    __slots__ = ("data", "depth", "end", "position")

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = data
        self.position = position
        self.end = len(data)
        self.depth = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes; refuse when fewer are left."""
        start = self.position
        stop = start + count
        if stop > self.end:
            raise DecodeError(f"expected {count} bytes at offset {start}, only {self.end - start} are left")
        self.position = stop
        return self.data[start:stop]

    def byte(self) -> int:
        """Return the next byte as a number."""
        position = self.position
        if position >= self.end:
            raise DecodeError(f"expected a byte at offset {position}, nothing is left")
        self.position = position + 1
        return self.data[position]

    def remaining(self) -> int:
        """Return how many bytes are left."""
        return self.end - self.position

    def enter(self) -> None:
        """Go one level deeper; refuse beyond `MAX_DEPTH`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise DecodeError(f"nested deeper than {MAX_DEPTH} levels at offset {self.position}")

    def leave(self) -> None:
        """Come back from a level."""
        self.depth -= 1

    def finish(self) -> None:
        """Refuse bytes that nothing has read."""
        if self.position != self.end:
            raise DecodeError(f"{self.end - self.position} bytes are left over at offset {self.position}")
