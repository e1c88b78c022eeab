"""State backends over the store: the newest state, cached in memory, and the state as of any kept block."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import final

from taonet.node.store import Store

HOT_LIMIT = 400_000
PAGE = 512


@final
class NewestState:
    """The state after the best block. Values once read stay in memory until too many are.

    Any thread may read while one writes. A reader that needs several values of one and the same block compares
    `version` before and after: odd, or another one, means that a block came in between.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keeps = not store.quick
        self._hot: dict[bytes, bytes | None] = {}
        self.version = 0

    @contextmanager
    def changing(self) -> Generator[None]:
        """Mark the time in which a block is written and the head moves."""
        self.version += 1
        try:
            yield
        finally:
            self.version += 1

    def get(self, key: bytes) -> bytes | None:
        """Return the newest value of a key."""
        if not self._keeps:
            return self._store.get(key)
        hot = self._hot
        try:
            return hot[key]
        except KeyError:
            if len(hot) >= HOT_LIMIT:
                self._hot = {}
            value = self._store.get(key)
            # A commit on another thread may have been quicker; its value must stay. For the same reason `_hot` is
            # replaced and never cleared: what was read before a commit then ends in a dictionary that is no longer read.
            hot.setdefault(key, value)
            return value

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield the newest pairs under a prefix in key order."""
        return self._store.iterate(prefix, start)

    def committed(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Apply the writes of a commit."""
        if self._keeps:
            self._hot.update(changes)


@final
class PastState:
    """The state after a kept block. Raises `StateDiscarded` when it was pruned."""

    def __init__(self, store: Store, number: int) -> None:
        self._store = store
        self._number = number

    def get(self, key: bytes) -> bytes | None:
        """Return the value a key had."""
        return self._store.get_at(key, self._number)

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield the pairs under a prefix in key order."""
        while keys := self._store.keys_at(prefix, self._number, start, PAGE):
            for key in keys:
                value = self._store.get_at(key, self._number)
                if value is not None:
                    yield key, value
            if len(keys) < PAGE:
                return
            start = keys[-1]
