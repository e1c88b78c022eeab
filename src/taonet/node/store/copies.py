"""A copy of a store that is in use or not, and the removal of one that is not."""

from __future__ import annotations

import os
from pathlib import Path

import lmdb

from taonet.node.store.directory import (
    DATA,
    LMDB_LOCK,
    LOCK,
    MARK,
    advice,
    claim_directory,
    refuse_damage,
    write_mark,
)
from taonet.node.store.port import ForeignDirectory, StoreError
from taonet.node.store.reading import LARGEST, require_store
from taonet.node.store.tables import TABLE_COUNT, open_tables, read_head


def copy_store(source: Path, target: Path) -> int:
    """Copy a store as of its newest block into a directory that has none yet; return that block's number.

    A node may be running on it, and goes on. What a copy that was broken off left behind is done anew. The copy is walked
    through before it counts as a store.
    """
    require_store(source)
    lock, exists = claim_directory(target)
    with lock:
        if exists:
            raise ForeignDirectory(f"{target} holds a chain already; name another directory")
        (target / DATA).unlink(missing_ok=True)
        try:
            with lmdb.open(str(source), LARGEST, readonly=True, max_dbs=TABLE_COUNT, create=False) as env:
                env.copy(str(target), compact=True)
        except lmdb.Error as error:
            raise StoreError(f"cannot copy {source} to {target}: {error}; {advice(error)}") from error
        with (target / DATA).open("rb") as data:
            os.fsync(data.fileno())
        refuse_damage(target)
        number = _newest(target)
        write_mark(target)
    return number


def remove_store(path: Path) -> int:
    """Remove a store that no process uses, with its directory unless something else lies in it; return the bytes freed."""
    require_store(path)
    lock, _ = claim_directory(path)
    with lock:
        freed = (path / DATA).stat().st_blocks * 512
        for name in (MARK, DATA, LMDB_LOCK, LOCK):  # without its mark it is no store any more, whenever this ends
            (path / name).unlink(missing_ok=True)
    if not any(path.iterdir()):
        path.rmdir()
    return freed


def _newest(path: Path) -> int:
    with lmdb.open(str(path), LARGEST, max_dbs=TABLE_COUNT) as env:
        handles = open_tables(env)
        with env.begin() as txn:
            head = read_head(txn, handles)
    if head is None:
        raise StoreError(f"the chain in {path} has no block yet: wait for the first and copy again")
    return head.number
