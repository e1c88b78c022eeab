"""Types as metadata carries them: numbered, each naming others by number.

These are the structures of the Rust crate `scale-info` (PortableRegistry), with codecs, so that metadata is written
and read by the same codecs as everything else.
"""

from __future__ import annotations

from enum import IntEnum
from typing import final

import msgspec

from taonet.scale.codec import Codec
from taonet.scale.collections import TEXT, option, vec
from taonet.scale.fields import Typed
from taonet.scale.numbers import U8, U32, compact
from taonet.scale.structs import Case, struct, tagged_enum, unit_enum

TYPE_ID = compact(U32)


class PrimitiveKind(IntEnum):
    """The built-in types and their numbers."""

    bool = 0
    char = 1
    str = 2
    u8 = 3
    u16 = 4
    u32 = 5
    u64 = 6
    u128 = 7
    u256 = 8
    i8 = 9
    i16 = 10
    i32 = 11
    i64 = 12
    i128 = 13
    i256 = 14


@final
class Field(msgspec.Struct, frozen=True):
    """A field of a struct or of an enum's variant."""

    name: str | None
    type: int
    type_name: str | None
    docs: list[str]


@final
class Variant(msgspec.Struct, frozen=True):
    """One case of an enum."""

    name: str
    fields: list[Field]
    index: int
    docs: list[str]


@final
class CompositeDef(msgspec.Struct, frozen=True):
    """A struct."""

    fields: list[Field]


@final
class VariantDef(msgspec.Struct, frozen=True):
    """An enum."""

    variants: list[Variant]


@final
class SequenceDef(msgspec.Struct, frozen=True):
    """A vector."""

    type: int


@final
class ArrayDef(msgspec.Struct, frozen=True):
    """An array of fixed length."""

    length: int
    type: int


@final
class TupleDef(msgspec.Struct, frozen=True):
    """A tuple."""

    types: list[int]


@final
class PrimitiveDef(msgspec.Struct, frozen=True):
    """A built-in type."""

    kind: PrimitiveKind


@final
class CompactDef(msgspec.Struct, frozen=True):
    """The compact form of another type."""

    type: int


@final
class BitSequenceDef(msgspec.Struct, frozen=True):
    """A sequence of bits."""

    store: int
    order: int


Definition = CompositeDef | VariantDef | SequenceDef | ArrayDef | TupleDef | PrimitiveDef | CompactDef | BitSequenceDef


@final
class Parameter(msgspec.Struct, frozen=True):
    """A generic parameter; None where the type is not described."""

    name: str
    type: int | None


@final
class Type(msgspec.Struct, frozen=True):
    """A type: where it is declared, its parameters and what it consists of."""

    path: list[str]
    parameters: list[Parameter]
    definition: Definition
    docs: list[str]


@final
class PortableType(msgspec.Struct, frozen=True):
    """A type with its number."""

    id: int
    type: Type


_DOCS = Typed(vec(TEXT), "Vec<String>")

FIELD: Codec[Field] = struct(
    Field,
    "scale_info::ty::fields::Field",
    {"name": option(TEXT), "type": TYPE_ID, "type_name": option(TEXT), "docs": _DOCS},
)
VARIANT: Codec[Variant] = struct(
    Variant,
    "scale_info::ty::variant::Variant",
    {"name": TEXT, "fields": vec(FIELD), "index": U8, "docs": _DOCS},
)
DEFINITION: Codec[Definition] = tagged_enum(
    "scale_info::ty::TypeDef",
    (
        Case(CompositeDef, 0, {"fields": vec(FIELD)}, "Composite"),
        Case(VariantDef, 1, {"variants": vec(VARIANT)}, "Variant"),
        Case(SequenceDef, 2, {"type": TYPE_ID}, "Sequence"),
        Case(ArrayDef, 3, {"length": U32, "type": TYPE_ID}, "Array"),
        Case(TupleDef, 4, {"types": vec(TYPE_ID)}, "Tuple"),
        Case(PrimitiveDef, 5, {"kind": unit_enum(PrimitiveKind, "scale_info::ty::TypeDefPrimitive")}, "Primitive"),
        Case(CompactDef, 6, {"type": TYPE_ID}, "Compact"),
        Case(BitSequenceDef, 7, {"store": TYPE_ID, "order": TYPE_ID}, "BitSequence"),
    ),
)
PARAMETER: Codec[Parameter] = struct(
    Parameter, "scale_info::ty::TypeParameter", {"name": TEXT, "type": option(TYPE_ID)}
)
TYPE: Codec[Type] = struct(
    Type,
    "scale_info::ty::Type",
    {"path": vec(TEXT), "parameters": vec(PARAMETER), "definition": DEFINITION, "docs": _DOCS},
)
PORTABLE_TYPE: Codec[PortableType] = struct(
    PortableType, "scale_info::portable::PortableType", {"id": TYPE_ID, "type": TYPE}
)
PORTABLE_TYPES: Codec[list[PortableType]] = vec(PORTABLE_TYPE)
"""The whole registry."""
