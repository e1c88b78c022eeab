"""Writing what may not have changed: a block step touches every subnet, and most of it stays as it was."""

from __future__ import annotations

from typing import TypeVar

from taonet.frame.state import State
from taonet.frame.storage import Map

K = TypeVar("K")
V = TypeVar("V")


def store(s: State, item: Map[K, V], key: K, value: V) -> None:
    """Write a value unless it is stored already; one that is merely the default is written."""
    place, raw = item.key_of((key,)), item.codec.encode(value)
    if s.get(place) != raw:
        s.put(place, raw)
