"""A cursor over bytes from outside: never reads past the end, never nests without bound."""

from typing import final

from taonet.scale.errors import DecodeError

MAX_DEPTH = 256
"""Nested calls that a decoder follows; the real chain stops at the same depth."""

MAX_CALLS = 1 << 16
"""Calls in one input that a decoder follows: a byte or two each, they cost much more to read than they cost to send.

The checks before every call alone make so many too heavy for a block, so nothing that could enter one is refused.
"""


@final
class Reader:
    """Hand out bytes from front to back."""

    __slots__ = ("calls", "data", "depth", "end", "position")

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = data
        self.position = position
        self.end = len(data)
        self.depth = 0
        self.calls = 0

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
        """Enter a nested call; refuse beyond `MAX_DEPTH` levels, and more than `MAX_CALLS` in all."""
        self.depth += 1
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise DecodeError(f"more than {MAX_CALLS} calls up to offset {self.position}")
        if self.depth > MAX_DEPTH:
            raise DecodeError(f"nested deeper than {MAX_DEPTH} levels at offset {self.position}")

    def leave(self) -> None:
        """Leave a nested call."""
        self.depth -= 1

    def finish(self) -> None:
        """Refuse bytes that nothing has read."""
        if self.position != self.end:
            raise DecodeError(f"{self.end - self.position} bytes are left over at offset {self.position}")
