"""A whole store read front to back in one transaction, nothing of it taken for granted.

What cannot be read is `Unreadable`, with the block that it is of, and never an error of a decoder.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, final

import lmdb
import msgspec
from lmdb import Environment

from taonet.node.store.changes import CHUNK, blocks_of, place_of, row_of
from taonet.node.store.directory import DATA, advice, verify_data
from taonet.node.store.disk import NOTE
from taonet.node.store.keys import TAG, from_row, sorted_keys, to_row
from taonet.node.store.port import BrokenStore, Head, StoreError
from taonet.node.store.reading import LARGEST, require_store
from taonet.node.store.records import Before, decode_body, decode_record, encode_body, encode_record, resolved
from taonet.node.store.tables import (
    TABLE_COUNT,
    TELLING,
    ReadTxn,
    Tables,
    be32,
    open_tables,
    read_hash,
    read_head,
    read_header,
)  # fmt: skip

if TYPE_CHECKING:
    from lmdb import _Database

T = TypeVar("T")

_UNREADABLE = (msgspec.MsgspecError, LookupError, ValueError, ArithmeticError, TypeError)
_REMEMBERED = 4_096
"""Records that are kept decoded while an older state is read."""


class Unreadable(Exception):
    """Something of a block cannot be read; `number` is None for what belongs to no block."""

    def __init__(self, number: int | None, text: str) -> None:
        super().__init__(text)
        self.number = number


@contextmanager
def open_archive(path: Path) -> Generator[Archive]:
    """Open a store to read all of it as of now; raises `StoreError`. A damaged data file is refused, whatever its size."""
    require_store(path)
    with _refusing(path):
        wrong = verify_data(path)
        if wrong:
            raise BrokenStore(f"{path / DATA} is damaged ({wrong[0]}); restore a copy")
        env = lmdb.open(str(path), LARGEST, readonly=True, max_dbs=TABLE_COUNT, create=False)
        with env:
            yield from _opened(env)


def _opened(env: Environment) -> Generator[Archive]:
    handles = open_tables(env)
    with env.begin() as txn:
        yield Archive(txn, handles)


@contextmanager
def _refusing(path: Path) -> Generator[None]:
    try:
        yield
    except lmdb.Error as error:
        raise StoreError(f"cannot read the chain in {path}: {error}; {advice(error)}") from error


@final
class Archive:
    """All that a store keeps, read in one transaction; made by `open_archive`."""

    def __init__(self, txn: ReadTxn, handles: Tables) -> None:
        self._txn, self._t = txn, handles
        self._records: dict[int, dict[bytes, Before]] = {}

    def head(self) -> Head:
        """Return the newest block; raises `BrokenStore` where there is none."""
        head = read_head(self._txn, self._t)
        if head is None:
            raise BrokenStore("the store names no newest block: it has no genesis yet")
        if read_hash(self._txn, self._t, head.number) != head.hash:
            raise BrokenStore(f"the newest block of the store, {head.number}, is not among its blocks")
        return head

    def oldest(self) -> int:
        """Return the first block whose state can be read, by the records that are there."""
        with self._txn.cursor(self._t.undo) as cursor:
            return int.from_bytes(cursor.key(), "big") if cursor.first() else self.head().number

    def note(self, name: str) -> bytes | None:
        """Return a note about the chain."""
        return self._txn.get(NOTE + name.encode(), db=self._t.meta)

    def hash(self, number: int) -> bytes | None:
        """Return the hash of a block."""
        return read_hash(self._txn, self._t, number)

    def number(self, block_hash: bytes) -> int | None:
        """Return the number under which the block with a hash is found."""
        raw = self._txn.get(block_hash[:TELLING], db=self._t.numbers)
        return None if raw is None else int.from_bytes(raw, "big")

    def header(self, number: int) -> bytes:
        """Return the encoded header of a block."""
        raw = read_header(self._txn, self._t, number)
        if raw is None:
            raise Unreadable(number, f"block {number} is missing")
        return raw

    def body(self, number: int) -> list[bytes]:
        """Return the extrinsics of a block in wire form."""
        raw = self._txn.get(be32(number), db=self._t.bodies)
        if raw is None:
            raise Unreadable(number, f"the body of block {number} is missing")
        body = self._decoded(number, "body", lambda: decode_body(raw))
        if encode_body(body) != raw:
            raise Unreadable(number, f"the body of block {number} is not written as this program writes it")
        return body

    def undone(self, number: int) -> dict[bytes, bytes | None]:
        """Return what every key that a block changed held before it."""
        record = self._decoded(number, "undo record", lambda: self._record(number))
        blocks = blocks_of(self._txn, self._t)
        return self._decoded(
            number,
            "undo record",
            lambda: {self._key(row): resolved(before, blocks) for row, before in record.items()},
        )

    def state(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the newest state in the order of its keys."""
        with self._txn.cursor(self._t.state) as cursor:
            for key in sorted_keys(cursor, self._txn, self._t.long_keys, b"", None):
                value = self._txn.get(to_row(key), db=self._t.state)
                if value is not None:
                    yield key, value

    def state_at(self, number: int) -> dict[bytes, bytes]:
        """Return the state after a block: the newest, with every later block undone."""
        values: dict[bytes, bytes | None] = dict(self.state())
        for later in range(self.head().number, number, -1):
            values.update(self.undone(later))
        return {key: value for key, value in values.items() if value is not None}

    def value_at(self, key: bytes, number: int) -> bytes | None:
        """Return what a key held after a block, as those who ask the node for an older state are told."""
        changed = self._next_change(to_row(key), number)
        if changed is None:
            return self._txn.get(to_row(key), db=self._t.state)
        return self.undone(changed).get(key)

    def is_indexed(self, key: bytes, number: int, *, deleted: bool) -> bool:
        """Tell whether the indexes know that a block changed a key, and that it was deleted if it was."""
        row = to_row(key)
        if deleted and self._txn.get(row, db=self._t.gone) is None:
            return False
        blocks = self._txn.get(place_of(row, number // CHUNK), db=self._t.touched) or b""
        return number % CHUNK in blocks

    def index_faults(self) -> Iterator[str]:
        """Yield what is wrong with the indexes as a whole: entries that no block is behind, names that disagree."""
        try:
            changes = sum(len(decode_record(raw)) for _, raw in self._rows(self._t.undo))
        except _UNREADABLE as error:
            yield f"an undo record cannot be read: {error}"
            return
        entries = 0
        for _, blocks in self._rows(self._t.touched):
            entries += len(blocks)
            if any(one >= other for one, other in pairwise(blocks)):
                yield "the index of changes names blocks out of order"
        if entries != changes:
            yield f"the index of changes has {entries} entries, the undo records have {changes}"
        ids, names = dict(self._rows(self._t.ids)), dict(self._rows(self._t.names))
        if ids != {row: number for number, row in names.items()} or len(ids) != len(names):
            yield "the numbers of keys and the keys of numbers disagree"

    def _rows(self, table: _Database) -> Iterator[tuple[bytes, bytes]]:
        with self._txn.cursor(table) as cursor:
            yield from cursor

    def _next_change(self, row: bytes, number: int) -> int | None:
        head = self.head().number
        for chunk in range((number + 1) // CHUNK, head // CHUNK + 1):
            for one in self._txn.get(place_of(row, chunk), db=self._t.touched) or b"":
                if chunk * CHUNK + one > number:
                    return chunk * CHUNK + one
        return None

    def _record(self, number: int) -> dict[bytes, Before]:
        """Return the record of a block by row, from memory if it was read lately."""
        known = self._records.get(number)
        if known is None:
            raw = self._txn.get(be32(number), db=self._t.undo)
            if raw is None:
                raise Unreadable(number, f"the undo record of block {number} is missing")
            record = decode_record(raw)
            if encode_record(record) != raw:
                raise Unreadable(number, f"the undo record of block {number} is not written as this program writes it")
            known = {row_of(self._txn, self._t, name): before for name, before in record.items()}
            if len(self._records) >= _REMEMBERED:
                self._records.clear()
            self._records[number] = known
        return known

    def _key(self, row: bytes) -> bytes:
        if not row.startswith(TAG):
            raise lmdb.CorruptedError(f"0x{row.hex()} names no key")
        return from_row(row, self._txn, self._t.long_keys)

    def _decoded(self, number: int, what: str, read: Callable[[], T]) -> T:
        try:
            return read()
        except (*_UNREADABLE, lmdb.CorruptedError) as error:
            raise Unreadable(number, f"the {what} of block {number} cannot be read: {error}") from error
