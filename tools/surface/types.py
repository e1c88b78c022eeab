"""Two registries compared type by type, whatever their numbers."""

from __future__ import annotations

from itertools import zip_longest
from typing import final

from taonet.scale.portable import (
    ArrayDef,
    CompactDef,
    CompositeDef,
    Field,
    PortableType,
    PrimitiveDef,
    SequenceDef,
    TupleDef,
    Type,
    Variant,
    VariantDef,
)

MEMBERS_OF_PALLETS = ("Call", "Event", "Error")
"""Enums of one pallet: their variants are compared as calls, events and errors."""

OUTER = "node_subtensor_runtime"
"""Enums of this crate hold what the declared pallets bring; each variant we have must be the chain's."""


@final
class Types:
    """Our types against the chain's. Answers are lists of differences, empty where there are none."""

    def __init__(self, ours: list[PortableType], theirs: list[PortableType]) -> None:
        self._ours = {entry.id: entry.type for entry in ours}
        self._theirs = {entry.id: entry.type for entry in theirs}
        # A pair under comparison counts as equal: types may contain themselves.
        self._known: dict[tuple[int, int], list[str]] = {}

    def differences(self, ours: int | None, theirs: int | None, where: str) -> list[str]:
        """Compare two types by number; None stands for no type."""
        if ours is None or theirs is None:
            return [] if ours is theirs else [f"{where}: {self.name(ours)} instead of {self.name(theirs, chain=True)}"]
        found = self._known.get((ours, theirs))
        if found is None:
            self._known[ours, theirs] = []
            found = self._known[ours, theirs] = self._compare(self._ours[ours], self._theirs[theirs])
        return [f"{where}{'' if text.startswith(':') else '.'}{text}" for text in found]

    def variants(self, ours: int | None, theirs: int | None) -> tuple[dict[str, Variant], dict[str, Variant]]:
        """Return the variants of two enums by name."""
        return _variants(self._ours, ours), _variants(self._theirs, theirs)

    def heads(self, ours: int, theirs: int, where: str) -> list[str]:
        """Compare path and parameters only."""
        return [f"{where}{text}" for text in self._head(self._ours[ours], self._theirs[theirs])]

    def positions(self, ours: int | None, theirs: int | None, where: str) -> list[str]:
        """Compare the names of two enums by position, as clients do that know no numbers."""
        mine, other = (list(variants) for variants in self.variants(ours, theirs))
        pairs = enumerate(zip_longest(mine, other))
        return [f"{where} {place}: {a or 'nothing'} instead of {b or 'nothing'}" for place, (a, b) in pairs if a != b]

    def variant(self, ours: Variant, theirs: Variant) -> list[str]:
        """Compare two variants of an enum."""
        found = [] if ours.index == theirs.index else [f": index {ours.index} instead of {theirs.index}"]
        return found + self._fields(ours.fields, theirs.fields)

    def name(self, number: int | None, *, chain: bool = False) -> str:
        """Return a readable name of a type of ours, or of the chain's."""
        return "nothing" if number is None else _name(self._theirs if chain else self._ours, number)

    def _compare(self, ours: Type, theirs: Type) -> list[str]:
        head = self._head(ours, theirs)
        if head or (len(ours.path) > 2 and ours.path[-2] == "pallet" and ours.path[-1] in MEMBERS_OF_PALLETS):
            return head
        mine, other = ours.definition, theirs.definition
        if type(mine) is not type(other):
            return [f": {type(mine).__name__} instead of {type(other).__name__}"]
        if isinstance(mine, VariantDef) and isinstance(other, VariantDef):
            return self._enum(mine, other, subset=ours.path[0] == OUTER)
        if isinstance(mine, CompositeDef) and isinstance(other, CompositeDef):
            return self._fields(mine.fields, other.fields)
        return self._built_in(ours, theirs)

    def _head(self, ours: Type, theirs: Type) -> list[str]:
        if ours.path != theirs.path:
            return [f": {_title(ours)} instead of {_title(theirs)}"]
        mine, other = [p.name for p in ours.parameters], [p.name for p in theirs.parameters]
        if mine != other:
            return [f": parameters {mine} instead of {other} of {'::'.join(ours.path)}"]
        found: list[str] = []
        for a, b in zip(ours.parameters, theirs.parameters, strict=True):
            found += self.differences(a.type, b.type, f"<{a.name}>")
        return found

    def _enum(self, ours: VariantDef, theirs: VariantDef, *, subset: bool) -> list[str]:
        found: list[str] = []
        chain = {variant.name: variant for variant in theirs.variants}
        for variant in ours.variants:
            other = chain.pop(variant.name, None)
            if other is None:
                found.append(f": variant {variant.name} is not on the chain")
            else:
                found += [f"{variant.name}{text}" for text in self.variant(variant, other)]
        if not subset:
            found += [f": variant {name} is missing" for name in chain]
        return found

    def _fields(self, ours: list[Field], theirs: list[Field]) -> list[str]:
        mine, other = [field.name for field in ours], [field.name for field in theirs]
        if mine != other:
            return [f": fields {mine} instead of {other}"]
        found: list[str] = []
        for position, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            where = f"[{a.name or position}]"
            if b.type_name is not None and a.type_name != b.type_name:
                found.append(f"{where}: type name {a.type_name!r} instead of {b.type_name!r}")
            found += self.differences(a.type, b.type, where)
        return found

    def _built_in(self, ours: Type, theirs: Type) -> list[str]:
        mine, other = ours.definition, theirs.definition
        if isinstance(mine, PrimitiveDef):
            return [] if mine == other else [f": {_title(ours)} instead of {_title(theirs)}"]
        if isinstance(mine, SequenceDef) and isinstance(other, SequenceDef):
            return self.differences(mine.type, other.type, "[]")
        if isinstance(mine, CompactDef) and isinstance(other, CompactDef):
            return self.differences(mine.type, other.type, "compact")
        if isinstance(mine, ArrayDef) and isinstance(other, ArrayDef):
            if mine.length != other.length:
                return [f": {mine.length} items instead of {other.length}"]
            return self.differences(mine.type, other.type, "[]")
        if isinstance(mine, TupleDef) and isinstance(other, TupleDef):
            if len(mine.types) != len(other.types):
                return [f": a tuple of {len(mine.types)} instead of {len(other.types)}"]
            pairs = enumerate(zip(mine.types, other.types, strict=True))
            return [text for position, (a, b) in pairs for text in self.differences(a, b, f"({position})")]
        return [f": {mine} instead of {other}"]


def _variants(types: dict[int, Type], number: int | None) -> dict[str, Variant]:
    if number is None:
        return {}
    definition = types[number].definition
    return {variant.name: variant for variant in definition.variants} if isinstance(definition, VariantDef) else {}


def _title(described: Type) -> str:
    if described.path:
        return "::".join(described.path)
    definition = described.definition
    return definition.kind.name if isinstance(definition, PrimitiveDef) else type(definition).__name__


def _name(types: dict[int, Type], number: int) -> str:
    return _title(types[number])
