"""A committed state in immutable layers, which forks share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import final

Values = Mapping[bytes, bytes | None]


@final
class Layer:
    """What one or more blocks wrote; None stands for removed."""

    __slots__ = ("_keys", "values")

    def __init__(self, values: Values) -> None:
        self.values = values
        self._keys: list[bytes] | None = None

    def keys(self, prefix: bytes, start: bytes | None) -> Iterator[bytes]:
        """Yield the keys under a prefix after `start`, in byte order."""
        if self._keys is None:
            self._keys = sorted(self.values)
        keys = self._keys
        first = bisect_left(keys, prefix)
        if start is not None:
            first = max(first, bisect_right(keys, start))
        for index in range(first, len(keys)):
            if not keys[index].startswith(prefix):
                return
            yield keys[index]


@final
class Layers:
    """A backend of states: layers from old to new, each at least twice as large as the next one.

    A commit adds a layer and merges what became too small, so that a value lies under few layers and is copied few
    times. Values once read are kept in one dictionary, which a fork begins anew.
    """

    __slots__ = ("_hot", "_layers")

    def __init__(self, layers: tuple[Layer, ...] = ()) -> None:
        self._layers = layers
        self._hot: dict[bytes, bytes | None] = {}

    def fork(self) -> Layers:
        """Return an independent backend of the same content."""
        return Layers(self._layers)

    def get(self, key: bytes) -> bytes | None:
        """Return the committed value."""
        try:
            return self._hot[key]
        except KeyError:
            value = self._hot[key] = self._find(key)
            return value

    def _find(self, key: bytes) -> bytes | None:
        for layer in reversed(self._layers):
            if key in layer.values:
                return layer.values[key]
        return None

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield committed pairs under `prefix` whose key is greater than `start`, in byte order."""
        found: dict[bytes, bytes | None] = {}
        for layer in self._layers:
            values = layer.values
            for key in layer.keys(prefix, start):
                found[key] = values[key]
        for key in sorted(found):
            value = found[key]
            if value is not None:
                yield key, value

    def commit(self, changes: Values) -> None:
        """Apply a block's changes; None removes."""
        self._hot.update(changes)
        layers, top = list(self._layers), dict(changes)
        while layers and len(layers[-1].values) < 2 * len(top):
            top = {**layers.pop().values, **top}
        if not layers:
            top = {key: value for key, value in top.items() if value is not None}
        self._layers = (*layers, Layer(top))
