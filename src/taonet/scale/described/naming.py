"""What values of a type are written like, in words, for refusals and for help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from taonet.primitives.amounts import RAO_PER_TAO
from taonet.scale.described.types import PRIMITIVES, Types, is_named
from taonet.scale.portable import (
    ArrayDef,
    CompactDef,
    CompositeDef,
    Field,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    TupleDef,
    VariantDef,
)

CALL: Final = "RuntimeCall"
ACCOUNT: Final = "AccountId32"
ADDRESS: Final = "MultiAddress"
AMOUNT: Final = "an amount such as 1.5tao, or a whole number of rao"
AMOUNTS: Final = frozenset({"TaoBalance", "AlphaBalance"})
UNITS: Final[Mapping[str, int]] = {"rao": 1, "tao": RAO_PER_TAO, "alpha": RAO_PER_TAO}
PARTS: Final[Mapping[str, int]] = {
    "Perbill": 10**9, "Permill": 10**6, "Percent": 100, "Perquintill": 10**18,
}  # fmt: skip
"""Types of parts of a whole, and how many make one."""
LONGEST: Final = 12
"""Names that a sentence lists."""


def unit_of(types: Types, field: Field) -> str | None:
    """Return the unit of a field that is an amount: by its type, or by what the Rust source calls an integer."""
    path, name = types.path(field.type), field.type_name or ""
    if path not in AMOUNTS and not ("Balance" in name and types.bare(field.type) in types.amounts):
        return None
    return "alpha" if "Alpha" in path + name else "tao"


def wanted_of(types: Types, field: Field) -> str:
    """Say what the value of a field is written like."""
    return AMOUNT if unit_of(types, field) is not None else wanted(types, field.type)


def wanted(types: Types, number: int) -> str:
    """Say what a value of a type is written like."""
    path, found = types.path(number), types.get(number)
    definition = found.definition
    if path == CALL:
        return "a call such as System.remark(remark=0x00)"
    if path in (ACCOUNT, ADDRESS):
        return "an account: an SS58 address, or //Dave on a development chain"
    if path in AMOUNTS:
        return AMOUNT
    if path in PARTS:
        return f"a part such as 12.5%, or a whole number up to {PARTS[path]}"
    inner = types.inside_option(number)
    if inner is not None:
        return f"None, or {wanted(types, inner)}"
    if types.bare(number) != number:
        return wanted(types, types.bare(number))
    if types.is_bytes(definition):
        exact = f"{definition.length} " if isinstance(definition, ArrayDef) else ""
        return f'{exact}bytes as 0x…, or a text in quotes "…"'
    match definition:
        case PrimitiveDef(kind=kind):
            return _primitive(kind)
        case CompactDef():
            return wanted(types, definition.type)
        case VariantDef():
            return f"one of {listed(one.name for one in definition.variants)}"
        case SequenceDef() | ArrayDef():
            exact = f" of {definition.length}" if isinstance(definition, ArrayDef) else ""
            return f"a list{exact} in [ ], each {wanted(types, definition.type)}"
        case TupleDef():
            return f"{len(definition.types)} values in ( )"
        case CompositeDef() if is_named(definition.fields):
            return "{" + ", ".join(f"{one.name}=…" for one in definition.fields) + "}"
        case _:
            return f"a value of {path or 'its type'}"


def _primitive(kind: PrimitiveKind) -> str:
    if kind is PrimitiveKind.bool:
        return "true or false"
    if kind is PrimitiveKind.str:
        return 'a text in quotes "…"'
    least, most = bounds(kind)
    return f"a whole number from {least} to {most}"


def bounds(kind: PrimitiveKind) -> tuple[int, int]:
    """Return the least and the largest integer of a built-in type."""
    if kind is PrimitiveKind.char:
        return 0, 0x10FFFF
    bits = 8 * PRIMITIVES[kind].minimum
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if kind.name.startswith("i") else (0, (1 << bits) - 1)


def listed(names: Iterable[str]) -> str:
    """Return names in a row, the first of many."""
    all_names = list(names)
    more = f" and {len(all_names) - LONGEST} more" if len(all_names) > LONGEST else ""
    return ", ".join(all_names[:LONGEST]) + more


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such name, which it may have been, and which there are."""
    names = list(known)
    lower = {one.lower(): one for one in names}
    near = get_close_matches(name.lower(), lower, 1)
    end = f"; did you mean {lower[near[0]]}?" if near else f". There are: {listed(names) or 'none'}"
    return f"there is no {kind} {name[:60]!r}{end}"
