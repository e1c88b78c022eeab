"""Storage items whose values are the runtime's: they hold events, origins or calls, which each runtime numbers.

    Agenda = OuterMap(U32, agenda, hasher=TWOX_64_CONCAT, doc="Tasks by the block in which they are due.")

Declared as those of `taonet.frame.storage` are, with a function from runtime to codec in the place of the codec.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast, final

from taonet.frame.hashers import BLAKE2_128_CONCAT, Hasher
from taonet.frame.state import State
from taonet.frame.storage import StorageItem, Unbound
from taonet.scale import UNIT, Codec

if TYPE_CHECKING:
    from taonet.frame.runtime import Runtime

V = TypeVar("V")
K = TypeVar("K")

CodecOf = Callable[["Runtime"], Codec[V]]


def _ask_the_runtime(*_: object) -> NoReturn:
    raise Unbound("the codec of this item is the runtime's: ask `codec_in`")


_OUTER: Codec[Any] = Codec("Outer", UNIT.shape, _ask_the_runtime, _ask_the_runtime, 1)


class _Outer(StorageItem[V]):
    def __init__(self, codec: CodecOf[V], doc: str, keys: Sequence[Codec[Any]], hashers: Sequence[Hasher]) -> None:
        super().__init__(cast("Codec[V]", UNIT), cast("V", ()), doc, keys, hashers)
        self.codec, self._default_bytes = cast("Codec[V]", _OUTER), b"\x00"
        self._codec_in = cache(codec)

    def codec_in(self, runtime: Runtime) -> Codec[V]:
        """Return the codec of the values in a runtime."""
        return self._codec_in(runtime)


@final
class OuterValue(_Outer[V]):
    """One value, with the default that is encoded as a zero byte: an empty list."""

    def __init__(self, codec: CodecOf[V], *, doc: str) -> None:
        super().__init__(codec, doc, (), ())

    def get(self, s: State) -> V:
        """Return the value, or the empty list."""
        raw = s.get(self.prefix)
        return self.codec_in(s.runtime).decode(self._default_bytes if raw is None else raw)

    def put(self, s: State, value: V) -> None:
        """Store a value."""
        s.put(self.prefix, self.codec_in(s.runtime).encode(value))

    def kill(self, s: State) -> None:
        """Remove the value."""
        s.delete(self.prefix)


class _OuterMapItem(_Outer[V], Generic[K, V]):
    kind = "map"

    def __init__(self, key: Codec[K], codec: CodecOf[V], *, doc: str, hasher: Hasher = BLAKE2_128_CONCAT) -> None:
        super().__init__(codec, doc, (key,), (hasher,))

    def put(self, s: State, key: K, value: V) -> None:
        """Store a value under a key."""
        s.put(self.key_of((key,)), self.codec_in(s.runtime).encode(value))

    def exists(self, s: State, key: K) -> bool:
        """Tell whether a value is stored under a key."""
        return s.get(self.key_of((key,))) is not None

    def remove(self, s: State, key: K) -> None:
        """Remove what is stored under a key."""
        s.delete(self.key_of((key,)))

    def items(self, s: State) -> Iterator[tuple[K, V]]:
        """Yield stored pairs in the order of their state keys."""
        decode = self.codec_in(s.runtime).decode
        for key, raw in s.iterate(self.prefix):
            yield self.parts_of(key)[0], decode(raw)


@final
class OuterMap(_OuterMapItem[K, V]):
    """A map with the default that is encoded as a zero byte: an empty list."""

    def get(self, s: State, key: K) -> V:
        """Return the value under a key, or the empty list."""
        raw = s.get(self.key_of((key,)))
        return self.codec_in(s.runtime).decode(self._default_bytes if raw is None else raw)


@final
class OuterOptionMap(_OuterMapItem[K, V]):
    """A map whose keys may be absent."""

    optional = True

    def get(self, s: State, key: K) -> V | None:
        """Return the value under a key, or None."""
        raw = s.get(self.key_of((key,)))
        return None if raw is None else self.codec_in(s.runtime).decode(raw)
