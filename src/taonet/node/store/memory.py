"""The store in memory: for tests, simulations and throw-away chains; gone with the process."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Self

from taonet.node.store.port import Head, NotNextBlock, StateDiscarded, StoredBlock, StoreError, UnknownBlock

_PAGE = 2_000
_MOVED_KEYS = 10_000

Undo = dict[bytes, bytes | None]


class MemoryStore:
    """A `Store` that keeps everything in dictionaries."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._closed = False
        self._head: Head | None = None
        self._oldest = 0
        self._blocks: dict[int, StoredBlock] = {}  # without their changes
        self._numbers: dict[bytes, int] = {}
        self._state: dict[bytes, bytes] = {}
        self._undo: dict[int, Undo] = {}  # block -> key -> value before it
        self._touched: dict[bytes, list[int]] = {}  # key -> blocks that changed it
        self._notes: dict[str, bytes] = {}
        self._sorted: list[bytes] | None = []  # keys of the state, None if out of date
        self._moved = 0  # keys that came and went since they were sorted

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Refuse all further calls."""
        with self._lock:
            self._closed = True

    # Writing

    def append(self, block: StoredBlock) -> None:
        """Add the block after the head; see `Store.append`."""
        with self._lock:
            self._require_open()
            head = self._head
            if head is not None and (block.number, block.parent) != (head.number + 1, head.hash):
                raise NotNextBlock(
                    f"block {block.number} with parent 0x{block.parent.hex()} does not follow "
                    f"block {head.number}, 0x{head.hash.hex()}"
                )
            if head is None:
                self._oldest = block.number
            self._undo[block.number] = self._apply(block)
            body = tuple(block.body)
            self._blocks[block.number] = block._replace(body=body, changes={})
            self._numbers[block.hash] = block.number
            self._head = Head(block.number, block.hash)

    def _apply(self, block: StoredBlock) -> Undo:
        undo: Undo = {}
        for key, value in block.changes.items():
            before = self._state.get(key)
            if before == value:
                continue
            undo[key] = before
            self._put(key, value)
            self._touched.setdefault(key, []).append(block.number)
        return undo

    def _put(self, key: bytes, value: bytes | None) -> None:
        if (key in self._state) is (value is None):
            self._keep_sorted(key, there=value is not None)
        if value is None:
            self._state.pop(key, None)
        else:
            self._state[key] = value

    def _keep_sorted(self, key: bytes, *, there: bool) -> None:
        """Take a new key into the sorted keys, or a deleted one out; after many of them sort anew when asked."""
        keys = self._sorted
        self._moved += 1
        if keys is None or self._moved > _MOVED_KEYS:
            self._sorted = None
        elif there:
            insort(keys, key)
        else:
            del keys[bisect_left(keys, key)]

    def rollback(self, number: int) -> None:
        """Forget all blocks above `number`; see `Store.rollback`."""
        with self._lock:
            head = self._require_state(number)
            for undone in range(head.number, number, -1):
                self._undo_block(undone)
            self._head = Head(number, self._blocks[number].hash)

    def _undo_block(self, number: int) -> None:
        for key, before in self._undo.pop(number).items():
            self._put(key, before)
            self._forget_touch(key, number)
        block = self._blocks.pop(number)
        del self._numbers[block.hash]

    def _forget_touch(self, key: bytes, number: int) -> None:
        self._touched[key].remove(number)
        if not self._touched[key]:
            del self._touched[key]

    def prune(self, keep_blocks: int) -> None:
        """Forget the state before the newest `keep_blocks` blocks; see `Store.prune`."""
        if keep_blocks < 1:
            raise ValueError("at least the state of the head must be kept")
        with self._lock:
            self._require_open()
            if self._head is None:
                return
            oldest = max(self._oldest, self._head.number - keep_blocks + 1)
            for number in range(self._oldest, oldest):
                for key in self._undo.pop(number):
                    self._forget_touch(key, number)
            self._oldest = oldest

    def meta_put(self, name: str, value: bytes) -> None:
        """Write a note about the chain."""
        with self._lock:
            self._require_open()
            self._notes[name] = value

    # Reading

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError("the store in memory is closed")

    def _require_state(self, number: int) -> Head:
        self._require_open()
        if self._head is None or not 0 <= number <= self._head.number:
            raise UnknownBlock(f"there is no block {number}")
        if number < self._oldest:
            raise StateDiscarded(f"the state at block {number} was pruned; the oldest is {self._oldest}")
        return self._head

    def head(self) -> Head | None:
        """Return the best block, or None if there is no block yet."""
        with self._lock:
            self._require_open()
            return self._head

    def oldest_state(self) -> int | None:
        """Return the first block whose state can be read."""
        with self._lock:
            self._require_open()
            return None if self._head is None else self._oldest

    def block_hash(self, number: int) -> bytes | None:
        """Return the hash of a block."""
        with self._lock:
            self._require_open()
            block = self._blocks.get(number)
            return None if block is None else block.hash

    def number_of(self, block_hash: bytes) -> int | None:
        """Return the number of a block."""
        with self._lock:
            self._require_open()
            return self._numbers.get(block_hash)

    def _block(self, block_hash: bytes) -> StoredBlock | None:
        with self._lock:
            number = self.number_of(block_hash)
            return None if number is None else self._blocks.get(number)

    def header(self, block_hash: bytes) -> bytes | None:
        """Return the encoded header of a block."""
        block = self._block(block_hash)
        return None if block is None else block.header

    def body(self, block_hash: bytes) -> list[bytes] | None:
        """Return the extrinsics of a block in wire form."""
        block = self._block(block_hash)
        return None if block is None else list(block.body)

    def get(self, key: bytes) -> bytes | None:
        """Return the newest value of a key."""
        with self._lock:
            self._require_open()
            return self._state.get(key)

    def get_at(self, key: bytes, number: int) -> bytes | None:
        """Return the value a key had after block `number`; see `Store.get_at`."""
        with self._lock:
            self._require_state(number)
            return self._value_at(key, number)

    def _value_at(self, key: bytes, number: int) -> bytes | None:
        blocks = self._touched.get(key, ())
        later = bisect_right(blocks, number)
        return self._undo[blocks[later]][key] if later < len(blocks) else self._state.get(key)

    def keys_at(self, prefix: bytes, number: int, start: bytes | None, count: int) -> list[bytes]:
        """Return up to `count` sorted keys; see `Store.keys_at`."""
        with self._lock:
            self._require_state(number)
            return [key for key, _ in self._entries_at(prefix, number, start, count)]

    def _entries_at(self, prefix: bytes, number: int, start: bytes | None, count: int) -> list[tuple[bytes, bytes]]:
        keys = self._keys_ever(number)
        after = start if start is not None and start >= prefix else None
        first = bisect_left(keys, prefix) if after is None else bisect_right(keys, after)
        entries: list[tuple[bytes, bytes]] = []
        for index in range(first, len(keys)):
            key = keys[index]
            if len(entries) >= count or not key.startswith(prefix):
                break
            value = self._value_at(key, number)
            if value is not None:
                entries.append((key, value))
        return entries

    def _keys_ever(self, number: int) -> list[bytes]:
        """Return the sorted keys of the newest state and those deleted after block `number`."""
        if self._sorted is None:
            self._sorted, self._moved = sorted(self._state), 0
        newest = number if self._head is None else self._head.number
        undone = (self._undo[later] for later in range(number + 1, newest + 1))
        gone = {key for undo in undone for key in undo if key not in self._state}
        keys = self._sorted
        if gone:
            keys = keys.copy()
            for key in gone:
                insort(keys, key)
        return keys

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield keys and values of the state that is newest now; see `Store.iterate`."""
        head = self.head()
        if head is not None:
            yield from self._pages(head, prefix, start)

    def _pages(self, head: Head, prefix: bytes, start: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        while True:
            with self._lock:
                if self.block_hash(head.number) != head.hash:
                    raise StateDiscarded(f"block {head.number} was rolled back during the read")
                self._require_state(head.number)
                page = self._entries_at(prefix, head.number, start, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            start = page[-1][0]

    def meta_get(self, name: str) -> bytes | None:
        """Return a note about the chain, such as its genesis hash."""
        with self._lock:
            self._require_open()
            return self._notes.get(name)
