"""The state between two blocks, in memory: what a block is executed upon."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from typing import final

from taonet.trie.state import Trie


@final
class World:
    """A state that goes on from block to block, with its trie; a `Backend` of states."""

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self.values = dict(pairs)
        self._keys = sorted(self.values)
        self.trie = Trie.build(self.values.items())

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key."""
        return self.values.get(key)

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield pairs under `prefix` whose key is greater than `start`, in byte order."""
        keys, values = self._keys, self.values
        place = bisect_left(keys, prefix)
        if start is not None:
            place = max(place, bisect_right(keys, start))
        while place < len(keys) and keys[place].startswith(prefix):
            yield keys[place], values[keys[place]]
            place += 1

    def go_on(self, changes: Mapping[bytes, bytes | None], trie: Trie | None = None) -> None:
        """Apply what a block changed; `trie` is the one after it where it is known already."""
        values = self.values
        for key, value in changes.items():
            if value is None:
                if values.pop(key, None) is not None:
                    del self._keys[bisect_left(self._keys, key)]
            else:
                if key not in values:
                    insort(self._keys, key)
                values[key] = value
        if trie is None:
            self.trie = self.trie.copy()
            self.trie.update(changes)
        else:
            self.trie = trie
