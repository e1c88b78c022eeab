"""Storage items: a class attribute each, with codec, hasher, default and the text that metadata ships.

    @storage("SubtensorModule")
    class Storage:
        Tempo = Map(NET_UID, U16, hasher=IDENTITY, default=360, doc="Blocks between two epochs of a subnet.")

The item's on-chain name is the attribute's. `Value`, `Map`, `DoubleMap` and `NMap` give their default where nothing
is stored; their `Option…` twins give None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, final

from taonet.crypto.hashing import twox_128
from taonet.frame.hashers import BLAKE2_128_CONCAT, Hasher
from taonet.frame.state import State
from taonet.scale import Codec, Reader, tuple_of

if TYPE_CHECKING:
    from taonet.frame.runtime import Runtime

V = TypeVar("V")
K = TypeVar("K")
K1 = TypeVar("K1")
K2 = TypeVar("K2")
C = TypeVar("C", bound=type)

KEY_MEMO = 1 << 16
"""Map keys that an item remembers in hashed form before it forgets them all."""


class Unbound(Exception):
    """A storage item was used outside a class decorated with `storage`."""


class _Item(Generic[V]):
    """What all items share: where they live and what their values are."""

    kind = "value"
    optional = False

    def __init__(
        self, codec: Codec[V], default: V | None, doc: str, keys: Sequence[Codec[Any]], hashers: Sequence[Hasher]
    ) -> None:
        self.codec = codec
        self._decode = codec.decode
        self.doc = doc
        self.keys = tuple(keys)
        self.hashers = tuple(hashers)
        self.name = ""
        self.pallet = ""
        self.prefix = b""
        self._default_bytes = b"\x00" if self.optional else codec.encode(cast("V", default))
        self._memo: dict[Any, bytes] = {}
        self.key_memo: int | None = None

    def bind(self, pallet: str, name: str) -> None:
        """Fix the place in the state: pallet prefix and item name."""
        self.pallet, self.name = pallet, name
        self.prefix = twox_128(pallet.encode()) + twox_128(name.encode())

    def codec_in(self, _runtime: Runtime) -> Codec[Any]:
        """Return the codec of the values in a runtime."""
        return self.codec

    @property
    def default_bytes(self) -> bytes:
        """Return the encoded default, as metadata shows it."""
        return self._default_bytes

    def key_of(self, parts: tuple[Any, ...]) -> bytes:
        """Return the state key of the given key parts, or the prefix of all keys that start with them."""
        memo = self._memo
        key = memo.get(parts)
        if key is None:
            if not self.prefix:
                raise Unbound("decorate the class with @storage(pallet)")
            key = self.prefix + b"".join(
                hasher.apply(codec.encode(part))
                for part, codec, hasher in zip(parts, self.keys, self.hashers, strict=False)
            )
            if len(memo) >= (self.key_memo or KEY_MEMO):
                memo.clear()
            memo[parts] = key
        return key

    def parts_of(self, key: bytes) -> tuple[Any, ...]:
        """Return the key parts of a state key of this item; every hasher must keep its key."""
        reader = Reader(key, len(self.prefix))
        parts: list[Any] = []
        for codec, hasher in zip(self.keys, self.hashers, strict=True):
            if hasher.before_key is None:
                raise Unbound(f"{self.pallet}.{self.name}: {hasher.name} does not keep the key")
            reader.take(hasher.before_key)
            parts.append(codec.read(reader))
        return tuple(parts)

    # The query kinds below differ only in what they say for an absent key.
    def _read(self, s: State, key: bytes) -> V:
        raw = s.get(key)
        return self._decode(self._default_bytes if raw is None else raw)

    def _read_optional(self, s: State, key: bytes) -> V | None:
        raw = s.get(key)
        return None if raw is None else self._decode(raw)

    def _pairs(self, s: State, prefix: bytes) -> Iterator[tuple[tuple[Any, ...], V]]:
        for key, raw in s.iterate(prefix):
            yield self.parts_of(key), self.codec.decode(raw)


@final
class Value(_Item[V]):
    """One value, with a default."""

    def __init__(self, codec: Codec[V], *, default: V, doc: str) -> None:
        super().__init__(codec, default, doc, (), ())

    def get(self, s: State) -> V:
        """Return the value, or the default."""
        raw = s.get(self.prefix)
        return self._decode(self._default_bytes if raw is None else raw)

    def put(self, s: State, value: V) -> None:
        """Store a value."""
        s.put(self.prefix, self.codec.encode(value))

    def update(self, s: State, change: Callable[[V], V]) -> V:
        """Store what `change` makes of the present value, and return it."""
        value = change(self.get(s))
        self.put(s, value)
        return value

    def exists(self, s: State) -> bool:
        """Tell whether a value is stored."""
        return s.get(self.prefix) is not None

    def kill(self, s: State) -> None:
        """Remove the value."""
        s.delete(self.prefix)


@final
class OptionValue(_Item[V]):
    """One value that may be absent."""

    optional = True

    def __init__(self, codec: Codec[V], *, doc: str) -> None:
        super().__init__(codec, None, doc, (), ())

    def get(self, s: State) -> V | None:
        """Return the value, or None."""
        return self._read_optional(s, self.prefix)

    def put(self, s: State, value: V) -> None:
        """Store a value."""
        s.put(self.prefix, self.codec.encode(value))

    def exists(self, s: State) -> bool:
        """Tell whether a value is stored."""
        return s.get(self.prefix) is not None

    def take(self, s: State) -> V | None:
        """Remove the value and return it."""
        value = self.get(s)
        if value is not None:
            s.delete(self.prefix)
        return value

    def kill(self, s: State) -> None:
        """Remove the value."""
        s.delete(self.prefix)


class _MapItem(_Item[V], Generic[K, V]):
    kind = "map"

    def put(self, s: State, key: K, value: V) -> None:
        """Store a value under a key."""
        s.put(self._memo.get((key,)) or self.key_of((key,)), self.codec.encode(value))

    def put_changed(self, s: State, key: K, value: V) -> None:
        """Store a value under a key unless it is stored there already; one that is merely the default is stored."""
        place, raw = self.key_of((key,)), self.codec.encode(value)
        if s.get(place) != raw:
            s.put(place, raw)

    def exists(self, s: State, key: K) -> bool:
        """Tell whether a value is stored under a key."""
        return s.get(self.key_of((key,))) is not None

    def remove(self, s: State, key: K) -> None:
        """Remove what is stored under a key."""
        s.delete(self.key_of((key,)))

    def items(self, s: State) -> Iterator[tuple[K, V]]:
        """Yield stored pairs in the order of their state keys."""
        for parts, value in self._pairs(s, self.prefix):
            yield parts[0], value

    def clear(self, s: State) -> int:
        """Remove all stored pairs and return how many there were."""
        return s.clear_prefix(self.prefix)


@final
class Map(_MapItem[K, V]):
    """A map with a default for absent keys."""

    def __init__(
        self,
        key: Codec[K],
        codec: Codec[V],
        *,
        default: V,
        doc: str,
        hasher: Hasher = BLAKE2_128_CONCAT,
        key_memo: int | None = None,
    ) -> None:
        super().__init__(codec, default, doc, (key,), (hasher,))
        self.key_memo = key_memo
        """Keys that are remembered in hashed form, where it should be fewer than `KEY_MEMO`."""

    def get(self, s: State, key: K) -> V:
        """Return the value under a key, or the default."""
        # As `_read` of `key_of` would, without the two steps between: no other line of the chain runs as often.
        raw = s.get(self._memo.get((key,)) or self.key_of((key,)))
        return self._decode(self._default_bytes if raw is None else raw)

    def find(self, s: State, key: K) -> V | None:
        """Return the value under a key, or None where none is stored."""
        raw = s.get(self._memo.get((key,)) or self.key_of((key,)))
        return None if raw is None else self._decode(raw)

    def take(self, s: State, key: K) -> V:
        """Remove the value under a key and return it, or the default."""
        value = self.get(s, key)
        self.remove(s, key)
        return value

    def update(self, s: State, key: K, change: Callable[[V], V]) -> V:
        """Store what `change` makes of the present value, and return it."""
        place = self.key_of((key,))
        value = change(self._read(s, place))
        s.put(place, self.codec.encode(value))
        return value


@final
class OptionMap(_MapItem[K, V]):
    """A map whose keys may be absent."""

    optional = True

    def __init__(self, key: Codec[K], codec: Codec[V], *, doc: str, hasher: Hasher = BLAKE2_128_CONCAT) -> None:
        super().__init__(codec, None, doc, (key,), (hasher,))

    def get(self, s: State, key: K) -> V | None:
        """Return the value under a key, or None."""
        return self._read_optional(s, self.key_of((key,)))

    def take(self, s: State, key: K) -> V | None:
        """Remove the value under a key and return it, or None."""
        value = self.get(s, key)
        if value is not None:
            self.remove(s, key)
        return value


class _DoubleItem(_Item[V], Generic[K1, K2, V]):
    kind = "doublemap"

    def put(self, s: State, first: K1, second: K2, value: V) -> None:
        """Store a value under two keys."""
        s.put(self.key_of((first, second)), self.codec.encode(value))

    def exists(self, s: State, first: K1, second: K2) -> bool:
        """Tell whether a value is stored under two keys."""
        return s.get(self.key_of((first, second))) is not None

    def remove(self, s: State, first: K1, second: K2) -> None:
        """Remove what is stored under two keys."""
        s.delete(self.key_of((first, second)))

    def items(self, s: State) -> Iterator[tuple[tuple[K1, K2], V]]:
        """Yield stored entries in the order of their state keys."""
        for parts, value in self._pairs(s, self.prefix):
            yield (parts[0], parts[1]), value

    def items_under(self, s: State, first: K1) -> Iterator[tuple[K2, V]]:
        """Yield the second keys and values stored under a first key, in the order of their state keys."""
        for parts, value in self._pairs(s, self.key_of((first,))):
            yield parts[1], value

    def clear_under(self, s: State, first: K1) -> int:
        """Remove all entries under a first key and return how many there were."""
        return s.clear_prefix(self.key_of((first,)))

    def clear(self, s: State) -> int:
        """Remove all entries and return how many there were."""
        return s.clear_prefix(self.prefix)


@final
class DoubleMap(_DoubleItem[K1, K2, V]):
    """A map with two keys and a default for absent ones."""

    def __init__(
        self,
        first: Codec[K1],
        second: Codec[K2],
        codec: Codec[V],
        *,
        default: V,
        doc: str,
        hashers: tuple[Hasher, Hasher] = (BLAKE2_128_CONCAT, BLAKE2_128_CONCAT),
    ) -> None:
        super().__init__(codec, default, doc, (first, second), hashers)

    def get(self, s: State, first: K1, second: K2) -> V:
        """Return the value under two keys, or the default."""
        return self._read(s, self.key_of((first, second)))

    def take(self, s: State, first: K1, second: K2) -> V:
        """Remove the value under two keys and return it, or the default."""
        value = self.get(s, first, second)
        self.remove(s, first, second)
        return value

    def update(self, s: State, first: K1, second: K2, change: Callable[[V], V]) -> V:
        """Store what `change` makes of the present value, and return it."""
        value = change(self.get(s, first, second))
        self.put(s, first, second, value)
        return value


@final
class OptionDoubleMap(_DoubleItem[K1, K2, V]):
    """A map with two keys that may be absent."""

    optional = True

    def __init__(
        self,
        first: Codec[K1],
        second: Codec[K2],
        codec: Codec[V],
        *,
        doc: str,
        hashers: tuple[Hasher, Hasher] = (BLAKE2_128_CONCAT, BLAKE2_128_CONCAT),
    ) -> None:
        super().__init__(codec, None, doc, (first, second), hashers)

    def get(self, s: State, first: K1, second: K2) -> V | None:
        """Return the value under two keys, or None."""
        return self._read_optional(s, self.key_of((first, second)))

    def take(self, s: State, first: K1, second: K2) -> V | None:
        """Remove the value under two keys and return it, or None."""
        value = self.get(s, first, second)
        if value is not None:
            self.remove(s, first, second)
        return value


class _NItem(_Item[V], Generic[K, V]):
    """`K` is the tuple of all keys."""

    kind = "nmap"

    def put(self, s: State, key: K, value: V) -> None:
        """Store a value under a tuple of keys."""
        s.put(self.key_of(cast("tuple[Any, ...]", key)), self.codec.encode(value))

    def exists(self, s: State, key: K) -> bool:
        """Tell whether a value is stored under a tuple of keys."""
        return s.get(self.key_of(cast("tuple[Any, ...]", key))) is not None

    def remove(self, s: State, key: K) -> None:
        """Remove what is stored under a tuple of keys."""
        s.delete(self.key_of(cast("tuple[Any, ...]", key)))

    def items(self, s: State) -> Iterator[tuple[K, V]]:
        """Yield stored entries in the order of their state keys."""
        for parts, value in self._pairs(s, self.prefix):
            yield cast("K", parts), value

    def items_under(self, s: State, *first: Any) -> Iterator[tuple[K, V]]:
        """Yield the entries whose keys start with the given ones, in the order of their state keys."""
        for parts, value in self._pairs(s, self.key_of(first)):
            yield cast("K", parts), value

    def clear_under(self, s: State, *first: Any) -> int:
        """Remove the entries whose keys start with the given ones and return how many there were."""
        return s.clear_prefix(self.key_of(first))


@final
class NMap(_NItem[K, V]):
    """A map with any number of keys and a default for absent ones."""

    def __init__(
        self, keys: Sequence[Codec[Any]], codec: Codec[V], *, default: V, doc: str, hashers: Sequence[Hasher]
    ) -> None:
        super().__init__(codec, default, doc, keys, hashers)

    def get(self, s: State, key: K) -> V:
        """Return the value under a tuple of keys, or the default."""
        return self._read(s, self.key_of(cast("tuple[Any, ...]", key)))


@final
class OptionNMap(_NItem[K, V]):
    """A map with any number of keys that may be absent."""

    optional = True

    def __init__(self, keys: Sequence[Codec[Any]], codec: Codec[V], *, doc: str, hashers: Sequence[Hasher]) -> None:
        super().__init__(codec, None, doc, keys, hashers)

    def get(self, s: State, key: K) -> V | None:
        """Return the value under a tuple of keys, or None."""
        return self._read_optional(s, self.key_of(cast("tuple[Any, ...]", key)))


StorageItem = _Item


def storage(pallet: str) -> Callable[[C], C]:
    """Bind all items of a class to the storage of a pallet."""

    def bind(cls: C) -> C:
        for name, item in vars(cls).items():
            if isinstance(item, _Item):
                cast("_Item[Any]", item).bind(pallet, name)
        return cls

    return bind


def items_of(cls: type) -> list[_Item[Any]]:
    """Return the storage items of a class in the order of their declaration."""
    return [cast("_Item[Any]", item) for item in vars(cls).values() if isinstance(item, _Item)]


def key_codec(item: _Item[Any]) -> Codec[Any] | None:
    """Return the codec of an item's whole key as metadata shows it: a tuple when there are several parts."""
    if not item.keys:
        return None
    return item.keys[0] if len(item.keys) == 1 else tuple_of(*item.keys)
