"""Values as people type them: read by their type, and written so that they are read back the same.

    Balances.transfer_keep_alive(dest=//Dave, value=1.5tao)
    Utility.batch(calls=[System.remark(remark="hello"), System.remark(remark=0x00ff)])

A number may have `_` between digits; an amount ends in `tao`, `alpha` or `rao`; a part of a whole in `%`. Bytes are `0x…` or a
text in quotes; a list stands in `[ ]`, a tuple in `( )`, a struct in `{name=value}`; an enum is the name of a case, with its
fields in `( )` behind it; an option is `None` or its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from taonet.crypto.ss58 import Ss58Error, decode
from taonet.scale.described.naming import (
    ACCOUNT,
    ADDRESS,
    AMOUNT,
    CALL,
    PARTS,
    UNITS,
    bounds,
    unit_of,
    unknown,
    wanted,
    wanted_of,
)
from taonet.scale.described.syntax import BadText, Items, Node, Quoted, Word, tree_of
from taonet.scale.described.types import Case, Types, is_named, is_wrapper
from taonet.scale.portable import (
    ArrayDef,
    CompactDef,
    CompositeDef,
    Field,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    TupleDef,
    Variant,
    VariantDef,
)

Resolve = Callable[[str], bytes]
"""Returns the account that a word names; raises `BadText` for one that names none."""

_NUMBER: Final = re.compile(r"(-?\d[\d_]*)(?:\.(\d[\d_]*))?([a-zA-Z%]*)")


def address_only(word: str) -> bytes:
    """Return the account of an SS58 address."""
    try:
        return decode(word)[0]
    except Ss58Error as error:
        raise BadText(f"{word[:60]!r} is no account: {error}") from error


def read_text(types: Types, number: int, text: str, resolve: Resolve = address_only) -> Any:
    """Return the value of a type that a text says; raises `BadText`, which names the place and what may stand there."""
    return _Reading(types, resolve).value(number, tree_of(text), "")


class _Reading:
    def __init__(self, types: Types, resolve: Resolve) -> None:
        self._types = types
        self._resolve = resolve

    def value(self, number: int, node: Node, place: str) -> Any:
        types = self._types
        path, definition = types.path(number), types.get(number).definition
        inner = types.inside_option(number)
        if path == CALL:
            return self._call(number, node, place)
        if inner is not None:
            return self._option(inner, node, place)
        if path == ACCOUNT and isinstance(node, Word) and not node.text.startswith("0x"):
            return self._account(node, place)
        if path == ADDRESS and isinstance(node, Word) and not node.text.startswith("0x"):
            return Case("Id", [self._account(node, place)])
        if types.is_bytes(definition):
            return self._bytes(number, node, place)
        match definition:
            case PrimitiveDef(kind=PrimitiveKind.bool):
                return self._bool(number, node, place)
            case PrimitiveDef(kind=PrimitiveKind.str) if isinstance(node, Quoted):
                return node.text
            case PrimitiveDef(kind=kind) if kind is not PrimitiveKind.str:
                return self._integer(number, kind, node, place)
            case CompactDef():
                return self.value(definition.type, node, place)
            case SequenceDef() | ArrayDef() if isinstance(node, Items) and node.opening == "[":
                return self._list(number, definition, node, place)
            case TupleDef() if isinstance(node, Items) and node.opening == "(" and node.head is None:
                return self._row(definition.types, node, place, number)
            case CompositeDef():
                return self._struct(number, definition.fields, node, place)
            case VariantDef():
                return self._case(number, definition.variants, node, place)
            case _:
                raise self._wrong(number, node, place)

    def _call(self, number: int, node: Node, place: str) -> Case:
        if not isinstance(node, Items) or node.head is None or "." not in node.head:
            raise self._wrong(number, node, place)
        pallet_name, _, call_name = node.head.partition(".")
        callable_pallets = [one for one in self._types.variants(number) if one.fields]
        pallet = _named(callable_pallets, pallet_name)
        if pallet is None:
            raise BadText(
                _at(place) + unknown("pallet with calls", pallet_name, (one.name for one in callable_pallets))
            )
        calls = self._types.variants(pallet.fields[0].type)
        call = _named(calls, call_name)
        if call is None:
            raise BadText(_at(place) + unknown(f"call of {pallet.name} named", call_name, (one.name for one in calls)))
        where = f"{place}{' ' if place else ''}{pallet.name}.{call.name}"
        return Case(pallet.name, [Case(call.name, self._fields(call.fields, node, where))])

    def _option(self, inner: int, node: Node, place: str) -> Any:
        nested = self._types.inside_option(inner) is not None
        if isinstance(node, Word) and node.text in ("None", "none"):
            return None
        if isinstance(node, Items) and node.head == "Some" and len(node.items) == 1:
            value = self.value(inner, node.items[0][1], place)
            return Case("Some", [value]) if nested else value
        if nested:
            raise BadText(f"{_at(place)}expected None or Some(…)")
        return self.value(inner, node, place)

    def _account(self, node: Word, place: str) -> bytes:
        try:
            return self._resolve(node.text)
        except BadText as error:
            raise BadText(f"{_at(place)}{error}") from error

    def _bytes(self, number: int, node: Node, place: str) -> bytes:
        definition = self._types.get(number).definition
        if isinstance(node, Quoted):
            data = node.text.encode("utf-8", "surrogateescape")
        elif isinstance(node, Word) and node.text.startswith("0x"):
            try:
                data = bytes.fromhex(node.text[2:])
            except ValueError:
                raise BadText(f"{_at(place)}{_shown(node)} is not hexadecimal") from None
        else:
            raise self._wrong(number, node, place)
        if isinstance(definition, ArrayDef) and len(data) != definition.length:
            raise BadText(f"{_at(place)}expected {definition.length} bytes, got {len(data)}")
        return data

    def _bool(self, number: int, node: Node, place: str) -> bool:
        if isinstance(node, Word) and node.text in ("true", "false"):
            return node.text == "true"
        raise self._wrong(number, node, place)

    def _integer(self, number: int, kind: PrimitiveKind, node: Node, place: str, whole: int = 1) -> int:
        """Return an integer; `whole` is how many make one where the type is a part of a whole."""
        found = _NUMBER.fullmatch(node.text) if isinstance(node, Word) else None
        if found is None:
            raise self._wrong(number, node, place)
        digits, after, unit = found[1].replace("_", ""), (found[2] or "").replace("_", ""), found[3].lower()
        least, most = bounds(kind)
        if unit == "" and not after:
            value, rest = int(digits), 0
        elif unit in UNITS and most >= (1 << 64) - 1:
            value, rest = divmod(int(digits + after) * UNITS[unit], 10 ** len(after))
        elif unit == "%" and whole > 1:
            value, rest = divmod(int(digits + after) * whole, 10 ** (len(after) + 2))
        else:
            raise self._wrong(number, node, place)
        if rest:
            raise BadText(f"{_at(place)}{_shown(node)} is finer than the chain counts")
        if not least <= value <= most or (unit == "%" and value > whole):
            raise self._wrong(number, node, place)
        return value

    def _list(self, number: int, definition: SequenceDef | ArrayDef, node: Items, place: str) -> list[Any]:
        if isinstance(definition, ArrayDef) and len(node.items) != definition.length:
            raise BadText(f"{_at(place)}expected {definition.length} values, got {len(node.items)}")
        return self._row([definition.type] * len(node.items), node, place, number)

    def _row(self, types: Sequence[int], node: Items, place: str, number: int) -> list[Any]:
        if len(types) != len(node.items) or any(name is not None for name, _ in node.items):
            raise self._wrong(number, node, place)
        return [
            self.value(one, item, f"{place}[{index}]")
            for index, (one, (_, item)) in enumerate(zip(types, node.items, strict=True))
        ]

    def _struct(self, number: int, fields: Sequence[Field], node: Node, place: str) -> Any:
        path = self._types.path(number)
        if path in PARTS and is_wrapper(fields):
            kind = self._types.get(self._types.bare(number)).definition
            if not isinstance(kind, PrimitiveDef):
                raise self._wrong(number, node, place)
            return self._integer(number, kind.kind, node, place, PARTS[path])
        if is_wrapper(fields):
            return self.value(fields[0].type, node, place)
        if isinstance(node, Items) and node.head is None and node.opening == ("{" if is_named(fields) else "("):
            return self._fields(fields, node, place)
        raise self._wrong(number, node, place)

    def _case(self, number: int, variants: Sequence[Variant], node: Node, place: str) -> Case:
        name = node.text if isinstance(node, Word) else node.head if isinstance(node, Items) else None
        if name is None:
            raise self._wrong(number, node, place)
        found = _named(variants, name)
        if found is None:
            raise BadText(
                _at(place) + unknown(f"{self._types.path(number)} named", name, (one.name for one in variants))
            )
        inside = node if isinstance(node, Items) else Items("(", [])
        return Case(found.name, self._fields(found.fields, inside, f"{place}{' ' if place else ''}{found.name}"))

    def _fields(self, fields: Sequence[Field], node: Items, place: str) -> dict[str, Any] | list[Any]:
        if not is_named(fields):
            if len(fields) != len(node.items) or any(name is not None for name, _ in node.items):
                what = "; ".join(wanted_of(self._types, one) for one in fields) or "nothing"
                raise BadText(f"{_at(place)}expected {len(fields)} values in ( ): {what}")
            rows = zip(fields, node.items, strict=True)
            return [self.value(one.type, item, f"{place}[{index}]") for index, (one, (_, item)) in enumerate(rows)]
        given: dict[str, Node] = {}
        names = [str(one.name) for one in fields]
        for name, item in node.items:
            if name is None:
                raise BadText(
                    f"{_at(place)}every argument needs its name, as in {names[0]}=…; there are {', '.join(names)}"
                )
            if name not in names:
                raise BadText(_at(place) + unknown("argument", name, names))
            if name in given:
                raise BadText(f"{_at(place)}{name} is given twice")
            given[name] = item
        for one in fields:
            if one.name not in given:
                raise BadText(f"{_at(place)}{one.name} is missing: {wanted_of(self._types, one)}")
        return {
            str(one.name): self._field(one, given[str(one.name)], f"{place}{' ' if place else ''}{one.name}")
            for one in fields
        }

    def _field(self, field: Field, node: Node, place: str) -> Any:
        number, amounts = self._types.bare(field.type), self._types.amounts
        if number in amounts and unit_of(self._types, field) is not None and not _is_number(node):
            raise BadText(f"{_at(place)}expected {AMOUNT}, got {_shown(node)}")
        return self.value(field.type, node, place)

    def _wrong(self, number: int, node: Node, place: str) -> BadText:
        return BadText(f"{_at(place)}expected {wanted(self._types, number)}, got {_shown(node)}")


def _is_number(node: Node) -> bool:
    return isinstance(node, Word) and _NUMBER.fullmatch(node.text) is not None


def _named(variants: Sequence[Variant], name: str) -> Variant | None:
    exact = next((one for one in variants if one.name == name), None)
    return exact or next((one for one in variants if one.name.lower() == name.lower()), None)


def _at(place: str) -> str:
    return f"{place}: " if place else ""


def _shown(node: Node) -> str:
    if isinstance(node, Word):
        return repr(node.text[:60])
    if isinstance(node, Quoted):
        return f'the text "{node.text[:60]}"'
    return f"{node.head or ''}{node.opening}…"
