"""The store for tests and throw-away chains: the newest state in memory, gone with the process.

Blocks, and what their states differed in, lie in an unnamed temporary file: a chain that runs for days must not grow.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Self

from taonet.node.store.port import (
    HASH_LENGTH,
    Head,
    NotNextBlock,
    StateDiscarded,
    StoredBlock,
    StoreError,
    UnknownBlock,
)
from taonet.node.store.records import (
    Before,
    Blocks,
    Name,
    decode_body,
    decode_record,
    encode_body,
    encode_record,
    resolved,
    shortened,
)
from taonet.node.store.spool import Spool

_PAGE = 2_000
_MOVED_KEYS = 10_000
_MANY = 100  # restored keys from which sorting anew is quicker than moving one by one
_ROWS = 3  # of a block in the spool: header, body, record


class MemoryStore:
    """A `Store` whose newest state lies in dictionaries; older blocks lie in an unnamed temporary file."""

    quick = True

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._closed = False
        self._head: Head | None = None
        self._first = 0
        self._oldest = 0
        self._spool = Spool()
        self._numbers: dict[bytes, int] = {}
        self._state: dict[bytes, bytes] = {}
        self._ids: dict[bytes, int] = {}  # key -> the number that stands for it in records
        self._names: list[bytes] = []  # that number -> key
        self._touched: dict[bytes, int | array[int]] = {}  # key -> the block, or the blocks, that changed it
        self._notes: dict[str, bytes] = {}
        self._sorted: list[bytes] | None = []  # keys of the state, None if out of date
        self._moved = 0  # keys that came and went since they were sorted
        self._blocks = Blocks(self._body_of, self._numbers.get, self._hash_of)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Refuse all further calls."""
        with self._lock:
            self._closed = True
            self._spool.close()

    # Writing

    def size_in_bytes(self) -> int:
        """Return 0: nothing is on disk."""
        return 0

    def append(self, *blocks: StoredBlock) -> None:
        """Add blocks after the head; see `Store.append`."""
        with self._lock:
            self._require_open()
            head = self._head
            for block in blocks:
                if head is not None and (block.number, block.parent) != (head.number + 1, head.hash):
                    raise NotNextBlock(
                        f"block {block.number} with parent 0x{block.parent.hex()} does not follow "
                        f"block {head.number}, 0x{head.hash.hex()}"
                    )
                head = Head(block.number, block.hash)
            for block in blocks:
                self._append(block)

    def _append(self, block: StoredBlock) -> None:
        if self._head is None:
            self._first = self._oldest = block.number
        changed = {key: before for key, value in block.changes.items() if (before := self._state.get(key)) != value}
        blocks = self._blocks._replace(body=cache(self._body_of))
        record = {
            self._name_of(key, overwritten=before is not None and block.changes[key] is not None): shortened(
                before, block.number, blocks
            )
            for key, before in changed.items()
        }
        self._spool.append(block.hash + block.header, encode_body(block.body), encode_record(record))
        for key in changed:
            self._put(key, block.changes[key])
            self._touch(key, block.number)
        self._numbers[block.hash] = block.number
        self._head = Head(block.number, block.hash)

    def _touch(self, key: bytes, number: int) -> None:
        """Note that a block changed a key. Most keys change once, and a number takes less than a list of one."""
        blocks = self._touched.get(key)
        if blocks is None:
            self._touched[key] = number
        elif isinstance(blocks, int):
            self._touched[key] = array("I", (blocks, number))
        else:
            blocks.append(number)

    def _blocks_of(self, key: bytes) -> Sequence[int]:
        """Return the blocks that changed a key, in order."""
        blocks = self._touched.get(key, ())
        return (blocks,) if isinstance(blocks, int) else blocks

    def _name_of(self, key: bytes, *, overwritten: bool) -> Name:
        """Return what stands for a key in a record: a number if it is likely to change again."""
        if not overwritten:
            return key
        known = self._ids.get(key)
        if known is None:
            known = self._ids[key] = len(self._names)
            self._names.append(key)
        return known

    def _row(self, number: int, which: int) -> bytes:
        return self._spool[(number - self._first) * _ROWS + which]

    def _body_of(self, number: int) -> bytes | None:
        return self._row(number, 1) if self._is_there(number) else None

    def _hash_of(self, number: int) -> bytes | None:
        return self._row(number, 0)[:HASH_LENGTH] if self._is_there(number) else None

    def _is_there(self, number: int) -> bool:
        return self._first <= number < self._first + len(self._spool) // _ROWS

    def _record_of(self, number: int) -> dict[bytes, Before]:
        record = decode_record(self._row(number, 2))
        return {self._names[name] if isinstance(name, int) else name: before for name, before in record.items()}

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

    def rollback(self, number: int) -> dict[bytes, bytes | None]:
        """Forget all blocks above `number`; see `Store.rollback`."""
        with self._lock:
            head = self._require_state(number)
            undone: dict[bytes, Before] = {}
            for later in range(head.number, number, -1):
                undone.update(self._record_of(later))
                del self._numbers[self._row(later, 0)[:HASH_LENGTH]]
            restored = {key: resolved(before, self._blocks) for key, before in undone.items()}
            self._sorted = None if len(restored) > _MANY else self._sorted
            for key, value in restored.items():
                self._put(key, value)
                self._keep_touches(key, 0, number + 1)
            self._head = Head(number, self._row(number, 0)[:HASH_LENGTH])
            self._spool.cut((number - self._first + 1) * _ROWS)
            return restored

    def _keep_touches(self, key: bytes, first: int, end: int) -> None:
        """Keep of the blocks that changed a key those from `first` to before `end`."""
        blocks = self._blocks_of(key)
        kept = blocks[bisect_left(blocks, first) : bisect_left(blocks, end)]
        if kept:
            self._touched[key] = array("I", kept)
        else:
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
            changed: set[bytes] = set()
            for number in range(self._oldest, oldest):
                changed.update(self._record_of(number))
            for key in changed:
                self._keep_touches(key, oldest, 1 << 32)
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
            return self._hash_of(number)

    def number_of(self, block_hash: bytes) -> int | None:
        """Return the number of a block."""
        with self._lock:
            self._require_open()
            return self._numbers.get(block_hash)

    def header(self, block_hash: bytes) -> bytes | None:
        """Return the encoded header of a block."""
        with self._lock:
            number = self.number_of(block_hash)
            return None if number is None else self._row(number, 0)[HASH_LENGTH:]

    def body(self, block_hash: bytes) -> list[bytes] | None:
        """Return the extrinsics of a block in wire form."""
        with self._lock:
            number = self.number_of(block_hash)
            return None if number is None else decode_body(self._row(number, 1))

    def get(self, key: bytes) -> bytes | None:
        """Return the newest value of a key."""
        self._require_open()
        return self._state.get(key)

    def get_at(self, key: bytes, number: int) -> bytes | None:
        """Return the value a key had after block `number`; see `Store.get_at`."""
        with self._lock:
            self._require_state(number)
            return self._value_at(key, number)

    def _value_at(self, key: bytes, number: int) -> bytes | None:
        blocks = self._blocks_of(key)
        later = bisect_right(blocks, number)
        if later == len(blocks):
            return self._state.get(key)
        return resolved(self._record_of(blocks[later])[key], self._blocks)

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
        gone = (
            {key for key in self._touched if key not in self._state and self._blocks_of(key)[-1] > number}
            if newest > number
            else ()
        )
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
                if self._head != head and self.block_hash(head.number) != head.hash:
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
