"""The interface of a store: blocks in sequence, the newest state, and the history of older states.

Two stores implement it, one on disk and one in memory, and pass the same tests. Everything is
bytes; the store knows nothing of the runtime.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, Self

HASH_LENGTH = 32


class StoreError(Exception):
    """The store could not do what was asked; nothing was changed."""


class ForeignDirectory(StoreError):
    """The path holds files that are not a store's; nothing in it was touched."""


class BrokenStore(StoreError):
    """The directory is a store, but its data are damaged. Restore a copy or start anew."""


class StoreLocked(StoreError):
    """Another process has the store open."""


class StoreVersionMismatch(StoreError):
    """The store was written in a format this version does not read."""


class NotNextBlock(StoreError):
    """The block does not follow the head of the store."""


class UnknownBlock(StoreError):
    """The store has no block of that number."""


class StateDiscarded(StoreError):
    """The state at that block was pruned, or the block was rolled back during the read."""


class Head(NamedTuple):
    """The best block."""

    number: int
    hash: bytes


class StoredBlock(NamedTuple):
    """A block and what it did to the state.

    Extrinsics are in wire form, with their length prefix, so that blake2-256 of one is its hash.
    In `changes`, None deletes a key.
    """

    number: int
    hash: bytes
    parent: bytes
    header: bytes
    body: Sequence[bytes]
    changes: Mapping[bytes, bytes | None]


class Store(Protocol):
    """Blocks, newest state and history. Methods may be called from any thread.

    Numbers are block numbers. What is read is what the last finished `append` or `rollback` left.
    """

    quick: bool
    """Whether `get` costs no more than a look into a dictionary, so that there is no use in keeping values."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *args: object) -> None: ...

    def close(self) -> None:
        """Release the store; any further call raises `StoreError`."""
        ...

    def size_in_bytes(self) -> int:
        """Return the bytes on disk, 0 for a store in memory."""
        ...

    def append(self, *blocks: StoredBlock) -> None:
        """Add blocks after the head, all of them or nothing; they are kept once this returns.

        The first block of an empty store may have any number. Raises `NotNextBlock` otherwise.
        """
        ...

    def rollback(self, number: int) -> dict[bytes, bytes | None]:
        """Forget all blocks above `number` and restore the state after it; return the keys that this changed.

        They come with their restored values, None where nothing was.
        """
        ...

    def prune(self, keep_blocks: int) -> None:
        """Forget the state before the newest `keep_blocks` blocks; blocks themselves stay."""
        ...

    def head(self) -> Head | None:
        """Return the best block, or None if there is no block yet."""
        ...

    def oldest_state(self) -> int | None:
        """Return the first block whose state can be read."""
        ...

    def block_hash(self, number: int) -> bytes | None:
        """Return the hash of a block."""
        ...

    def number_of(self, block_hash: bytes) -> int | None:
        """Return the number of a block."""
        ...

    def header(self, block_hash: bytes) -> bytes | None:
        """Return the encoded header of a block."""
        ...

    def body(self, block_hash: bytes) -> list[bytes] | None:
        """Return the extrinsics of a block in wire form."""
        ...

    def get(self, key: bytes) -> bytes | None:
        """Return the newest value of a key."""
        ...

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield keys and values under `prefix`, sorted, after `start` if given.

        All of it is the state at the block that was best when the iteration began. Raises
        `StateDiscarded` if that block is pruned or rolled back before the end.
        """
        ...

    def get_at(self, key: bytes, number: int) -> bytes | None:
        """Return the value a key had after block `number`.

        Raises `StateDiscarded` if it was pruned and `UnknownBlock` above the head.
        """
        ...

    def keys_at(self, prefix: bytes, number: int, start: bytes | None, count: int) -> list[bytes]:
        """Return up to `count` sorted keys under `prefix` after `start`, as of block `number`."""
        ...

    def meta_get(self, name: str) -> bytes | None:
        """Return a note about the chain, such as its genesis hash."""
        ...

    def meta_put(self, name: str, value: bytes) -> None:
        """Write a note about the chain."""
        ...
