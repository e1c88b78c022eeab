"""How often Python looks for cycles: seldom, in a process whose state is large and free of them."""

from __future__ import annotations

import gc
from typing import Final

NEW_OBJECTS: Final = 50_000
"""Objects made, less those freed, before Python looks for cycles among the new ones; Python's default is 700."""


def spare_collector() -> None:
    """Exempt what lives now from the search for cycles, and let the search run seldom.

    The trie, the metadata and the store's values are the bulk of a node's objects, live as long as it does, and
    refer to each other one way only. To look through them again and again took a seventh of a block.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
