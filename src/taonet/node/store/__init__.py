"""Where blocks and state are kept: on disk (`open_store`) or in memory (`MemoryStore`)."""

from taonet.node.store.disk import DiskStore, open_store
from taonet.node.store.memory import MemoryStore
from taonet.node.store.port import (
    BrokenStore,
    ForeignDirectory,
    Head,
    NotNextBlock,
    StateDiscarded,
    Store,
    StoredBlock,
    StoreError,
    StoreLocked,
    StoreVersionMismatch,
    UnknownBlock,
)  # fmt: skip

__all__ = [
    "BrokenStore", "DiskStore", "ForeignDirectory", "Head", "MemoryStore", "NotNextBlock", "StateDiscarded", "Store",
    "StoreError", "StoreLocked", "StoreVersionMismatch", "StoredBlock", "UnknownBlock", "open_store",
]  # fmt: skip
