"""The state that a block is applied to: a key-value overlay with nested transactions, plus the events so far.

It is the first argument of every rule. Nothing in it knows a clock, a file or a thread.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol, final

if TYPE_CHECKING:
    from taonet.frame.event import Event
    from taonet.frame.runtime import Runtime

ITEM_PREFIX = 32
"""Bytes of a state key that name pallet and storage item: two 16-byte hashes."""

_UNCHANGED: Final = b"\xff" * ITEM_PREFIX
"""Stands for a key without a write; told from values by identity."""


class Backend(Protocol):
    """Read access to the committed state. Keys iterate in byte order."""

    def get(self, key: bytes) -> bytes | None:
        """Return the committed value."""
        ...

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield committed pairs under `prefix` whose key is greater than `start`."""
        ...


@final
class DictBackend:
    """A committed state in memory: what tests and genesis build upon."""

    __slots__ = ("_keys", "_values")

    def __init__(self, values: Mapping[bytes, bytes] | None = None) -> None:
        self._values = dict(values or {})
        self._keys = sorted(self._values)

    def get(self, key: bytes) -> bytes | None:
        """Return the committed value."""
        return self._values.get(key)

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield committed pairs under `prefix` whose key is greater than `start`, in byte order."""
        keys = self._keys
        position = bisect_left(keys, prefix)
        if start is not None:
            position = max(position, bisect_right(keys, start))
        while position < len(keys) and keys[position].startswith(prefix):
            yield keys[position], self._values[keys[position]]
            position += 1

    def commit(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Apply a block's changes; None removes."""
        for key, value in changes.items():
            if value is None:
                self._values.pop(key, None)
            else:
                self._values[key] = value
        self._keys = sorted(self._values)


class Phase:
    """Where in a block an event happens: an extrinsic's index, or one of the two ends."""

    INITIALIZATION = -2
    FINALIZATION = -1


@final
class State:
    """An overlay over a backend, under the rules of a runtime. Writes stay in it until the caller takes `changes()`."""

    __slots__ = (
        "_backend",
        "_changed_items",
        "_committed",
        "_journal",
        "_values",
        "events",
        "extrinsics",
        "phase",
        "runtime",
    )

    def __init__(self, backend: Backend, runtime: Runtime) -> None:
        self.runtime = runtime
        self._backend = backend
        self._committed = backend.get  # bound once; a block reads thousands of values
        self._values: dict[bytes, bytes | None] = {}
        self._journal: list[tuple[bytes, bytes | None]] = []
        self._changed_items: dict[bytes, set[bytes]] = {}
        self.events: list[tuple[int, Event]] = []
        """Events of this block so far, each with its phase: an extrinsic's index or a `Phase` constant."""
        self.extrinsics: dict[int, bytes] = {}
        """Extrinsics of this block by index, for its header. One that was undone is overwritten by the next."""
        self.phase: int = Phase.INITIALIZATION

    def get(self, key: bytes) -> bytes | None:
        """Return the present value of a state key."""
        value = self._values.get(key, _UNCHANGED)
        return self._committed(key) if value is _UNCHANGED else value

    def put(self, key: bytes, value: bytes | None) -> None:
        """Write a state key; None removes it."""
        values = self._values
        before = values.get(key, _UNCHANGED)
        self._journal.append((key, before))
        values[key] = value
        if before is _UNCHANGED:
            item = key[:ITEM_PREFIX]
            keys = self._changed_items.get(item)
            if keys is None:
                self._changed_items[item] = {key}
            else:
                keys.add(key)

    def delete(self, key: bytes) -> None:
        """Remove a state key."""
        self.put(key, None)

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield pairs under `prefix` in byte order, with this overlay's writes; `start` is excluded.

        The overlay's part is fixed at the first step: writes during the walk are not seen.
        """
        own = self._own_keys(prefix, start)
        if not own:
            yield from self._backend.iterate(prefix, start)
            return
        values = {key: self._values[key] for key in own}
        position = 0
        for key, value in self._backend.iterate(prefix, start):
            while position < len(own) and own[position] < key:
                mine = values[own[position]]
                if mine is not None:
                    yield own[position], mine
                position += 1
            if position < len(own) and own[position] == key:
                mine = values[key]
                if mine is not None:
                    yield key, mine
                position += 1
            else:
                yield key, value
        for key in own[position:]:
            mine = values[key]
            if mine is not None:
                yield key, mine

    def _own_keys(self, prefix: bytes, start: bytes | None) -> list[bytes]:
        if len(prefix) >= ITEM_PREFIX:
            candidates = self._changed_items.get(prefix[:ITEM_PREFIX], set())
        else:
            candidates = set(self._values)
        return sorted(key for key in candidates if key.startswith(prefix) and (start is None or key > start))

    def clear_prefix(self, prefix: bytes, limit: int | None = None) -> int:
        """Remove all keys under `prefix`, or the first `limit` of them; return how many."""
        doomed: list[bytes] = []
        for key, _ in self.iterate(prefix):
            if limit is not None and len(doomed) >= limit:
                break
            doomed.append(key)
        for key in doomed:
            self.delete(key)
        return len(doomed)

    def emit(self, event: Event) -> None:
        """Deposit an event in the present phase."""
        self.events.append((self.phase, event))

    def transaction(self) -> Transaction:
        """Return a context that undoes all writes and events of its body when it raises; the exception goes on."""
        return Transaction(self)

    def mark(self) -> tuple[int, int]:
        """Return a point to which `undo` can go back."""
        return len(self._journal), len(self.events)

    def undo(self, mark: tuple[int, int]) -> None:
        """Undo all writes and events since a mark."""
        writes, events = mark
        journal, values = self._journal, self._values
        while len(journal) > writes:
            key, before = journal.pop()
            if before is _UNCHANGED:
                del values[key]
                self._changed_items[key[:ITEM_PREFIX]].discard(key)
            else:
                values[key] = before
        del self.events[events:]

    def changes(self) -> Mapping[bytes, bytes | None]:
        """Return all keys written since the start with their last value; None stands for removed."""
        return self._values


@final
class Transaction:
    """A body whose writes and events are undone when it raises. A class: blocks enter thousands of them."""

    __slots__ = ("_mark", "_s")

    def __init__(self, s: State) -> None:
        self._s = s

    def __enter__(self) -> None:
        self._mark = self._s.mark()

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        if kind is not None:
            self._s.undo(self._mark)
