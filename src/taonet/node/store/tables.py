"""The tables of the store on disk, and what a block does to them inside one transaction.

`undo` holds, for each block and key, the value from before the block; `touched` names the blocks
that changed a key. The state at block n is then: the undo value of the first later change, or the
newest value if there is none. Going back applies the undo values, pruning drops them, and the
newest state never depends on either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import lmdb
import msgspec
from lmdb import Environment, Transaction

from taonet.node.store.keys import is_long, sorted_keys, to_row
from taonet.node.store.port import Head, NotNextBlock, StateDiscarded, StoredBlock, UnknownBlock

if TYPE_CHECKING:
    from lmdb import _Database

TABLE_COUNT = 9
ABSENT = b"\x00"
PRESENT = b"\x01"

_HEAD = b"head"
_OLDEST = b"oldest"
_BODY = msgspec.msgpack.Decoder(list[bytes])

ReadTxn: TypeAlias = "Transaction[bytes]"  # the class takes no argument at run time


class Tables(NamedTuple):
    """Handles of the named LMDB databases."""

    meta: _Database  # name -> bytes
    blocks: _Database  # number -> hash
    numbers: _Database  # hash -> number
    headers: _Database  # number -> header
    bodies: _Database  # number -> msgpack list of extrinsics
    state: _Database  # key -> newest value
    undo: _Database  # number, key -> value before that block
    touched: _Database  # key -> numbers of the blocks that changed it
    long_keys: _Database  # cut key -> full key


def open_tables(env: Environment) -> Tables:
    """Open all tables, making those that do not exist."""
    plain = {name: env.open_db(name.encode()) for name in Tables._fields if name != "touched"}
    return Tables(**plain, touched=env.open_db(b"touched", dupsort=True, dupfixed=True))


def be32(number: int) -> bytes:
    """Write a block number so that it sorts."""
    return number.to_bytes(4, "big")


def read_head(txn: ReadTxn, t: Tables) -> Head | None:
    """Return the best block."""
    raw = txn.get(_HEAD, db=t.meta)
    return None if raw is None else Head(int.from_bytes(raw[:4], "big"), raw[4:])


def read_oldest(txn: ReadTxn, t: Tables) -> int | None:
    """Return the first block whose state can be read."""
    raw = txn.get(_OLDEST, db=t.meta)
    return None if raw is None else int.from_bytes(raw, "big")


def decode_body(raw: bytes) -> list[bytes]:
    """Return the extrinsics of a row of `bodies`."""
    return _BODY.decode(raw)


def require_state(txn: ReadTxn, t: Tables, number: int) -> Head:
    """Refuse a block whose state is not there; return the head."""
    head, oldest = read_head(txn, t), read_oldest(txn, t)
    if head is None or oldest is None or number > head.number or number < 0:
        raise UnknownBlock(f"there is no block {number}")
    if number < oldest:
        raise StateDiscarded(f"the state at block {number} was pruned; the oldest is {oldest}")
    return head


def append_block(txn: Transaction[bytes], t: Tables, block: StoredBlock) -> None:
    """Write a block and its changes; see `Store.append`."""
    head = read_head(txn, t)
    if head is not None and (block.number, block.parent) != (head.number + 1, head.hash):
        raise NotNextBlock(
            f"block {block.number} with parent 0x{block.parent.hex()} does not follow "
            f"block {head.number}, 0x{head.hash.hex()}"
        )
    if head is None:
        txn.put(_OLDEST, be32(block.number), db=t.meta)
    number = be32(block.number)
    txn.put(number, block.hash, db=t.blocks)
    txn.put(block.hash, number, db=t.numbers)
    txn.put(number, block.header, db=t.headers)
    txn.put(number, msgspec.msgpack.encode(list(block.body)), db=t.bodies)
    for key, value in sorted(block.changes.items()):  # in table order, which is fastest
        _change(txn, t, number, key, value)
    txn.put(_HEAD, number + block.hash, db=t.meta)


def _change(txn: Transaction[bytes], t: Tables, number: bytes, key: bytes, value: bytes | None) -> None:
    row = to_row(key)
    before = txn.get(row, db=t.state)
    if before == value:
        return
    if value is None:
        txn.delete(row, db=t.state)
    else:
        txn.put(row, value, db=t.state)
    txn.put(number + row, ABSENT if before is None else PRESENT + before, db=t.undo)
    txn.put(row, number, db=t.touched)
    if is_long(key):
        txn.put(row, key, db=t.long_keys)


def rollback_to(txn: Transaction[bytes], t: Tables, number: int) -> None:
    """Undo the blocks above `number`, newest first; see `Store.rollback`."""
    head = require_state(txn, t, number)
    restored: dict[bytes, bytes] = {}
    for undone in range(head.number, number, -1):
        restored.update(_undo_block(txn, t, be32(undone)))
    # Each row is written once: LMDB keeps the pages of a long value that a shorter one replaces
    # in the same transaction, which the check of the data file takes for damage.
    for row, before in sorted(restored.items()):
        if before[:1] == ABSENT:
            txn.delete(row, db=t.state)
        else:
            txn.put(row, before[1:], db=t.state)
    kept = txn.get(be32(number), db=t.blocks)
    if kept is None:
        raise UnknownBlock(f"there is no block {number}")
    txn.put(_HEAD, be32(number) + kept, db=t.meta)


def _undo_block(txn: Transaction[bytes], t: Tables, number: bytes) -> dict[bytes, bytes]:
    """Remove a block and return its undo values."""
    undo: dict[bytes, bytes] = {}
    for row in list(rows_changed(txn, t, number)):
        undo[row] = txn.pop(number + row, db=t.undo) or ABSENT
        txn.delete(row, number, db=t.touched)
    txn.delete(number, db=t.bodies)
    block_hash = txn.pop(number, db=t.blocks)
    if block_hash is not None:
        txn.delete(block_hash, db=t.numbers)
    txn.delete(number, db=t.headers)
    return undo


def rows_changed(txn: ReadTxn, t: Tables, number: bytes) -> Iterator[bytes]:
    """Yield the rows that a block changed."""
    with txn.cursor(t.undo) as cursor:
        found = cursor.set_range(number)
        while found and cursor.key().startswith(number):
            yield cursor.key()[4:]
            found = cursor.next()


def raise_oldest(txn: Transaction[bytes], t: Tables, keep_blocks: int) -> int | None:
    """Declare the state before the newest `keep_blocks` blocks gone; return the oldest left."""
    head, oldest = read_head(txn, t), read_oldest(txn, t)
    if head is None or oldest is None:
        return None
    oldest = max(oldest, head.number - keep_blocks + 1)
    txn.put(_OLDEST, be32(oldest), db=t.meta)
    return oldest


def drop_undo(txn: Transaction[bytes], t: Tables, oldest: int, limit: int) -> bool:
    """Delete up to `limit` undo values of blocks before `oldest`; tell whether some are left."""
    with txn.cursor(t.undo) as cursor:
        if not cursor.first():
            return False
        doomed: list[bytes] = []
        bound = be32(oldest)
        while cursor.key() < bound:
            doomed.append(cursor.key())
            if len(doomed) == limit or not cursor.next():
                break
    for key in doomed:
        txn.delete(key, db=t.undo)
        txn.delete(key[4:], key[:4], db=t.touched)
    return len(doomed) == limit


def value_at(txn: ReadTxn, t: Tables, key: bytes, number: int) -> bytes | None:
    """Return the value of a key after a block that `require_state` accepted."""
    row = to_row(key)
    with txn.cursor(t.touched) as cursor:
        if not cursor.set_range_dup(row, be32(number + 1)):
            return txn.get(row, db=t.state)
        before = txn.get(cursor.value() + row, db=t.undo)
    if before is None:
        raise lmdb.CorruptedError("a change is indexed but not recorded")
    return None if before[:1] == ABSENT else before[1:]


def entries_at(
    txn: ReadTxn, t: Tables, prefix: bytes, number: int, start: bytes | None, count: int
) -> list[tuple[bytes, bytes]]:
    """Return up to `count` sorted keys and values as of a block that `require_state` accepted."""
    head = read_head(txn, t)
    with txn.cursor(t.state) as newest, txn.cursor(t.touched) as changed:
        keys = sorted_keys(newest, txn, t.long_keys, prefix, start)
        if head is None or number == head.number:

            def read(key: bytes) -> bytes | None:
                return txn.get(to_row(key), db=t.state)

        else:
            # A key that is gone today was changed since, so the table has it.
            keys = _merged(keys, sorted_keys(changed, txn, t.long_keys, prefix, start))

            def read(key: bytes) -> bytes | None:
                return value_at(txn, t, key, number)

        entries: list[tuple[bytes, bytes]] = []
        for key in keys:
            if len(entries) >= count:
                break
            value = read(key)
            if value is not None:
                entries.append((key, value))
        return entries


def _merged(one: Iterator[bytes], other: Iterator[bytes]) -> Iterator[bytes]:
    """Merge two sorted streams of distinct keys into one."""
    left, right = next(one, None), next(other, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left <= right):
            if left is not None:
                yield left
            if left == right:
                right = next(other, None)
            left = next(one, None)
        else:
            yield right
            right = next(other, None)
