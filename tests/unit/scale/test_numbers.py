"""Integers, compact integers and booleans: known bytes, ends of ranges, and what is refused."""

import pytest

from taonet.scale import (
    BOOL,
    I8,
    I16,
    I32,
    I64,
    I128,
    U8,
    U16,
    U32,
    U64,
    U128,
    Codec,
    DecodeError,
    EncodeError,
    Reader,
    compact,
    newtype,
)

UNSIGNED = {U8: 8, U16: 16, U32: 32, U64: 64, U128: 128}
SIGNED = {I8: 8, I16: 16, I32: 32, I64: 64, I128: 128}
KNOWN_COMPACTS = [
    (0, "00"),
    (1, "04"),
    (63, "fc"),
    (64, "0101"),
    (16_383, "fdff"),
    (16_384, "02000100"),
    ((1 << 30) - 1, "feffffff"),
    (1 << 30, "0300000040"),
    ((1 << 32) - 1, "03ffffffff"),
    (1 << 32, "070000000001"),
    (100_000_000_000_000, "0b00407a10f35a"),
    ((1 << 56) - 1, "0fffffffffffffff"),
    (1 << 56, "130000000000000001"),
    ((1 << 64) - 1, "13ffffffffffffffff"),
]


@pytest.mark.parametrize("codec", UNSIGNED, ids=lambda codec: codec.name)
def test_unsigned_integers_are_little_endian_and_refuse_what_does_not_fit(codec: Codec[int]) -> None:
    bits = UNSIGNED[codec]

    assert codec.encode(1) == b"\x01" + bytes(bits // 8 - 1)
    assert codec.decode(b"\xff" * (bits // 8)) == (1 << bits) - 1
    for value in (-1, 1 << bits):
        with pytest.raises(EncodeError):
            codec.encode(value)
        with pytest.raises(EncodeError):
            codec.write(value, bytearray())


@pytest.mark.parametrize("codec", SIGNED, ids=lambda codec: codec.name)
def test_signed_integers_are_twos_complement_and_refuse_what_does_not_fit(codec: Codec[int]) -> None:
    bits = SIGNED[codec]

    assert codec.encode(-1) == b"\xff" * (bits // 8)
    assert codec.decode(bytes(bits // 8 - 1) + b"\x80") == -(1 << (bits - 1))
    for value in (-(1 << (bits - 1)) - 1, 1 << (bits - 1)):
        with pytest.raises(EncodeError):
            codec.encode(value)


@pytest.mark.parametrize("codec", [*UNSIGNED, *SIGNED], ids=lambda codec: codec.name)
@pytest.mark.parametrize("difference", [-1, 1])
def test_integers_refuse_too_few_and_too_many_bytes(codec: Codec[int], difference: int) -> None:
    with pytest.raises(DecodeError):
        codec.decode(bytes(codec.minimum + difference))


@pytest.mark.parametrize(("value", "known"), KNOWN_COMPACTS)
def test_compact_integers_have_the_known_bytes(value: int, known: str) -> None:
    assert compact(U64).encode(value).hex() == known
    assert compact(U64).decode(bytes.fromhex(known)) == value
    assert compact(U128).decode(bytes.fromhex(known)) == value


@pytest.mark.parametrize(
    "longer",
    [
        "0100", "fd00",  # 0 and 63 in two bytes
        "02000000", "feff0000",  # 0 and 16,383 in four
        "03ffffff3f", "0300000000",  # 2^30 - 1 and 0 in the long form
        "0700000040" + "00", "0fffffffffffff" + "00",  # a zero at the end of the long form
        "13000000000000ff" + "00",
    ],
)  # fmt: skip
def test_compact_integers_refuse_more_bytes_than_needed(longer: str) -> None:
    with pytest.raises(DecodeError, match="shortest"):
        compact(U64).decode(bytes.fromhex(longer))


@pytest.mark.parametrize(
    ("codec", "data"),
    [
        (compact(U8), "0104"),  # 256
        (compact(U8), "02000100"),
        (compact(U8), "0300000040"),
        (compact(U16), "02000400"),  # 65,536
        (compact(U16), "0300000040"),
        (compact(U32), "070000000001"),  # 2^32
        (compact(U64), "17" + "00" * 8 + "01"),  # 2^64
        (compact(U128), "37" + "00" * 16 + "01"),  # 2^128
        (compact(U128), "ff" + "ff" * 67),  # the longest form there is
    ],
)
def test_compact_integers_refuse_what_their_type_cannot_hold(codec: Codec[int], data: str) -> None:
    with pytest.raises(DecodeError, match="exceeds"):
        codec.decode(bytes.fromhex(data))


@pytest.mark.parametrize("item", UNSIGNED, ids=lambda codec: codec.name)
def test_compact_integers_reach_the_end_of_their_type_and_no_further(item: Codec[int]) -> None:
    top = (1 << UNSIGNED[item]) - 1
    codec = compact(item)

    assert codec.decode(codec.encode(top)) == top
    for value in (-1, top + 1):
        with pytest.raises(EncodeError):
            codec.encode(value)


def test_the_compact_of_a_newtype_is_that_of_its_integer() -> None:
    codec = compact(newtype(U16, "a::Id"))

    assert codec.encode(65_535) == compact(U16).encode(65_535)
    with pytest.raises(EncodeError):
        codec.encode(65_536)


@pytest.mark.parametrize("cut", ["", "01", "0200", "03000000", "0b00407a10f3"])
def test_compact_integers_refuse_missing_bytes(cut: str) -> None:
    with pytest.raises(DecodeError):
        compact(U64).decode(bytes.fromhex(cut))


def test_a_bool_is_one_of_two_bytes() -> None:
    assert [BOOL.encode(False), BOOL.encode(True)] == [b"\x00", b"\x01"]
    assert [BOOL.decode(b"\x00"), BOOL.decode(b"\x01")] == [False, True]
    for data in (b"\x02", b"\xff", b"", b"\x00\x00"):
        with pytest.raises(DecodeError):
            BOOL.decode(data)
    with pytest.raises(DecodeError):
        BOOL.read(Reader(b"\x02"))
    with pytest.raises(EncodeError):
        BOOL.encode(1)  # type: ignore[arg-type]  # what must not pass for a bool
