"""Read and write values by a registry of portable types.

Integers, booleans and texts are themselves; `u8` lists are bytes; other lists and tuples are lists; a struct is a dict, or
what is in it where it has one field without a name; an enum is a `Case`, and an option None or what is in it (a `Case`
where options nest). So what is read can be written again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast, final

import msgspec

from taonet.scale.codec import Codec
from taonet.scale.collections import TEXT
from taonet.scale.errors import DecodeError, EncodeError
from taonet.scale.numbers import BOOL, I8, I16, I32, I64, I128, U8, U16, U32, U64, U128, read_compact, write_compact
from taonet.scale.portable import (
    ArrayDef,
    BitSequenceDef,
    CompactDef,
    CompositeDef,
    Definition,
    Field,
    PortableType,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    TupleDef,
    Type,
    Variant,
    VariantDef,
)
from taonet.scale.reader import Reader

PRIMITIVES: Final[Mapping[PrimitiveKind, Codec[Any]]] = {
    PrimitiveKind.bool: BOOL, PrimitiveKind.str: TEXT, PrimitiveKind.char: U32,
    PrimitiveKind.u8: U8, PrimitiveKind.u16: U16, PrimitiveKind.u32: U32, PrimitiveKind.u64: U64, PrimitiveKind.u128: U128,
    PrimitiveKind.i8: I8, PrimitiveKind.i16: I16, PrimitiveKind.i32: I32, PrimitiveKind.i64: I64, PrimitiveKind.i128: I128,
}  # fmt: skip
MOST_NESTED: Final = 100
"""Types inside types that are followed: about twenty calls inside calls."""
MOST_EMPTY: Final = 1 << 10
"""Items of a list that may take no bytes at all."""


@final
class Case(msgspec.Struct, frozen=True):
    """A value of an enum: its case, and the fields, by name or in order."""

    name: str
    fields: dict[str, Any] | list[Any] = []

    @property
    def only(self) -> Any:
        """Return the one field."""
        (value,) = self.fields.values() if isinstance(self.fields, dict) else self.fields
        return value


_AMOUNTS: Final = (PrimitiveDef(PrimitiveKind.u64), PrimitiveDef(PrimitiveKind.u128))


@final
class Types:
    """A registry of types by number."""

    def __init__(self, types: Sequence[PortableType]) -> None:
        self._types = {one.id: one.type for one in types}
        self.amounts = frozenset(one.id for one in types if one.type.definition in _AMOUNTS)
        """Integers wide enough for amounts."""

    def get(self, number: int) -> Type:
        """Return a type; refuse a number that the registry does not have."""
        found = self._types.get(number)
        if found is None:
            raise DecodeError(f"the metadata names a type {number} that it does not describe")
        return found

    def path(self, number: int) -> str:
        """Return the last word of where a type is declared, empty for a built-in one."""
        path = self.get(number).path
        return path[-1] if path else ""

    def bare(self, number: int) -> int:
        """Return the type inside structs of one field without a name, and inside compact forms."""
        definition = self.get(number).definition
        if isinstance(definition, CompactDef):
            return self.bare(definition.type)
        if isinstance(definition, CompositeDef) and is_wrapper(definition.fields):
            return self.bare(definition.fields[0].type)
        return number

    def variants(self, number: int) -> Sequence[Variant]:
        """Return the cases of an enum; none for any other type."""
        definition = self.get(number).definition
        return definition.variants if isinstance(definition, VariantDef) else ()

    def is_bytes(self, definition: Definition) -> bool:
        """Tell whether a definition is a list of bytes."""
        if not isinstance(definition, SequenceDef | ArrayDef):
            return False
        return self.get(definition.type).definition == PrimitiveDef(PrimitiveKind.u8)

    def inside_option(self, number: int) -> int | None:
        """Return what an option may hold; None for any other type."""
        found = self.get(number)
        return found.parameters[0].type if found.path == ["Option"] else None

    def decode(self, number: int, data: bytes) -> Any:
        """Return the value of exactly these bytes."""
        reader = Reader(data)
        value = self.read(number, reader)
        reader.finish()
        return value

    def encode(self, number: int, value: object) -> bytes:
        """Return the bytes of a value."""
        out = bytearray()
        self.write(number, value, out)
        return bytes(out)

    def read(self, number: int, reader: Reader) -> Any:
        """Read a value of a type."""
        reader.depth += 1
        if reader.depth > MOST_NESTED:
            raise DecodeError(f"a value nests deeper than {MOST_NESTED} types at offset {reader.position}")
        value = self._read(number, reader)
        reader.depth -= 1
        return value

    def _read(self, number: int, reader: Reader) -> Any:
        definition = self.get(number).definition
        match definition:
            case PrimitiveDef():
                return self._primitive(definition).read(reader)
            case CompactDef():
                return [] if self._is_unit(definition.type) else read_compact(reader, self._bits(definition.type))
            case SequenceDef() | ArrayDef():
                count = read_compact(reader) if isinstance(definition, SequenceDef) else definition.length
                if self.is_bytes(definition):
                    return reader.take(count)
                if count > reader.remaining() + MOST_EMPTY:
                    raise DecodeError(f"a list of {count} items cannot follow at offset {reader.position}")
                return [self.read(definition.type, reader) for _ in range(count)]
            case TupleDef():
                return [self.read(one, reader) for one in definition.types]
            case CompositeDef():
                return self._read_fields(definition.fields, reader, wrapped=True)
            case VariantDef():
                return self._read_case(number, definition, reader)
            case BitSequenceDef():
                raise DecodeError("sequences of bits cannot be read")

    def _read_case(self, number: int, definition: VariantDef, reader: Reader) -> Any:
        index = reader.byte()
        inner = self.inside_option(number)
        if inner is not None:
            if index > 1:
                raise DecodeError(f"{index} is no option's tag at offset {reader.position - 1}")
            value = self.read(inner, reader) if index else None
            nested = index and self.inside_option(inner) is not None
            return Case("Some", [value]) if nested else value
        found = next((one for one in definition.variants if one.index == index), None)
        if found is None:
            raise DecodeError(f"{self.path(number)} has no case {index} at offset {reader.position - 1}")
        return Case(found.name, self._read_fields(found.fields, reader))

    def _read_fields(self, fields: Sequence[Field], reader: Reader, *, wrapped: bool = False) -> Any:
        if wrapped and is_wrapper(fields):
            return self.read(fields[0].type, reader)
        if is_named(fields):
            return {str(one.name): self.read(one.type, reader) for one in fields}
        return [self.read(one.type, reader) for one in fields]

    def write(self, number: int, value: Any, out: bytearray) -> None:
        """Append a value of a type; refuse one that does not fit with `EncodeError`."""
        definition = self.get(number).definition
        match definition:
            case PrimitiveDef():
                self._primitive(definition).write(value, out)
            case CompactDef() if not self._is_unit(definition.type):
                self._check(definition.type, value)
                write_compact(value, out)
            case CompactDef():
                pass
            case SequenceDef() | ArrayDef():
                self._write_items(definition, value, out)
            case TupleDef():
                self._write_each(definition.types, value, out)
            case CompositeDef():
                self._write_fields(definition.fields, value, out, wrapped=True)
            case VariantDef():
                self._write_case(number, definition, value, out)
            case BitSequenceDef():
                raise EncodeError("sequences of bits cannot be written")

    def _is_unit(self, number: int) -> bool:
        return self.get(self.bare(number)).definition == TupleDef([])

    def _bits(self, number: int) -> int:
        inner = self.get(self.bare(number)).definition
        return 8 * self._primitive(inner).minimum if isinstance(inner, PrimitiveDef) else 128

    def _check(self, number: int, value: object) -> None:
        inner = self.get(self.bare(number)).definition
        if isinstance(inner, PrimitiveDef):
            self._primitive(inner).encode(value)

    def _write_items(self, definition: SequenceDef | ArrayDef, value: Any, out: bytearray) -> None:
        if not isinstance(value, bytes | list):
            raise EncodeError(f"{value!r} is no list")
        items = cast("bytes | list[Any]", value)
        if isinstance(definition, ArrayDef) and len(items) != definition.length:
            raise EncodeError(f"expected {definition.length} items, got {len(items)}")
        if isinstance(definition, SequenceDef):
            write_compact(len(items), out)
        if isinstance(items, bytes) and self.is_bytes(definition):
            out += items
            return
        for one in items:
            self.write(definition.type, one, out)

    def _write_each(self, types: Sequence[int], value: Any, out: bytearray) -> None:
        if not isinstance(value, list) or len(cast("list[Any]", value)) != len(types):
            raise EncodeError(f"expected {len(types)} values, got {value!r}")
        for one, item in zip(types, cast("list[Any]", value), strict=True):
            self.write(one, item, out)

    def _write_fields(self, fields: Sequence[Field], value: Any, out: bytearray, *, wrapped: bool = False) -> None:
        if wrapped and is_wrapper(fields):
            self.write(fields[0].type, value, out)
        elif is_named(fields):
            pairs = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
            if set(pairs) != {one.name for one in fields}:
                raise EncodeError(f"expected the fields {', '.join(str(one.name) for one in fields)}, got {value!r}")
            for one in fields:
                self.write(one.type, pairs[str(one.name)], out)
        else:
            self._write_each([one.type for one in fields], value, out)

    def _write_case(self, number: int, definition: VariantDef, value: Any, out: bytearray) -> None:
        inner = self.inside_option(number)
        if inner is not None:
            some = value.only if isinstance(value, Case) and self.inside_option(inner) is not None else value
            out.append(0 if value is None else 1)
            if value is not None:
                self.write(inner, some, out)
            return
        found = next((one for one in definition.variants if isinstance(value, Case) and one.name == value.name), None)
        if found is None:
            raise EncodeError(f"{value!r} is no case of {self.path(number)}")
        out.append(found.index)
        self._write_fields(found.fields, value.fields, out)

    def _primitive(self, definition: PrimitiveDef) -> Codec[Any]:
        codec = PRIMITIVES.get(definition.kind)
        if codec is None:
            raise DecodeError(f"values of type {definition.kind.name} cannot be read or written")
        return codec


def is_named(fields: Sequence[Field]) -> bool:
    """Tell whether fields have names."""
    return bool(fields) and fields[0].name is not None


def is_wrapper(fields: Sequence[Field]) -> bool:
    """Tell whether fields are one without a name."""
    return len(fields) == 1 and fields[0].name is None
