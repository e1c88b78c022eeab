"""Types named without their numbers, so that a new type changes no line but its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
"""Enums of one pallet, whose variants are shown with the pallet."""


@final
class TypeNames:
    """The types of a registry by number, and the text of each."""

    def __init__(self, types: Iterable[PortableType]) -> None:
        self.types = {entry.id: entry.type for entry in types}
        self._names: dict[int, str] = {}

    def name(self, number: int | None) -> str:
        """Return a type's path and parameters, or its structure where it has no path."""
        if number is None:
            return "_"
        known = self._names.get(number)
        if known is None:
            known = self._names[number] = self._name(self.types[number])
        return known

    def variants(self, number: int | None) -> list[Variant]:
        """Return the variants of an enum by their index, none without a number."""
        definition = None if number is None else self.types[number].definition
        return sorted(definition.variants, key=lambda v: v.index) if isinstance(definition, VariantDef) else []

    def variant(self, variant: Variant) -> str:
        """Return a variant as a line: index, name and fields."""
        return f"{variant.index} {variant.name}{self.fields(variant.fields)}"

    def fields(self, fields: Sequence[Field]) -> str:
        """Return fields in brackets, each with the type name of the source where that is another."""
        if not fields:
            return ""
        if fields[0].name is None:
            return "(" + ", ".join(self._field(field) for field in fields) + ")"
        return " { " + ", ".join(f"{field.name}: {self._field(field)}" for field in fields) + " }"

    def definitions(self) -> list[str]:
        """Return a line for each struct and a paragraph for each enum that has a path, in the order of the names."""
        lines: set[tuple[str, ...]] = set()
        for number, described in self.types.items():
            if described.path and not _is_shown_elsewhere(described):
                lines.add((self.name(number), *self._definition(described)))
        return [line for head, *rest in sorted(lines) for line in (f"{head}{rest[0]}", *rest[1:])]

    def _definition(self, described: Type) -> list[str]:
        definition = described.definition
        if isinstance(definition, CompositeDef):
            return [self.fields(definition.fields) or " {}"]
        if isinstance(definition, VariantDef):
            ordered = sorted(definition.variants, key=lambda v: v.index)
            return ["", *(f"    {self.variant(variant)}" for variant in ordered)]
        return [" = " + self._structure(described)]

    def _field(self, field: Field) -> str:
        name = self.name(field.type)
        bare = field.type_name is None or field.type_name == name or name.endswith(f"::{field.type_name}")
        return name if bare else f"{name} as {field.type_name}"

    def _name(self, described: Type) -> str:
        if not described.path:
            return self._structure(described)
        parameters = ", ".join(f"{p.name}={self.name(p.type)}" for p in described.parameters)
        return "::".join(described.path) + (f"<{parameters}>" if parameters else "")

    def _structure(self, described: Type) -> str:
        definition = described.definition
        if isinstance(definition, PrimitiveDef):
            return definition.kind.name
        if isinstance(definition, SequenceDef):
            return f"Vec<{self.name(definition.type)}>"
        if isinstance(definition, ArrayDef):
            return f"[{self.name(definition.type)}; {definition.length}]"
        if isinstance(definition, CompactDef):
            return f"Compact<{self.name(definition.type)}>"
        if isinstance(definition, TupleDef):
            return "(" + ", ".join(self.name(number) for number in definition.types) + ")"
        return repr(definition)


def _is_shown_elsewhere(described: Type) -> bool:
    path = described.path
    return (len(path) > 2 and path[-2] == "pallet" and path[-1] in MEMBERS_OF_PALLETS) or path == ["Option"]
