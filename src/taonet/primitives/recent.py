"""What was worked out lately, so that it need not be worked out again."""

from __future__ import annotations

from typing import Generic, TypeVar, final

K = TypeVar("K")
V = TypeVar("V")


@final
class Recent(Generic[K, V]):
    """Remember the latest `most` entries at least and twice as many at most, of `most_bytes` and twice that.

    Two dictionaries: when the younger is full, the older is dropped and the younger takes its place. Any thread may ask
    and add; an entry that two of them race for may be forgotten early, never mixed up.
    """

    __slots__ = ("_bytes", "_most", "_most_bytes", "_older", "_younger")

    def __init__(self, most: int, most_bytes: int = 1 << 62) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._younger: dict[K, V] = {}
        self._older: dict[K, V] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def get(self, key: K) -> V | None:
        """Return what is remembered for a key."""
        value = self._younger.get(key)
        return self._older.get(key) if value is None else value

    def add(self, key: K, value: V, size: int = 0) -> None:
        """Remember a value; `size` is what it takes of the bytes."""
        if len(self._younger) >= self._most or self._bytes + size > self._most_bytes:
            self._older, self._younger, self._bytes = self._younger, {}, 0
        self._younger[key] = value
        self._bytes += size

    def clear(self) -> None:
        """Forget everything."""
        self._younger, self._older, self._bytes = {}, {}, 0
