"""Reading the state as of any kept block."""

from __future__ import annotations

from collections.abc import Iterator

import lmdb

from taonet.node.store.changes import next_change, read_record, read_value
from taonet.node.store.keys import sorted_keys, to_row
from taonet.node.store.tables import ReadTxn, Tables, read_head


def value_at(txn: ReadTxn, t: Tables, key: bytes, number: int) -> bytes | None:
    """Return the value of a key after a block that `require_state` accepted."""
    row = to_row(key)
    changed = next_change(txn, t, row, number)
    if changed is None:
        return txn.get(row, db=t.state)
    record = read_record(txn, t, changed)
    if row not in record:
        raise lmdb.CorruptedError("a change is indexed but not recorded")
    return read_value(txn, t, record[row])


def entries_at(
    txn: ReadTxn, t: Tables, prefix: bytes, number: int, start: bytes | None, count: int
) -> list[tuple[bytes, bytes]]:
    """Return up to `count` sorted keys and values as of a block that `require_state` accepted."""
    head = read_head(txn, t)
    with txn.cursor(t.state) as newest, txn.cursor(t.gone) as gone:
        keys = sorted_keys(newest, txn, t.long_keys, prefix, start)
        if head is None or number == head.number:

            def read(key: bytes) -> bytes | None:
                return txn.get(to_row(key), db=t.state)

        else:
            keys = _merged(keys, sorted_keys(gone, txn, t.long_keys, prefix, start))

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
