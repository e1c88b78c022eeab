"""Every codec, however nested, gives back what it was given, and refuses noise with `DecodeError` alone."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgspec
from hypothesis import given, note, settings
from hypothesis import strategies as st

from taonet.runtime.transaction.era import ERA, MAX_PERIOD, MIN_PERIOD, Era
from taonet.scale import (
    BOOL,
    BYTES,
    I8,
    I16,
    I32,
    I64,
    I128,
    TEXT,
    U8,
    U16,
    U32,
    U64,
    U128,
    UNIT,
    Case,
    Codec,
    DecodeError,
    Reader,
    array,
    bounded_bytes,
    bounded_vec,
    bytes_array,
    compact,
    mapped,
    newtype,
    option,
    ordered_map,
    ordered_set,
    record,
    shape,
    struct,
    tagged_enum,
    tuple_of,
    unit_enum,
    vec,
)
from taonet.scale.codec import read_whole

QUICK = settings(deadline=None, max_examples=150)
MAX_ITEMS = 4


@dataclass(frozen=True)
class Typed:
    """A codec with values of its type."""

    codec: Codec[Any]
    values: st.SearchStrategy[Any]
    nullable: bool = False
    """Whether None is a value already."""


class Colour(IntEnum):
    Red = 0
    Green = 3
    Blue = 255


class Pair(msgspec.Struct, frozen=True):
    first: Any
    second: Any


class Left(msgspec.Struct, frozen=True):
    value: Any


class Neither(msgspec.Struct, frozen=True):
    pass


def integers(bits: int, *, signed: bool = False) -> st.SearchStrategy[int]:
    low = -(1 << (bits - 1)) if signed else 0
    high = (1 << (bits - signed)) - 1
    return st.sampled_from([low, low + 1, high - 1, high]) | st.integers(low, high)


def of_any_length(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, bits).flatmap(lambda length: st.integers(0, (1 << length) - 1))


UNSIGNED = {U8: 8, U16: 16, U32: 32, U64: 64, U128: 128}
SIGNED = {I8: 8, I16: 16, I32: 32, I64: 64, I128: 128}
ORDERED = [Typed(codec, integers(bits)) for codec, bits in UNSIGNED.items()]
LEAVES = [
    *ORDERED,
    *(Typed(codec, integers(bits, signed=True)) for codec, bits in SIGNED.items()),
    *(Typed(compact(codec), integers(bits) | of_any_length(bits)) for codec, bits in UNSIGNED.items()),
    Typed(BOOL, st.booleans()),
    Typed(BYTES, st.binary(max_size=80)),
    Typed(TEXT, st.text(max_size=20)),
    Typed(bounded_bytes(MAX_ITEMS), st.binary(max_size=MAX_ITEMS)),
    Typed(bytes_array(5), st.binary(min_size=5, max_size=5)),
    Typed(UNIT, st.just(())),
    Typed(unit_enum(Colour, "a::Colour"), st.sampled_from(Colour)),
    Typed(mapped(U16, "Decimal", int, str), integers(16).map(str)),
]


def extended(inner: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    keys = st.sampled_from(ORDERED)
    return st.one_of(
        inner.map(lambda t: Typed(vec(t.codec), st.lists(t.values, max_size=MAX_ITEMS))),
        inner.map(lambda t: Typed(bounded_vec(t.codec, MAX_ITEMS), st.lists(t.values, max_size=MAX_ITEMS))),
        inner.map(lambda t: Typed(array(t.codec, 2), st.lists(t.values, min_size=2, max_size=2))),
        inner.map(lambda t: Typed(newtype(t.codec, "a::Newtype"), t.values, t.nullable)),
        inner.filter(lambda t: not t.nullable).map(
            lambda t: Typed(option(t.codec), st.none() | t.values, nullable=True)
        ),
        st.tuples(inner, inner).map(_tuple),
        st.tuples(inner, inner, st.booleans()).map(_struct),
        st.tuples(inner, inner).map(_record),
        inner.map(_enum),
        st.tuples(keys, inner).map(
            lambda two: Typed(
                ordered_map(two[0].codec, two[1].codec),
                st.dictionaries(two[0].values, two[1].values, max_size=MAX_ITEMS),
            )
        ),
        keys.map(lambda t: Typed(ordered_set(t.codec), st.sets(t.values, max_size=MAX_ITEMS).map(sorted))),
    )


def _tuple(two: tuple[Typed, Typed]) -> Typed:
    return Typed(tuple_of(two[0].codec, two[1].codec), st.tuples(two[0].values, two[1].values))


def _struct(parts: tuple[Typed, Typed, bool]) -> Typed:
    first, second, turned = parts
    fields = {"first": first.codec, "second": second.codec}
    order = dict(reversed(fields.items())) if turned else fields
    return Typed(struct(Pair, "a::Pair", order), st.builds(Pair, first.values, second.values))


def _record(two: tuple[Typed, Typed]) -> Typed:
    codec = record("a::Record", {"first": two[0].codec, "second": two[1].codec})
    return Typed(codec, st.fixed_dictionaries({"first": two[0].values, "second": two[1].values}))


def _enum(inner: Typed) -> Typed:
    codec = tagged_enum("a::Either", [Case(Left, 9, {"value": inner.codec}), Case(Neither, 0, {})])
    return Typed(codec, st.builds(Left, inner.values) | st.builds(Neither))


TYPES = st.recursive(st.sampled_from(LEAVES), extended, max_leaves=6)


@QUICK
@given(data=st.data())
def test_what_was_written_is_read_and_nothing_else(data: st.DataObject) -> None:
    typed = data.draw(TYPES)
    value = data.draw(typed.values)
    codec = typed.codec

    encoded = codec.encode(value)
    out = bytearray(b"\xaa")
    codec.write(value, out)
    reader = Reader(b"\xaa" + encoded + b"\xbb", 1)

    assert codec.decode(encoded) == value
    assert read_whole(codec.read, encoded) == value
    assert bytes(out) == b"\xaa" + encoded
    assert codec.read(reader) == value
    assert reader.remaining() == 1
    assert len(encoded) >= codec.minimum
    if codec.fixed is not None:
        assert len(encoded) == codec.minimum


@QUICK
@given(data=st.data())
def test_a_part_of_a_value_is_refused(data: st.DataObject) -> None:
    typed = data.draw(TYPES)
    encoded = typed.codec.encode(data.draw(typed.values))

    for end in range(len(encoded)):
        try:
            typed.codec.decode(encoded[:end])
        except DecodeError:
            continue
        raise AssertionError(f"{typed.codec} took {end} of {len(encoded)} bytes")


def holds_ordered(codec: Codec[Any]) -> bool:
    """Tell whether a map or a set is somewhere inside: those may come out of order."""
    if codec.shape.path.startswith("BTree"):
        return True
    match codec.shape.definition:
        case shape.Composite(fields=fields):
            return any(holds_ordered(field.codec) for field in fields())
        case shape.Variant(variants=variants):
            return any(holds_ordered(field.codec) for case in variants() for field in case.fields)
        case shape.Sequence(item=item) | shape.Array(item=item):
            return holds_ordered(item)
        case shape.Tuple(items=items):
            return any(holds_ordered(item) for item in items)
        case _:
            return False


@QUICK
@given(data=st.data(), noise=st.binary(max_size=64))
def test_noise_is_refused_or_is_a_value_with_one_true_form(data: st.DataObject, noise: bytes) -> None:
    codec = data.draw(TYPES).codec
    note(codec.name)
    try:
        value = codec.decode(noise)
    except DecodeError:
        return
    again = codec.encode(value)

    assert codec.decode(again) == value
    if not holds_ordered(codec):
        assert again == noise


@QUICK
@given(bits=st.integers(0, 128), data=st.data())
def test_compact_integers_of_every_length_come_back(bits: int, data: st.DataObject) -> None:
    value = data.draw(st.integers(1 << bits >> 1, (1 << bits) - 1))
    encoded = compact(U128).encode(value)

    assert compact(U128).decode(encoded) == value
    assert len(encoded) == next(
        size for size in (1, 2, 4, *range(5, 18)) if value < 1 << (8 * size - 2 if size < 5 else 8 * (size - 1))
    )


@QUICK
@given(power=st.integers(MIN_PERIOD.bit_length() - 1, MAX_PERIOD.bit_length() - 1), data=st.data())
def test_eras_come_back(power: int, data: st.DataObject) -> None:
    period = 1 << power
    step = max(period >> 12, 1)
    era = Era(period, data.draw(st.integers(0, period // step - 1)) * step)

    assert len(ERA.encode(era)) == 2
    assert ERA.decode(ERA.encode(era)) == era
