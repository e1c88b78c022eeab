"""Values as people read them, in the text that `reading` reads back the same. Amounts and parts of a whole keep their units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from taonet.crypto.ss58 import encode
from taonet.scale.described.naming import ACCOUNT, ADDRESS, AMOUNTS, CALL, PARTS, UNITS, unit_of
from taonet.scale.described.types import Types, is_named, is_wrapper
from taonet.scale.portable import (
    ArrayDef,
    CompactDef,
    CompositeDef,
    Field,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    TupleDef,
)


def write_text(types: Types, number: int, value: Any) -> str:
    """Return the text of a value of a type, which `read_text` reads back."""
    path, definition = types.path(number), types.get(number).definition
    inner = types.inside_option(number)
    if path == CALL:
        call = value.only
        return f"{value.name}.{call.name}({_written(types, _fields_of(types, number, value.name, call.name), call.fields)})"
    if inner is not None:
        return "None" if value is None else _some(types, inner, value)
    if path == ACCOUNT:
        return encode(value)
    if path == ADDRESS and value.name == "Id":
        return encode(value.only)
    if path in AMOUNTS:
        return amount(value, "alpha" if path == "AlphaBalance" else "tao")
    if path in PARTS:
        return _percent(value, PARTS[path])
    if types.is_bytes(definition):
        return _bytes_text(value, quoted=isinstance(definition, SequenceDef))
    match definition:
        case PrimitiveDef(kind=PrimitiveKind.bool):
            return "true" if value else "false"
        case PrimitiveDef(kind=PrimitiveKind.str):
            return _quoted(value)
        case PrimitiveDef():
            return str(value)
        case CompactDef():
            return write_text(types, definition.type, value)
        case SequenceDef() | ArrayDef():
            return f"[{', '.join(write_text(types, definition.type, one) for one in value)}]"
        case TupleDef():
            return f"({', '.join(write_text(types, one, item) for one, item in zip(definition.types, value, strict=True))})"
        case CompositeDef():
            if is_wrapper(definition.fields):
                return write_text(types, definition.fields[0].type, value)
            inside = _written(types, definition.fields, value)
            return f"{{{inside}}}" if is_named(definition.fields) else f"({inside})"
        case _:
            fields = next(one.fields for one in types.variants(number) if one.name == value.name)
            return f"{value.name}({_written(types, fields, value.fields)})" if fields else value.name


def differences(types: Types, number: int, before: Any, after: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield what differs between two values of a type: the field of a struct, and its text before and after."""
    definition = types.get(types.bare(number)).definition
    if isinstance(definition, CompositeDef) and is_named(definition.fields):
        for one in definition.fields:
            old, new, name = before[one.name], after[one.name], f"{place}.{one.name}" if place else str(one.name)
            if old != new and unit_of(types, one) is not None:
                yield name, _field_text(types, one, old), _field_text(types, one, new)
            else:
                yield from differences(types, one.type, old, new, name)
    elif before != after:
        yield place, write_text(types, number, before), write_text(types, number, after)


def _some(types: Types, inner: int, value: Any) -> str:
    nested = types.inside_option(inner) is not None
    text = write_text(types, inner, value.only if nested else value)
    # A case of an enum may itself be called None or Some.
    return f"Some({text})" if nested or text == "None" or text.startswith("Some(") else text


def _fields_of(types: Types, number: int, pallet: str, call: str) -> Sequence[Field]:
    outer = next(one for one in types.variants(number) if one.name == pallet)
    return next(one.fields for one in types.variants(outer.fields[0].type) if one.name == call)


def _written(types: Types, fields: Sequence[Field], values: Any) -> str:
    if is_named(fields):
        return ", ".join(f"{one.name}={_field_text(types, one, values[one.name])}" for one in fields)
    return ", ".join(_field_text(types, one, value) for one, value in zip(fields, values, strict=True))


def _field_text(types: Types, field: Field, value: Any) -> str:
    unit = unit_of(types, field)
    return write_text(types, field.type, value) if unit is None else amount(value, unit)


def amount(rao: int, unit: str = "tao") -> str:
    """Return an amount in the shortest exact form."""
    whole, rest = divmod(rao, UNITS[unit])
    return f"{whole}{f'.{rest:09}'.rstrip('0') if rest else ''}{unit}"


def _percent(value: int, whole: int) -> str:
    if value > whole:
        return str(value)
    places = len(str(whole)) - 1
    digits, rest = divmod(value * 100, whole)
    return f"{digits}{f'.{rest:0{places}}'.rstrip('0') if rest else ''}%"


def _bytes_text(data: bytes, *, quoted: bool) -> str:
    plain = quoted and bool(data) and all(32 <= one < 127 for one in data)
    return _quoted(data.decode("ascii")) if plain else f"0x{data.hex()}"


def _quoted(text: str) -> str:
    inside = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    )
    return f'"{inside}"'
