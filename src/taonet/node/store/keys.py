"""Storage keys as LMDB keys.

LMDB takes 1 to 511 bytes, a storage key may be empty or longer. A tag byte solves the first; for
the second, a long key is cut and its hash appended, and the full key is kept in a table of its
own. Cut keys sort wrongly among those that share the cut part, which `sorted_keys` repairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import lmdb
from lmdb import Cursor, Transaction

from taonet.crypto.hashing import blake2_256

if TYPE_CHECKING:
    from lmdb import _Database

TAG = b"k"
CUT_LENGTH = 440  # with tag and hash 473; the undo table puts 4 bytes more in front
_GROUP = len(TAG) + CUT_LENGTH
_SHORTEST_LONG_KEY = CUT_LENGTH + 32  # shorter keys cannot be taken for a cut one


def is_long(key: bytes) -> bool:
    """Tell whether the key has to be cut."""
    return len(key) >= _SHORTEST_LONG_KEY


def to_row(key: bytes) -> bytes:
    """Return the LMDB key that stands for a storage key."""
    if len(key) < _SHORTEST_LONG_KEY:
        return TAG + key
    return TAG + key[:CUT_LENGTH] + blake2_256(key)


def from_row(row: bytes, txn: Transaction[bytes], long_keys: _Database) -> bytes:
    """Return the storage key for which an LMDB key stands."""
    if len(row) < len(TAG) + _SHORTEST_LONG_KEY:
        return row[len(TAG) :]
    key = txn.get(row, db=long_keys)
    if key is None:
        raise lmdb.CorruptedError("a long storage key is missing from its table")
    return key


def sorted_keys(
    cursor: Cursor[bytes],
    txn: Transaction[bytes],
    long_keys: _Database,
    prefix: bytes,
    start: bytes | None,
) -> Iterator[bytes]:
    """Yield the distinct storage keys of a table under `prefix` and after `start`, in order."""
    after = start if start is not None and start >= prefix else None
    row_prefix = TAG + prefix[:CUT_LENGTH]
    lowest = prefix if after is None else after
    found = cursor.set_range(TAG + lowest[:CUT_LENGTH])
    while found:
        row = cursor.key()
        if not row.startswith(row_prefix):
            return
        if len(row) < _GROUP:
            group = [row[len(TAG) :]]
            found = cursor.next_nodup()
        else:
            group, found = _read_group(cursor, txn, long_keys, row[:_GROUP])
        for key in group:
            if key.startswith(prefix) and (after is None or key > after):
                yield key


def _read_group(
    cursor: Cursor[bytes], txn: Transaction[bytes], long_keys: _Database, shared: bytes
) -> tuple[list[bytes], bool]:
    group: list[bytes] = []
    found = True
    while found and cursor.key().startswith(shared):
        group.append(from_row(cursor.key(), txn, long_keys))
        found = cursor.next_nodup()
    return sorted(group), found
