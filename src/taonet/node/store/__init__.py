"""Where blocks and state are kept: on disk (`open_store`) or in memory (`MemoryStore`)."""

from taonet.node.store.disk import DiskStore, open_store
from taonet.node.store.errors import (
    BrokenStore,
    ForeignDirectory,
    NotNextBlock,
    StateDiscarded,
    StoreError,
    StoreLocked,
    StoreVersionMismatch,
    UnknownBlock,
)
from taonet.node.store.memory import MemoryStore
from taonet.node.store.port import Head, Store, StoredBlock

__all__ = [
    "BrokenStore",
    "DiskStore",
    "ForeignDirectory",
    "Head",
    "MemoryStore",
    "NotNextBlock",
    "StateDiscarded",
    "Store",
    "StoreError",
    "StoreLocked",
    "StoreVersionMismatch",
    "StoredBlock",
    "UnknownBlock",
    "open_store",
]
