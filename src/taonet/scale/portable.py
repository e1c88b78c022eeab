"""Types as metadata carries them: numbered, each naming others by number.

These are the structures of the Rust crate `scale-info` (PortableRegistry), with codecs, so that metadata is written
and read by the same codecs as everything else.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.scale.codec import Codec
from taonet.scale.collections import TEXT, vec
from taonet.scale.fields import Typed, u8, u32
from taonet.scale.numbers import U32, compact
from taonet.scale.structs import Case, struct, tagged_enum, unit_enum

TYPE_ID = compact(U32)
type_id = Annotated[int, TYPE_ID]
"""The number of another type."""


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
    type: type_id
    type_name: str | None
    docs: Annotated[list[str], Typed(vec(TEXT), "Vec<String>")]


FIELD = struct(Field, "scale_info::ty::fields::Field")


@final
class Variant(msgspec.Struct, frozen=True):
    """One case of an enum."""

    name: str
    fields: list[Field]
    index: u8
    docs: Annotated[list[str], Typed(vec(TEXT), "Vec<String>")]


VARIANT = struct(Variant, "scale_info::ty::variant::Variant")


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

    type: type_id


@final
class ArrayDef(msgspec.Struct, frozen=True):
    """An array of fixed length."""

    length: u32
    type: type_id


@final
class TupleDef(msgspec.Struct, frozen=True):
    """A tuple."""

    types: list[type_id]


PRIMITIVE_KIND = unit_enum(PrimitiveKind, "scale_info::ty::TypeDefPrimitive")


@final
class PrimitiveDef(msgspec.Struct, frozen=True):
    """A built-in type."""

    kind: PrimitiveKind


@final
class CompactDef(msgspec.Struct, frozen=True):
    """The compact form of another type."""

    type: type_id


@final
class BitSequenceDef(msgspec.Struct, frozen=True):
    """A sequence of bits."""

    store: type_id
    order: type_id


Definition = CompositeDef | VariantDef | SequenceDef | ArrayDef | TupleDef | PrimitiveDef | CompactDef | BitSequenceDef
DEFINITION: Codec[Definition] = tagged_enum(
    "scale_info::ty::TypeDef",
    (
        Case(CompositeDef, 0, name="Composite"),
        Case(VariantDef, 1, name="Variant"),
        Case(SequenceDef, 2, name="Sequence"),
        Case(ArrayDef, 3, name="Array"),
        Case(TupleDef, 4, name="Tuple"),
        Case(PrimitiveDef, 5, name="Primitive"),
        Case(CompactDef, 6, name="Compact"),
        Case(BitSequenceDef, 7, name="BitSequence"),
    ),
)


@final
class Parameter(msgspec.Struct, frozen=True):
    """A generic parameter; None where the type is not described."""

    name: str
    type: type_id | None


PARAMETER = struct(Parameter, "scale_info::ty::TypeParameter")


@final
class Type(msgspec.Struct, frozen=True):
    """A type: where it is declared, its parameters and what it consists of."""

    path: list[str]
    parameters: list[Parameter]
    definition: Annotated[Definition, DEFINITION]
    docs: Annotated[list[str], Typed(vec(TEXT), "Vec<String>")]


TYPE = struct(Type, "scale_info::ty::Type")


@final
class PortableType(msgspec.Struct, frozen=True):
    """A type with its number."""

    id: type_id
    type: Type


PORTABLE_TYPE = struct(PortableType, "scale_info::portable::PortableType")
PORTABLE_TYPES = vec(PORTABLE_TYPE)
"""The whole registry."""
