"""SCALE: the chain's binary format, as codecs that are values and describe themselves."""

from taonet.scale.codec import Codec
from taonet.scale.collections import (
    BYTES,
    TEXT,
    UNIT,
    array,
    bounded,
    bounded_bytes,
    bounded_vec,
    bytes_array,
    mapped,
    option,
    ordered_map,
    ordered_set,
    tuple_of,
    vec,
)
from taonet.scale.errors import DecodeError, EncodeError, ScaleError
from taonet.scale.fields import (
    FieldSpec,
    Late,
    Typed,
    i16,
    i32,
    i64,
    i128,
    u8,
    u16,
    u32,
    u64,
    u128,
)
from taonet.scale.numbers import BOOL, I8, I16, I32, I64, I128, U8, U16, U32, U64, U128, compact
from taonet.scale.reader import Reader
from taonet.scale.structs import Case, newtype, record, struct, tagged_enum, unit_enum

__all__ = [
    "BOOL", "BYTES", "I8", "I16", "I32", "I64", "I128", "TEXT", "U8", "U16", "U32", "U64", "U128", "UNIT",
    "Case", "Codec", "DecodeError", "EncodeError", "FieldSpec", "Late", "Reader", "ScaleError", "Typed",
    "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128",
    "array", "bounded", "bounded_bytes", "bounded_vec", "bytes_array", "compact", "mapped", "newtype", "option",
    "ordered_map", "ordered_set", "record", "struct", "tagged_enum", "tuple_of", "unit_enum", "vec",
]  # fmt: skip
