"""The store on disk: LMDB, one write transaction a block.

A block is there completely or not at all, whenever the process dies. Readers see the last
finished transaction and never wait for a writer, nor it for them; only while the map grows
everybody waits for a moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Self, TypeVar, final

import lmdb
from lmdb import Environment, Transaction

from taonet.node.store import tables
from taonet.node.store.changes import append_block
from taonet.node.store.directory import DATA, advice, claim_directory, is_short, is_small, refuse_damage, write_mark
from taonet.node.store.history import entries_at, value_at
from taonet.node.store.keys import to_row
from taonet.node.store.port import BrokenStore, Head, StateDiscarded, StoredBlock, StoreError
from taonet.node.store.records import decode_body
from taonet.node.store.undoing import drop_undo, raise_oldest, rollback_to

DEFAULT_MAP_SIZE = 1 << 30  # bytes of address space, not of disk; doubled whenever it is full
_PAGE = 2_000  # entries that `iterate` reads in one transaction
_PRUNE_BATCH = 500  # blocks whose records are dropped in one transaction
NOTE = b"note:"
_DAMAGE = (lmdb.CorruptedError, lmdb.PageNotFoundError, lmdb.PanicError, lmdb.InvalidError, lmdb.VersionMismatchError)

Result = TypeVar("Result")


def open_store(
    path: str | Path,
    *,
    durable: bool = True,
    map_size: int = DEFAULT_MAP_SIZE,
    verify: bool | None = None,
) -> DiskStore:
    """Open the store in `path`, making it if the directory is empty or does not exist.

    A block survives the death of the process in any case. With `durable` it also survives a power
    failure, at the price of a disk flush a block; without, a power failure may break the store.

    A damaged page would make LMDB end the process when it is read. So the data file is checked
    first if it is small or shorter than it should be; `verify` makes that always or never.
    """
    path = Path(path)
    lock, exists = claim_directory(path)
    with ExitStack() as opened:
        opened.enter_context(lock)
        if exists and (is_small(path) if verify is None else verify):
            refuse_damage(path)
        env = opened.enter_context(_open_environment(path, durable=durable, map_size=map_size))
        if exists and verify is None and is_short(path, env.info()["last_pgno"], env.stat()["psize"]):
            refuse_damage(path)
        handles = _open_tables(env, path)
        if not exists:
            write_mark(path)
        opened.pop_all()
    return DiskStore(env, handles, lock, path)


def _open_environment(path: Path, *, durable: bool, map_size: int) -> Environment:
    try:
        return lmdb.open(
            str(path), map_size=map_size, max_dbs=tables.TABLE_COUNT, sync=durable, max_spare_txns=16, readahead=False
        )
    except lmdb.Error as error:
        raise _failure("open", path, error) from error


def _open_tables(env: Environment, path: Path) -> tables.Tables:
    try:
        handles = tables.open_tables(env)
        with env.begin() as txn:
            head = tables.read_head(txn, handles)
            if head is not None and tables.read_hash(txn, handles, head.number) != head.hash:
                raise BrokenStore(f"the head of the store in {path} is not among its blocks")
    except lmdb.Error as error:
        raise _failure("open", path, error) from error
    return handles


def _failure(deed: str, path: Path, error: lmdb.Error) -> StoreError:
    """Return what an error of LMDB means: the data are damaged, or the disk refuses."""
    if isinstance(error, _DAMAGE):
        return BrokenStore(f"the data file in {path} is damaged: {error}")
    return StoreError(f"cannot {deed} the store in {path}: {error}; {advice(error)}: all reported blocks are kept")


@final
class MapLock:
    """A readers-writer lock: readers share it, and it is theirs no more while the map grows.

    LMDB may only be remapped while this process has no open transaction.

    A reader must not enter again: `exclusive` could be waiting in between.
    """

    __slots__ = ("_changed", "_held", "_readers")

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._held = False

    def enter(self) -> None:
        """Begin to read; wait while the lock is held exclusively."""
        with self._changed:
            while self._held:
                self._changed.wait()
            self._readers += 1

    def leave(self) -> None:
        """End reading."""
        with self._changed:
            self._readers -= 1
            if not self._readers:
                self._changed.notify_all()

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """Wait for the readers to end and keep others out; the caller must not be reading."""
        with self._changed:
            while self._held:
                self._changed.wait()
            self._held = True
            while self._readers:
                self._changed.wait()
        try:
            yield
        finally:
            with self._changed:
                self._held = False
                self._changed.notify_all()


@final
class DiskStore:
    """A `Store` in a directory; made by `open_store`."""

    quick = False

    def __init__(self, env: Environment, handles: tables.Tables, lock: IO[str], path: Path) -> None:
        self._env = env
        self._t = handles
        self._lock = lock
        self._path = path
        self._map_lock = MapLock()
        self._writer = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is running, then release the directory."""
        with self._writer, self._map_lock.exclusive():
            if not self._closed:
                self._closed = True
                self._env.close()
                self._lock.close()

    @property
    def map_size(self) -> int:
        """Return the bytes of address space in use, which grow when a block does not fit."""
        return self._env.info()["map_size"]

    def size_in_bytes(self) -> int:
        """Return the bytes on disk."""
        return (self._path / DATA).stat().st_blocks * 512

    # Writing

    def append(self, *blocks: StoredBlock) -> None:
        """Add blocks after the head, in one transaction; see `Store.append`."""

        def change(txn: Transaction[bytes]) -> None:
            for block in blocks:
                append_block(txn, self._t, block)

        self._write(change)

    def rollback(self, number: int) -> dict[bytes, bytes | None]:
        """Forget all blocks above `number`; see `Store.rollback`."""
        return self._write(lambda txn: rollback_to(txn, self._t, number))

    def prune(self, keep_blocks: int) -> None:
        """Forget the state before the newest `keep_blocks` blocks; see `Store.prune`."""
        if keep_blocks < 1:
            raise ValueError("at least the state of the head must be kept")
        oldest = self._write(lambda txn: raise_oldest(txn, self._t, keep_blocks))
        while oldest is not None and self._write(lambda txn: drop_undo(txn, self._t, oldest, _PRUNE_BATCH)):
            pass

    def meta_put(self, name: str, value: bytes) -> None:
        """Write a note about the chain."""
        self._write(lambda txn: txn.put(NOTE + name.encode(), value, db=self._t.meta))

    def _write(self, change: Callable[[Transaction[bytes]], Result]) -> Result:
        """Run `change` in a transaction of its own, again in a larger map if it did not fit."""
        with self._writer:
            while True:
                self._require_open()
                try:
                    with self._env.begin(write=True) as txn:
                        return change(txn)
                except lmdb.MapFullError:
                    self._grow()
                except lmdb.Error as error:
                    raise _failure("write to", self._path, error) from error

    def _grow(self) -> None:
        with self._map_lock.exclusive():
            try:
                self._env.set_mapsize(self._env.info()["map_size"] * 2)
            except lmdb.Error as error:
                raise _failure("enlarge", self._path, error) from error

    # Reading

    @contextmanager
    def _read(self) -> Generator[Transaction[bytes]]:
        self._map_lock.enter()
        try:
            self._require_open()
            with self._env.begin() as txn:
                yield txn
        except lmdb.Error as error:
            raise _failure("read", self._path, error) from error
        finally:
            self._map_lock.leave()

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError(f"the store in {self._path} is closed")

    def head(self) -> Head | None:
        """Return the best block, or None if there is no block yet."""
        with self._read() as txn:
            return tables.read_head(txn, self._t)

    def oldest_state(self) -> int | None:
        """Return the first block whose state can be read."""
        with self._read() as txn:
            return tables.read_oldest(txn, self._t)

    def block_hash(self, number: int) -> bytes | None:
        """Return the hash of a block."""
        if not 0 <= number < 1 << 32:
            return None
        with self._read() as txn:
            return tables.read_hash(txn, self._t, number)

    def number_of(self, block_hash: bytes) -> int | None:
        """Return the number of a block."""
        with self._read() as txn:
            return tables.read_number(txn, self._t, block_hash)

    def header(self, block_hash: bytes) -> bytes | None:
        """Return the encoded header of a block."""
        with self._read() as txn:
            number = tables.read_number(txn, self._t, block_hash)
            return None if number is None else tables.read_header(txn, self._t, number)

    def body(self, block_hash: bytes) -> list[bytes] | None:
        """Return the extrinsics of a block in wire form."""
        with self._read() as txn:
            number = tables.read_number(txn, self._t, block_hash)
            raw = None if number is None else txn.get(tables.be32(number), db=self._t.bodies)
        return None if raw is None else decode_body(raw)

    def get(self, key: bytes) -> bytes | None:
        """Return the newest value of a key."""
        row = to_row(key)
        with self._read() as txn:
            return txn.get(row, db=self._t.state)

    def get_at(self, key: bytes, number: int) -> bytes | None:
        """Return the value a key had after block `number`; see `Store.get_at`."""
        with self._read() as txn:
            head = tables.require_state(txn, self._t, number)
            if number == head.number:
                return txn.get(to_row(key), db=self._t.state)
            return value_at(txn, self._t, key, number)

    def keys_at(self, prefix: bytes, number: int, start: bytes | None, count: int) -> list[bytes]:
        """Return up to `count` sorted keys; see `Store.keys_at`."""
        with self._read() as txn:
            tables.require_state(txn, self._t, number)
            entries = entries_at(txn, self._t, prefix, number, start, count)
        return [key for key, _ in entries]

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield keys and values of the state that is newest now; see `Store.iterate`."""
        head = self.head()
        if head is not None:
            yield from self._pages(head, prefix, start)

    def _pages(self, head: Head, prefix: bytes, start: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        """Read in short transactions: one held open by a slow reader would let the file grow."""
        while True:
            with self._read() as txn:
                if tables.read_hash(txn, self._t, head.number) != head.hash:
                    raise StateDiscarded(f"block {head.number} was rolled back during the read")
                tables.require_state(txn, self._t, head.number)
                page = entries_at(txn, self._t, prefix, head.number, start, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            start = page[-1][0]

    def meta_get(self, name: str) -> bytes | None:
        """Return a note about the chain, such as its genesis hash."""
        with self._read() as txn:
            return txn.get(NOTE + name.encode(), db=self._t.meta)
