"""Writing SCALE from JSON as people type it, guided by the description of a type.

Numbers may be texts, decimal or 0x-hexadecimal; bytes are hexadecimal or text; accounts are SS58 or hexadecimal; a struct
is an object, in which what is left out is zero; an enum is the name of its case, or an object of the name and the value.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from typing import Any, cast

from taonet.crypto.ss58 import Ss58Error, decode
from taonet.scale import shape as shapes
from taonet.scale.codec import Codec
from taonet.scale.errors import ScaleError
from taonet.scale.numbers import write_compact

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


class BadJson(ScaleError):
    """The JSON is no value of the type; the text says where."""


def encode_json(codec: Codec[Any], value: object) -> bytes:
    """Return the bytes of a value given as JSON, in the one form in which the chain would write it."""
    out = bytearray()
    _write(codec, value, "", out)
    try:
        return codec.encode(codec.decode(bytes(out)))
    except ScaleError as error:
        raise BadJson(str(error)) from error


def _write(codec: Codec[Any], value: object, place: str, out: bytearray) -> None:
    shape = codec.shape
    definition = shape.definition
    if shape.path.endswith("::AccountId32") and isinstance(value, str) and not value.startswith("0x"):
        out += _account(value, place)
    elif isinstance(definition, shapes.Primitive):
        _write_primitive(codec, definition.name, value, place, out)
    elif isinstance(definition, shapes.Compact):
        codec.write(_number(value, place), out)
    elif isinstance(definition, shapes.Variant):
        _write_case(codec, definition.variants(), value, place, out)
    elif isinstance(definition, shapes.Composite):
        _write_fields(definition.fields(), value, place, out)
    elif isinstance(definition, shapes.Tuple):
        items = _list(value, place, len(definition.items))
        for index, (item, one) in enumerate(zip(definition.items, items, strict=True)):
            _write(item, one, f"{place}[{index}]", out)
    else:
        _write_items(definition, value, place, out)


def _account(text: str, place: str) -> bytes:
    try:
        return decode(text)[0]
    except Ss58Error as error:
        raise BadJson(f"{_at(place)}{error}") from error


def _write_primitive(codec: Codec[Any], name: str, value: object, place: str, out: bytearray) -> None:
    if name == "bool" and not isinstance(value, bool):
        raise BadJson(f"{_at(place)}expected true or false, got {_shown(value)}")
    if name == "str" and not isinstance(value, str):
        raise BadJson(f"{_at(place)}expected text, got {_shown(value)}")
    plain = value if name in {"bool", "str"} else _number(value, place)
    try:
        codec.write(plain, out)
    except (ScaleError, OverflowError) as error:
        raise BadJson(f"{_at(place)}{error}") from error


def _number(value: object, place: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = value.replace("_", "").replace(",", "")
        try:
            return int(text, 16 if text.startswith("0x") else 10)
        except ValueError:
            pass
    raise BadJson(f"{_at(place)}expected a number, got {_shown(value)}")


def _write_case(
    codec: Codec[Any], variants: tuple[shapes.VariantShape, ...], value: object, place: str, out: bytearray
) -> None:
    if codec.shape.path == "Option":
        if value is None:
            out.append(0)
        else:
            out.append(1)
            _write_fields(variants[1].fields, value, place, out)
        return
    name, inner = value, None
    pairs = _object(value)
    if pairs is not None and len(pairs) == 1:
        ((name, inner),) = pairs.items()
    found = next((one for one in variants if isinstance(name, str) and one.name.lower() == name.lower()), None)
    if found is None:
        known = ", ".join(one.name for one in variants)
        raise BadJson(f"{_at(place)}{_shown(name)} is none of {known}")
    out.append(found.index)
    _write_fields(found.fields, inner, f"{place}.{found.name}", out)


def _write_fields(fields: tuple[shapes.FieldShape, ...], value: object, place: str, out: bytearray) -> None:
    if not fields:
        return
    pairs = _object(value)
    if len(fields) == 1 and fields[0].name not in (pairs or {}):
        _write(fields[0].codec, value, place, out)
    elif fields[0].name is None:
        for index, (one, item) in enumerate(zip(fields, _list(value, place, len(fields)), strict=True)):
            _write(one.codec, item, f"{place}[{index}]", out)
    elif pairs is None:
        raise BadJson(f"{_at(place)}expected an object with {_names(fields)}, got {_shown(value)}")
    else:
        given = {_HUMP.sub(r"_\1", name).lower(): one for name, one in pairs.items()}
        for one in fields:
            if one.name in given:
                _write(one.codec, given.pop(one.name), f"{place}.{one.name}", out)
            else:
                _write_zero(one.codec, out)
        if given:
            raise BadJson(f"{_at(place)}there is no {next(iter(given))}, only {_names(fields)}")


def _names(fields: tuple[shapes.FieldShape, ...]) -> str:
    return ", ".join(str(one.name) for one in fields)


def _write_items(definition: shapes.Sequence | shapes.Array, value: object, place: str, out: bytearray) -> None:
    item, pairs = definition.item, _object(value)
    of_bytes = item.shape.definition == shapes.Primitive("u8")
    if of_bytes and isinstance(value, str):
        values: list[object] = list(_bytes(value, place))
    elif pairs is not None:  # a map
        values = [list(pair) for pair in pairs.items()]
    else:
        values = _list(value, place, definition.length if isinstance(definition, shapes.Array) else None)
    if isinstance(definition, shapes.Sequence):
        write_compact(len(values), out)
    elif len(values) != definition.length:
        raise BadJson(f"{_at(place)}expected {definition.length} bytes, got {len(values)}")
    for index, one in enumerate(values):
        _write(item, one, f"{place}[{index}]", out)


def _bytes(text: str, place: str) -> bytes:
    if not text.startswith("0x"):
        return text.encode()
    try:
        return unhexlify(text[2:])
    except ValueError:
        raise BadJson(f"{_at(place)}not hexadecimal") from None


def _object(value: object) -> dict[str, object] | None:
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _list(value: object, place: str, length: int | None) -> list[object]:
    if not isinstance(value, list):
        raise BadJson(f"{_at(place)}expected a list, got {_shown(value)}")
    items = cast("list[object]", value)
    if length is not None and len(items) != length:
        raise BadJson(f"{_at(place)}expected {length} items, got {len(items)}")
    return items


def _write_zero(codec: Codec[Any], out: bytearray) -> None:
    """Write what Rust calls the default of a type: zero, empty, or the first case."""
    definition = codec.shape.definition
    if isinstance(definition, shapes.Primitive):
        codec.write({"bool": False, "str": ""}.get(definition.name, 0), out)
    elif isinstance(definition, shapes.Compact | shapes.Sequence):
        out.append(0)
    elif isinstance(definition, shapes.Array):
        for _ in range(definition.length):
            _write_zero(definition.item, out)
    elif isinstance(definition, shapes.Variant):
        first = definition.variants()[0]
        out.append(first.index)
        for field in first.fields:
            _write_zero(field.codec, out)
    else:
        inner = definition.items if isinstance(definition, shapes.Tuple) else [one.codec for one in definition.fields()]
        for one in inner:
            _write_zero(one, out)


def _at(place: str) -> str:
    return f"{place.lstrip('.')}: " if place else ""


def _shown(value: object) -> str:
    return repr(value)[:60]
