"""Going back to an older block, and forgetting what it takes to go back."""

from __future__ import annotations

from collections.abc import Iterable

from lmdb import Transaction

from taonet.node.store.changes import (
    CHUNK,
    keep_touches,
    next_change,
    place_of,
    read_record,
    read_value,
    row_of,
)  # fmt: skip
from taonet.node.store.keys import from_row
from taonet.node.store.port import UnknownBlock
from taonet.node.store.records import Before, Name, decode_record
from taonet.node.store.tables import (
    Tables,
    be32,
    delete_header,
    read_hash,
    read_head,
    read_oldest,
    require_state,
    write_head,
    write_oldest,
)  # fmt: skip


def rollback_to(txn: Transaction[bytes], t: Tables, number: int) -> dict[bytes, bytes | None]:
    """Undo the blocks above `number`, newest first, and return what was restored; see `Store.rollback`."""
    head = require_state(txn, t, number)
    kept = read_hash(txn, t, number)
    if kept is None:
        raise UnknownBlock(f"there is no block {number}")
    undone = _undo_records(txn, t, range(head.number, number, -1))
    restored = {row: read_value(txn, t, before) for row, before in undone.items()}
    # Each row is written once: LMDB keeps the pages of a long value that a shorter one replaces
    # in the same transaction, which the check of the data file takes for damage.
    for row, value in sorted(restored.items()):
        if value is None:
            txn.delete(row, db=t.state)
        else:
            txn.put(row, value, db=t.state)
    for forgotten in range(head.number, number, -1):
        delete_header(txn, t, forgotten)
        txn.delete(be32(forgotten), db=t.bodies)
    write_head(txn, t, number, kept)
    return {from_row(row, txn, t.long_keys): value for row, value in restored.items()}


def _undo_records(txn: Transaction[bytes], t: Tables, numbers: Iterable[int]) -> dict[bytes, Before]:
    """Remove the records of blocks, newest first, and return what the changed keys held before all of them."""
    rows: dict[Name, bytes] = {}
    undone: dict[bytes, Before] = {}
    chunks: dict[int, set[bytes]] = {}
    oldest = 0
    for oldest in numbers:
        record = decode_record(txn.pop(be32(oldest), db=t.undo) or b"\x80")
        touched = chunks.setdefault(oldest // CHUNK, set())
        for name, before in record.items():
            row = rows.get(name)
            if row is None:
                row = rows[name] = row_of(txn, t, name)
            undone[row] = before
            touched.add(row)
    for chunk, touched in chunks.items():
        for row in touched:
            keep_touches(txn, t, place_of(row, chunk), 0, max(oldest - chunk * CHUNK, 0))
    return undone


def raise_oldest(txn: Transaction[bytes], t: Tables, keep_blocks: int) -> int | None:
    """Declare the state before the newest `keep_blocks` blocks gone; return the oldest left."""
    head, oldest = read_head(txn, t), read_oldest(txn, t)
    if head is None or oldest is None:
        return None
    oldest = max(oldest, head.number - keep_blocks + 1)
    write_oldest(txn, t, oldest)
    return oldest


def drop_undo(txn: Transaction[bytes], t: Tables, oldest: int, limit: int) -> bool:
    """Delete the records of up to `limit` blocks before `oldest`; tell whether some are left."""
    doomed: list[bytes] = []
    with txn.cursor(t.undo) as cursor:
        found = cursor.first()
        while found and len(doomed) < limit and cursor.key() < be32(oldest):
            doomed.append(cursor.key())
            found = cursor.next()
    chunks: dict[int, set[bytes]] = {}
    for number in doomed:
        changed = read_record(txn, t, int.from_bytes(number, "big"))
        chunks.setdefault(int.from_bytes(number, "big") // CHUNK, set()).update(changed)
        txn.delete(number, db=t.undo)
    end = int.from_bytes(doomed[-1], "big") + 1 if doomed else 0
    for chunk, rows in chunks.items():
        for row in rows:
            keep_touches(txn, t, place_of(row, chunk), end - chunk * CHUNK, CHUNK)
            if next_change(txn, t, row, 0) is None:
                _forget_name(txn, t, row)
    return len(doomed) == limit


def _forget_name(txn: Transaction[bytes], t: Tables, row: bytes) -> None:
    """Drop what is kept of a key for records, now that none speaks of it."""
    txn.delete(row, db=t.gone)
    known = txn.pop(row, db=t.ids)
    if known is not None:
        txn.delete(known, db=t.names)
