"""Fixed-width integers, compact integers and booleans."""

from collections.abc import Callable
from typing import TypeVar

from taonet.scale import shape as shapes
from taonet.scale.codec import Codec, Fixed, Layout, Number, read_whole
from taonet.scale.errors import DecodeError, EncodeError
from taonet.scale.reader import Reader

N = TypeVar("N", bound=int)


def _integer(name: str, width: int, *, signed: bool) -> Codec[int]:
    low = -(1 << (8 * width - 1)) if signed else 0
    high = (1 << (8 * width - (1 if signed else 0))) - 1
    from_bytes = int.from_bytes

    def pack(value: int) -> bytes:
        if not low <= value <= high:
            raise EncodeError(f"{value} does not fit {name}")
        return value.to_bytes(width, "little", signed=signed)

    def read(reader: Reader) -> int:
        return from_bytes(reader.take(width), "little", signed=signed)

    def unpack(data: bytes) -> int:
        return from_bytes(data, "little", signed=signed) if len(data) == width else read_whole(read, data)

    def write(value: int, out: bytearray) -> None:
        out += pack(value)

    layout = Layout((Number("", width, signed),), None)
    return Codec(name, shapes.Shape(shapes.Primitive(name)), write, read, width, Fixed(pack, unpack, layout))


U8 = _integer("u8", 1, signed=False)
U16 = _integer("u16", 2, signed=False)
U32 = _integer("u32", 4, signed=False)
U64 = _integer("u64", 8, signed=False)
U128 = _integer("u128", 16, signed=False)
I8 = _integer("i8", 1, signed=True)
I16 = _integer("i16", 2, signed=True)
I32 = _integer("i32", 4, signed=True)
I64 = _integer("i64", 8, signed=True)
I128 = _integer("i128", 16, signed=True)


def _write_bool(value: bool, out: bytearray) -> None:  # noqa: FBT001  a codec's write takes its value by position
    out += _pack_bool(value)


def _read_bool(reader: Reader) -> bool:
    byte = reader.byte()
    if byte > 1:
        raise DecodeError(f"{byte} is not a bool at offset {reader.position - 1}")
    return byte == 1


_BOOL_BYTES = (b"\x00", b"\x01")


def _pack_bool(value: bool) -> bytes:  # noqa: FBT001  as above
    if value is not True and value is not False:
        raise EncodeError(f"{value!r} is not a bool")
    return _BOOL_BYTES[value]


def _unpack_bool(data: bytes) -> bool:
    return data == _BOOL_BYTES[1] if data in _BOOL_BYTES else read_whole(_read_bool, data)


BOOL: Codec[bool] = Codec(
    "bool", shapes.Shape(shapes.Primitive("bool")), _write_bool, _read_bool, 1, Fixed(_pack_bool, _unpack_bool)
)


def write_compact(value: int, out: bytearray) -> None:
    """Append a compact integer in the shortest of its four modes."""
    if value < 0:
        raise EncodeError(f"{value} is negative and cannot be compact")
    if value < 1 << 6:
        out.append(value << 2)
    elif value < 1 << 14:
        out += (value << 2 | 1).to_bytes(2, "little")
    elif value < 1 << 30:
        out += (value << 2 | 2).to_bytes(4, "little")
    else:
        length = max(4, (value.bit_length() + 7) // 8)
        if length > 67:
            raise EncodeError("an integer over 536 bits cannot be compact")
        out.append((length - 4) << 2 | 3)
        out += value.to_bytes(length, "little")


def read_compact(reader: Reader, bits: int = 64) -> int:
    """Return a compact integer of at most `bits` bits; refuse a longer mode than the value needs."""
    first = reader.byte()
    mode = first & 3
    if mode == 0:
        return first >> 2
    if mode == 1:
        value = (first | reader.byte() << 8) >> 2
        least = 1 << 6
    elif mode == 2:
        value = (first | int.from_bytes(reader.take(3), "little") << 8) >> 2
        least = 1 << 14
    else:
        length = (first >> 2) + 4
        if length * 8 > max(bits, 32):
            raise DecodeError(f"a compact integer of {length} bytes exceeds {bits} bits at offset {reader.position}")
        value = int.from_bytes(reader.take(length), "little")
        least = 1 << 30 if length == 4 else 1 << 8 * (length - 1)
    if value < least:
        raise DecodeError(f"a compact integer is not in its shortest form before offset {reader.position}")
    if value >> bits:
        raise DecodeError(f"a compact integer exceeds {bits} bits before offset {reader.position}")
    return value


def compact(item: Codec[N], bits: int | None = None) -> Codec[N]:
    """Return the compact form of an unsigned integer or of a newtype around one."""
    width = bits if bits is not None else item.minimum * 8
    limit = 1 << width

    def write(value: N, out: bytearray) -> None:
        if not 0 <= value < limit:
            raise EncodeError(f"{value} does not fit compact {item.name}")
        write_compact(value, out)

    read: Callable[[Reader], N] = lambda reader: read_compact(reader, width)  # type: ignore[assignment,return-value]  # noqa: E731  an integer newtype is its integer
    return Codec(f"Compact<{item.name}>", shapes.Shape(shapes.Compact(item)), write, read, 1, small=True)
