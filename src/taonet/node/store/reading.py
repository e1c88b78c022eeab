"""A store that is read beside the node that may be using it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import lmdb

from taonet.node.store.directory import (
    LOCK,
    MARK,
    advice,
    check_mark,
    claim_directory,
    is_small,
    refuse_damage,
    verify_data,
)
from taonet.node.store.disk import DiskStore
from taonet.node.store.port import StoreError
from taonet.node.store.tables import TABLE_COUNT, open_tables

LARGEST: Final = 1 << 40
"""Bytes of address space for reading: a node may enlarge its store meanwhile."""


def require_store(path: Path) -> None:
    """Refuse a path that holds no chain, or one of another format."""
    if not (path / MARK).is_file():
        raise StoreError(f"there is no chain in {path}")
    check_mark(path)


@contextmanager
def open_to_read(path: Path) -> Generator[DiskStore]:
    """Open a store that other processes may be writing to; every read sees the newest block. What would write is refused."""
    require_store(path)
    _refuse_damage(path)
    try:
        env = lmdb.open(str(path), LARGEST, readonly=True, max_dbs=TABLE_COUNT, create=False)
        handles = open_tables(env)
    except lmdb.Error as error:
        raise StoreError(f"cannot read the chain in {path}: {error}; {advice(error)}") from error
    with DiskStore(env, handles, (path / LOCK).open(encoding="ascii"), path) as store:
        yield store


def _refuse_damage(path: Path) -> None:
    """Look for damage, as opening does. What a node writes meanwhile may look like it, but then the node has looked."""
    if not is_small(path) or not verify_data(path):
        return
    try:
        lock, _ = claim_directory(path)
    except StoreError:
        return
    with lock:
        refuse_damage(path)
