"""Tuning of Python's garbage collector for a process whose state is large and free of cycles."""

from __future__ import annotations

import gc
from typing import Final

NEW_OBJECTS: Final = 50_000
"""Objects made, less those freed, before the collector scans the new ones; Python's default is 700."""


def spare_collector() -> None:
    """Exempt all present objects from garbage collection, and let the collector run seldom.

    The trie, the metadata and the store's values are the bulk of a node's objects, live as long as it does, and
    have no reference cycles. Scanning them again and again took a seventh of a block.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
