"""Bytes, text, vectors, arrays, tuples, options and results of other types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, TypeVarTuple, cast, overload

from taonet.scale import shape as shapes
from taonet.scale.codec import Codec, Fixed, read_whole
from taonet.scale.errors import DecodeError, EncodeError
from taonet.scale.numbers import U8, read_compact, write_compact
from taonet.scale.reader import Reader

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
Ts = TypeVarTuple("Ts")

MAX_EMPTY_ITEMS = 1 << 16
"""How many items of no width a vector may claim: they cost no input, so input cannot bound them."""


def read_length(reader: Reader, minimum: int) -> int:
    """Return a length prefix; refuse one that the remaining bytes cannot hold."""
    count = read_compact(reader, 32)
    room = reader.remaining() // minimum if minimum else MAX_EMPTY_ITEMS
    if count > room:
        raise DecodeError(f"a length of {count} at offset {reader.position} exceeds what is left")
    return count


def _write_bytes(value: bytes, out: bytearray) -> None:
    write_compact(len(value), out)
    out += value


def _read_bytes(reader: Reader) -> bytes:
    return reader.take(read_length(reader, 1))


BYTES: Codec[bytes] = Codec("Vec<u8>", shapes.Shape(shapes.Sequence(U8)), _write_bytes, _read_bytes, 1)
"""`Vec<u8>` as bytes."""


def _write_text(value: str, out: bytearray) -> None:
    _write_bytes(value.encode(), out)


def _read_text(reader: Reader) -> str:
    raw = _read_bytes(reader)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise DecodeError(f"text before offset {reader.position} is not UTF-8") from error


TEXT: Codec[str] = Codec("String", shapes.Shape(shapes.Primitive("str")), _write_text, _read_text, 1)


def bytes_array(length: int) -> Codec[bytes]:
    """Return the codec of `[u8; length]` as bytes."""

    def write(value: bytes, out: bytearray) -> None:
        out += pack(value)

    def read(reader: Reader) -> bytes:
        return reader.take(length)

    def pack(value: bytes) -> bytes:
        if len(value) != length:
            raise EncodeError(f"expected {length} bytes, got {len(value)}")
        return bytes(value)

    def unpack(data: bytes) -> bytes:
        return data if len(data) == length else read_whole(read, data)

    shape = shapes.Shape(shapes.Array(U8, length))
    return Codec(f"[u8; {length}]", shape, write, read, length, Fixed(pack, unpack))


def vec(item: Codec[T]) -> Codec[list[T]]:
    """Return the codec of `Vec<item>`, read as a list."""
    write_item, read_item, minimum = item.write, item.read, item.minimum

    def write(value: Sequence[T], out: bytearray) -> None:
        write_compact(len(value), out)
        for element in value:
            write_item(element, out)

    def read(reader: Reader) -> list[T]:
        return [read_item(reader) for _ in range(read_length(reader, minimum))]

    return Codec(f"Vec<{item.name}>", shapes.Shape(shapes.Sequence(item)), write, read, 1)


def array(item: Codec[T], length: int) -> Codec[list[T]]:
    """Return the codec of `[item; length]`, read as a list."""

    def write(value: Sequence[T], out: bytearray) -> None:
        if len(value) != length:
            raise EncodeError(f"expected {length} items, got {len(value)}")
        for element in value:
            item.write(element, out)

    def read(reader: Reader) -> list[T]:
        return [item.read(reader) for _ in range(length)]

    minimum = item.minimum * length
    return Codec(f"[{item.name}; {length}]", shapes.Shape(shapes.Array(item, length)), write, read, minimum)


def bounded(inner: Codec[T], limit: int | None, shape: shapes.Shape | None = None) -> Codec[T]:
    """Return a collection's codec that refuses more than `limit` items both ways; None is without bound."""
    if limit is None:
        return Codec(inner.name, shape or inner.shape, inner.write, inner.read, inner.minimum)

    def write(value: T, out: bytearray) -> None:
        if len(cast("Sequence[Any]", value)) > limit:
            raise EncodeError(f"{inner.name} holds {len(cast('Sequence[Any]', value))} items, at most {limit} may")
        inner.write(value, out)

    def read(reader: Reader) -> T:
        start = reader.position
        count = read_compact(reader, 32)
        if count > limit:
            raise DecodeError(f"{inner.name} claims {count} items at offset {start}, at most {limit} may")
        reader.position = start
        return inner.read(reader)

    return Codec(inner.name, shape or inner.shape, write, read, inner.minimum)


def bounded_vec(item: Codec[T], limit: int | None, *, weak: bool = False) -> Codec[list[T]]:
    """Return the codec of `BoundedVec<item>` (or `WeakBoundedVec`), which holds at most `limit` items."""
    return bounded(
        vec(item),
        limit,
        _bounded_shape(vec(item), item, "weak_bounded_vec::WeakBoundedVec" if weak else "bounded_vec::BoundedVec"),
    )


def bounded_bytes(limit: int | None) -> Codec[bytes]:
    """Return the codec of `BoundedVec<u8>` as bytes, at most `limit` of them."""
    return bounded(BYTES, limit, _bounded_shape(BYTES, U8, "bounded_vec::BoundedVec"))


def _bounded_shape(inner: Codec[Any], item: Codec[Any], name: str) -> shapes.Shape:
    field = shapes.FieldShape(None, inner, "Vec<T>")
    return shapes.Shape(
        shapes.Composite(lambda: (field,)),
        path=f"bounded_collections::{name}",
        parameters=(shapes.Parameter("T", item), shapes.Parameter("S")),
    )


@overload
def tuple_of() -> Codec[tuple[()]]: ...
@overload
def tuple_of(a: Codec[A], /) -> Codec[tuple[A]]: ...
@overload
def tuple_of(a: Codec[A], b: Codec[B], /) -> Codec[tuple[A, B]]: ...
@overload
def tuple_of(a: Codec[A], b: Codec[B], c: Codec[C], /) -> Codec[tuple[A, B, C]]: ...
@overload
def tuple_of(a: Codec[A], b: Codec[B], c: Codec[C], d: Codec[D], /) -> Codec[tuple[A, B, C, D]]: ...
@overload
def tuple_of(*items: Codec[Any]) -> Codec[Any]: ...
def tuple_of(*items: Codec[Any]) -> Codec[Any]:
    """Return the codec of a tuple."""
    width = len(items)
    writers = tuple(item.write for item in items)
    readers = tuple(item.read for item in items)

    def write(value: tuple[Any, ...], out: bytearray) -> None:
        if len(value) != width:
            raise EncodeError(f"expected a tuple of {width}, got {len(value)}")
        for writer, element in zip(writers, value, strict=True):
            writer(element, out)

    def read(reader: Reader) -> tuple[Any, ...]:
        return tuple([read_item(reader) for read_item in readers])

    name = "(" + ", ".join(item.name for item in items) + ")"
    return Codec(name, shapes.Shape(shapes.Tuple(items)), write, read, sum(item.minimum for item in items))


UNIT = tuple_of()


def option(item: Codec[T]) -> Codec[T | None]:
    """Return the codec of `Option<item>`; None stands for nothing."""

    def write(value: T | None, out: bytearray) -> None:
        if value is None:
            out.append(0)
        else:
            out.append(1)
            item.write(value, out)

    def read(reader: Reader) -> T | None:
        tag = reader.byte()
        if tag > 1:
            raise DecodeError(f"{tag} is not an option's tag at offset {reader.position - 1}")
        return item.read(reader) if tag else None

    variants = (
        shapes.VariantShape("None", 0),
        shapes.VariantShape("Some", 1, (shapes.FieldShape(None, item),)),
    )
    shape = shapes.Shape(shapes.Variant(lambda: variants), path="Option", parameters=(shapes.Parameter("T", item),))
    return Codec(f"Option<{item.name}>", shape, write, read, 1)


def ordered_map(key: Codec[A], value: Codec[B]) -> Codec[dict[A, B]]:
    """Return the codec of `BTreeMap<key, value>`: written in the order of the keys, none twice.

    As on the chain, reading takes pairs in any order and the last one of a key that comes twice. The dict is in order.
    """
    pairs = vec(tuple_of(key, value))

    def write(mapping: dict[A, B], out: bytearray) -> None:
        pairs.write(sorted(mapping.items()), out)  # type: ignore[type-var]  # keys are ordered types

    def read(reader: Reader) -> dict[A, B]:
        found = dict(pairs.read(reader))
        return dict(sorted(found.items()))  # type: ignore[type-var]  # keys are ordered types

    field = shapes.FieldShape(None, pairs)
    parameters = (shapes.Parameter("K", key), shapes.Parameter("V", value))
    shape = shapes.Shape(shapes.Composite(lambda: (field,)), path="BTreeMap", parameters=parameters)
    return Codec(f"BTreeMap<{key.name}, {value.name}>", shape, write, read, 1)


def ordered_set(item: Codec[A]) -> Codec[list[A]]:
    """Return the codec of `BTreeSet<item>`, as a sorted list without repetitions.

    As on the chain, reading takes items in any order and more than once.
    """
    items = vec(item)

    def write(value: Sequence[A], out: bytearray) -> None:
        items.write(sorted(set(value)), out)  # type: ignore[type-var]  # items are ordered types

    def read(reader: Reader) -> list[A]:
        return sorted(set(items.read(reader)))  # type: ignore[type-var]  # items are ordered types

    field = shapes.FieldShape(None, items)
    shape = shapes.Shape(shapes.Composite(lambda: (field,)), path="BTreeSet", parameters=(shapes.Parameter("T", item),))
    return Codec(f"BTreeSet<{item.name}>", shape, write, read, 1)


def mapped(inner: Codec[A], name: str, there: Callable[[B], A], back: Callable[[A], B]) -> Codec[B]:
    """Return a codec with the bytes and the shape of `inner` for another Python value."""

    def write(value: B, out: bytearray) -> None:
        inner.write(there(value), out)

    return Codec(name, inner.shape, write, lambda reader: back(inner.read(reader)), inner.minimum)
