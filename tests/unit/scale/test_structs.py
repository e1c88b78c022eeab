"""Structs, newtypes and enums: bytes in wire order, variants by class, and what is refused."""

from enum import IntEnum

import msgspec
import pytest

from taonet.scale import (
    BYTES,
    U8,
    U16,
    U32,
    U64,
    Case,
    Codec,
    DecodeError,
    EncodeError,
    Reader,
    compact,
    newtype,
    record,
    struct,
    tagged_enum,
    unit_enum,
    vec,
)
from taonet.scale import shape as shapes
from taonet.scale.reader import MAX_DEPTH


class Point(msgspec.Struct, frozen=True):
    x: int
    y: int


class Named(msgspec.Struct, frozen=True):
    name: bytes
    at: Point


class Colour(IntEnum):
    Red = 0
    Blue = 7


class Nothing(msgspec.Struct, frozen=True):
    pass


class Moved(msgspec.Struct, frozen=True):
    to: Point
    steps: int


POINT = struct(Point, "a::Point", {"x": U16, "y": U32})
TURNED = struct(Point, "a::Turned", {"y": U32, "x": U16})
NAMED = struct(Named, "a::Named", {"name": BYTES, "at": POINT})
COLOUR = unit_enum(Colour, "a::Colour")
EVENT = tagged_enum("a::Event", [Case(Nothing, 3, {}), Case(Moved, 250, {"to": POINT, "steps": compact(U64)})])


def test_a_struct_is_its_fields_in_wire_order() -> None:
    assert POINT.encode(Point(1, 2)).hex() == "010002000000"
    assert TURNED.encode(Point(1, 2)).hex() == "020000000100"
    assert NAMED.encode(Named(b"ab", Point(1, 2))).hex() == "086162010002000000"


@pytest.mark.parametrize(
    ("codec", "value"), [(POINT, Point(1, 2)), (TURNED, Point(1, 2)), (NAMED, Named(b"", Point(9, 8)))]
)
def test_a_struct_comes_back_both_ways(codec: Codec[object], value: object) -> None:
    data = codec.encode(value)
    out = bytearray(b"before")
    codec.write(value, out)

    assert codec.decode(data) == value
    assert codec.read(Reader(b"before" + data + b"after", 6)) == value
    assert bytes(out) == b"before" + data


@pytest.mark.parametrize("codec", [POINT, TURNED, NAMED])
def test_a_struct_refuses_missing_and_further_bytes(codec: Codec[object]) -> None:
    whole = codec.encode(Named(b"ab", Point(1, 2)) if codec is NAMED else Point(1, 2))
    for data in (b"", whole[:-1], whole + b"\x00"):
        with pytest.raises(DecodeError):
            codec.decode(data)


@pytest.mark.parametrize("point", [Point(65_536, 0), Point(0, -1)])
def test_a_struct_refuses_a_field_that_does_not_fit(point: Point) -> None:
    with pytest.raises(EncodeError):
        POINT.encode(point)
    with pytest.raises(EncodeError):
        NAMED.encode(Named(b"", point))


def test_a_record_is_a_struct_as_a_dict() -> None:
    codec = record("a::Row", {"x": U16, "tags": vec(U8)})

    assert codec.encode({"tags": [1, 2], "x": 5}).hex() == "0500080102"
    assert codec.decode(bytes.fromhex("0500080102")) == {"x": 5, "tags": [1, 2]}
    with pytest.raises(DecodeError):
        codec.decode(b"\x05\x00")


def test_a_newtype_has_the_bytes_of_what_is_inside() -> None:
    codec = newtype(POINT, "a::Home", field="place")

    assert codec.encode(Point(1, 2)) == POINT.encode(Point(1, 2))
    assert codec.decode(POINT.encode(Point(1, 2))) == Point(1, 2)
    assert (codec.name, codec.shape.path) == ("Home", "a::Home")


def test_an_enum_without_fields_is_its_number() -> None:
    assert COLOUR.encode(Colour.Blue) == b"\x07"
    assert COLOUR.decode(b"\x00") is Colour.Red
    for data in (b"\x01", b"\xff", b"", b"\x00\x00"):
        with pytest.raises(DecodeError):
            COLOUR.decode(data)


def test_an_enum_with_fields_is_told_by_its_class() -> None:
    assert EVENT.encode(Nothing()) == b"\x03"
    assert EVENT.encode(Moved(Point(1, 2), 64)).hex() == "fa" + "010002000000" + "0101"
    assert EVENT.decode(bytes.fromhex("fa0100020000000101")) == Moved(Point(1, 2), 64)


@pytest.mark.parametrize("data", ["", "00", "04", "0300", "fa", "fa01000200000001", "fa0100020000000100"])
def test_an_enum_with_fields_refuses_what_is_no_variant(data: str) -> None:
    with pytest.raises(DecodeError):
        EVENT.decode(bytes.fromhex(data))


def test_an_enum_refuses_a_class_that_is_no_variant() -> None:
    with pytest.raises(EncodeError):
        EVENT.encode(Point(1, 2))


def test_pythons_own_words_lose_their_underscore_in_the_description() -> None:
    class Range(msgspec.Struct, frozen=True):
        from_: int
        to_: int

    definition = struct(Range, "a::Range", {"from_": U8, "to_": U8}).shape.definition

    assert isinstance(definition, shapes.Composite)
    assert [field.name for field in definition.fields()] == ["from", "to_"]


def test_a_reader_follows_so_many_levels_and_no_more() -> None:
    reader = Reader(b"")
    for _ in range(MAX_DEPTH):
        reader.enter()
    with pytest.raises(DecodeError, match="nested deeper"):
        reader.enter()
    reader.leave()
    reader.leave()
    reader.enter()


class Holder(msgspec.Struct, frozen=True):
    items: list[int]


def test_a_struct_of_small_values_is_read_once_for_the_same_bytes() -> None:
    points = struct(Point, "a::Point", {"x": compact(U64), "y": U16})
    written = Point(1, 2)
    read = points.decode(points.encode(written))

    assert read is written
    assert points.decode(bytes.fromhex("080300")) is points.decode(bytes.fromhex("080300"))


def test_a_struct_with_a_list_is_read_anew_each_time() -> None:
    holders = struct(Holder, "a::Holder", {"items": vec(U8)})

    assert holders.decode(b"\x04\x01") == holders.decode(b"\x04\x01")
    assert holders.decode(b"\x04\x01") is not holders.decode(b"\x04\x01")
