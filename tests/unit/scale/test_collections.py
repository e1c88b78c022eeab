"""Bytes, text, lists, tuples, options, maps and sets: known bytes, order, bounds, and what is refused."""

import pytest

from taonet.scale import (
    BOOL,
    BYTES,
    TEXT,
    U8,
    U16,
    U32,
    U128,
    UNIT,
    Codec,
    DecodeError,
    EncodeError,
    array,
    bounded_bytes,
    bounded_vec,
    bytes_array,
    compact,
    mapped,
    option,
    ordered_map,
    ordered_set,
    tuple_of,
    vec,
)
from taonet.scale.collections import MAX_EMPTY_ITEMS
from taonet.scale.numbers import write_compact

MAP = ordered_map(U16, TEXT)
SET = ordered_set(tuple_of(U16, U8))


def length(count: int) -> bytes:
    out = bytearray()
    write_compact(count, out)
    return bytes(out)


@pytest.mark.parametrize(
    ("codec", "value", "known"),
    [
        (BYTES, b"\x01\x02", "080102"),
        (TEXT, "ß€", "14c39fe282ac"),
        (vec(U16), [4, 8, 15, 16, 23, 42], "18040008000f00100017002a00"),
        (vec(BOOL), [], "00"),
        (array(U16, 2), [1, 2], "01000200"),
        (bytes_array(3), b"abc", "616263"),
        (tuple_of(compact(U32), BOOL), (3, False), "0c00"),
        (UNIT, (), ""),
        (option(U8), None, "00"),
        (option(U8), 5, "0105"),
        (option(BOOL), True, "0101"),
        (vec(option(option(U8))), [None], "0400"),
        (bounded_bytes(2), b"ab", "086162"),
        (bounded_vec(U8, None), [1, 2, 3], "0c010203"),
        (MAP, {1: "a", 2: ""}, "080100046102" + "0000"),
        (SET, [(0, 9), (1, 0)], "0800000901" + "0000"),
    ],
)
def test_values_have_the_known_bytes(codec: Codec[object], value: object, known: str) -> None:
    assert codec.encode(value).hex() == known
    assert codec.decode(bytes.fromhex(known)) == value


def test_maps_are_written_in_the_order_of_their_keys() -> None:
    assert MAP.encode({300: "b", 2: "a"}) == MAP.encode({2: "a", 300: "b"})
    # Little-endian bytes would put 256 before 2.
    assert MAP.encode({256: "", 2: ""}).hex() == "08020000000100"


def test_maps_are_read_in_any_order_and_the_last_of_two_equal_keys_counts() -> None:
    found = MAP.decode(bytes.fromhex("0c" + "05000461" + "01000462" + "05000463"))

    assert list(found.items()) == [(1, "b"), (5, "c")]


def test_sets_are_written_and_read_in_order_and_once() -> None:
    assert SET.encode([(1, 0), (0, 9), (1, 0)]).hex() == "08000009010000"
    assert SET.decode(bytes.fromhex("0c" + "010000" + "000009" + "010000")) == [(0, 9), (1, 0)]


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        (bytes_array(3), b"ab"),
        (bytes_array(3), b"abcd"),
        (array(U8, 2), [1]),
        (array(U8, 2), [1, 2, 3]),
        (tuple_of(U8, U8), (1,)),
        (tuple_of(U8, U8), (1, 2, 3)),
        (bounded_bytes(2), b"abc"),
        (bounded_vec(U16, 1), [1, 2]),
        (vec(U8), [256]),
        (option(U8), 256),
        (MAP, {65_536: ""}),
    ],
)
def test_values_that_do_not_fit_are_refused(codec: Codec[object], value: object) -> None:
    with pytest.raises(EncodeError):
        codec.encode(value)


@pytest.mark.parametrize(
    ("codec", "data"),
    [
        (BYTES, "08ff"),
        (BYTES, "00ff"),
        (TEXT, "08c328"),  # not UTF-8
        (TEXT, "0ceda080"),  # half of a surrogate pair
        (vec(U16), "08010002"),
        (array(U16, 2), "010002"),
        (bytes_array(3), "6162"),
        (tuple_of(U8, U8), "01"),
        (option(U8), "02"),
        (option(U8), "01"),
        (option(U8), "0005"),
        (bounded_bytes(2), "0c616263"),
        (bounded_vec(U16, 1), "0801000200"),
        (vec(U8), "0100"),  # a length in more bytes than it needs
        (MAP, "0401000461" + "00"),
    ],
)
def test_bytes_that_are_no_value_are_refused(codec: Codec[object], data: str) -> None:
    with pytest.raises(DecodeError):
        codec.decode(bytes.fromhex(data))


@pytest.mark.parametrize("count", [2, 1 << 20, (1 << 32) - 1])
@pytest.mark.parametrize(
    "codec", [BYTES, TEXT, vec(U8), vec(U128), vec(option(U8)), MAP, SET, vec(vec(U8))], ids=lambda codec: codec.name
)
def test_a_length_that_the_input_cannot_hold_is_refused_at_once(codec: Codec[object], count: int) -> None:
    with pytest.raises(DecodeError, match="exceeds what is left"):
        codec.decode(length(count) + b"\x00")


def test_a_length_over_32_bits_is_refused() -> None:
    with pytest.raises(DecodeError, match="exceeds 32 bits"):
        BYTES.decode(length(1 << 32))


def test_items_without_width_are_bounded_although_they_cost_no_input() -> None:
    assert vec(UNIT).decode(length(3)) == [(), (), ()]
    assert len(vec(UNIT).decode(length(MAX_EMPTY_ITEMS))) == MAX_EMPTY_ITEMS
    with pytest.raises(DecodeError):
        vec(UNIT).decode(length(MAX_EMPTY_ITEMS + 1))


def test_a_mapped_codec_has_the_bytes_of_the_inner_one() -> None:
    text = mapped(U16, "Decimal", int, str)

    assert text.encode("258") == b"\x02\x01"
    assert text.decode(b"\x02\x01") == "258"
    assert text.shape is U16.shape
    with pytest.raises(EncodeError):
        text.encode("65536")
    with pytest.raises(DecodeError):
        text.decode(b"\x02")
