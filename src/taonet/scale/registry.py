"""The type registry: shapes in, numbered types out.

A type is known by its path and parameters, or, without a path, by its definition; however many codecs describe it, it
gets one number. Numbers follow the order of asking, so equal declarations give equal registries.
"""

from __future__ import annotations

from typing import Any, final

from taonet.scale import portable, shape
from taonet.scale.codec import Codec

Key = tuple[object, ...]


class ConflictingTypes(Exception):
    """Two codecs describe different types under one path and the same parameters."""


@final
class Registry:
    """Give each type a number.

    With `bare_newtypes`, newtypes that a shape marks as transparent appear as the primitive inside: clients before 11
    read a one-field struct as a tuple and fail on it. The bytes are the same either way.
    """

    __slots__ = ("_aliases", "_bare", "_by_key", "_by_shape", "_shapes")

    def __init__(self, *, bare_newtypes: bool = False) -> None:
        self._bare = bare_newtypes
        self._by_key: dict[Key, int] = {}
        # Keyed by identity; the shape is kept beside its number so that no other object takes over its identity.
        self._by_shape: dict[int, tuple[shape.Shape, int]] = {}
        self._shapes: list[shape.Shape] = []
        self._aliases: list[tuple[shape.Shape, int]] = []

    def id_of(self, codec: Codec[Any]) -> int:
        """Return the number of a codec's type."""
        return self._number(codec.shape)

    def types(self) -> list[portable.PortableType]:
        """Return all types asked for and all that they contain; refuse conflicting ones with `ConflictingTypes`."""
        found: list[portable.PortableType] = []
        while len(found) < len(self._shapes):
            found.append(portable.PortableType(len(found), self._portable(self._shapes[len(found)])))
        self._refuse_conflicts(found)
        return found

    def _refuse_conflicts(self, found: list[portable.PortableType]) -> None:
        conflicts: list[str] = []
        position = 0
        while position < len(self._aliases):
            other, number = self._aliases[position]
            described = self._portable(other)
            if described != found[number].type:
                conflicts.append(f"{other.path}: {found[number].type.definition} and {described.definition}")
            position += 1
        if conflicts:
            raise ConflictingTypes("; ".join(dict.fromkeys(conflicts)))

    def _number(self, described: shape.Shape) -> int:
        if self._bare and described.transparent is not None:
            return self._number(described.transparent.shape)
        known = self._by_shape.get(id(described))  # determinism: looked up only, never put in order
        if known is not None:
            return known[1]
        key = self._key(described)
        number = self._by_key.get(key)
        if number is None:
            number = self._by_key[key] = len(self._shapes)
            self._shapes.append(described)
        else:
            self._aliases.append((described, number))
        self._by_shape[id(described)] = (described, number)  # determinism: looked up only
        return number

    def _key(self, described: shape.Shape) -> Key:
        if described.path:
            parameters = tuple((p.name, None if p.codec is None else self.id_of(p.codec)) for p in described.parameters)
            return (described.path, parameters)
        definition = described.definition
        if isinstance(definition, shape.Primitive):
            return (shape.Primitive, definition.name)
        if isinstance(definition, shape.Sequence | shape.Compact):
            return (type(definition), self.id_of(definition.item))
        if isinstance(definition, shape.Array):
            return (shape.Array, self.id_of(definition.item), definition.length)
        if isinstance(definition, shape.Tuple):
            return (shape.Tuple, tuple(self.id_of(item) for item in definition.items))
        raise ConflictingTypes(f"a struct or enum without a path cannot be told from others: {definition}")

    def _portable(self, described: shape.Shape) -> portable.Type:
        parameters = [
            portable.Parameter(p.name, None if p.codec is None else self.id_of(p.codec)) for p in described.parameters
        ]
        path = described.path.split("::") if described.path else []
        return portable.Type(path, parameters, self._definition(described.definition), list(described.docs))

    def _definition(self, definition: shape.Definition) -> portable.Definition:
        if isinstance(definition, shape.Composite):
            return portable.CompositeDef(self._fields(definition.fields()))
        if isinstance(definition, shape.Variant):
            return portable.VariantDef(
                [
                    portable.Variant(variant.name, self._fields(variant.fields), variant.index, list(variant.docs))
                    for variant in definition.variants()
                ]
            )
        if isinstance(definition, shape.Primitive):
            return portable.PrimitiveDef(portable.PrimitiveKind[definition.name])
        if isinstance(definition, shape.Sequence):
            return portable.SequenceDef(self.id_of(definition.item))
        if isinstance(definition, shape.Array):
            return portable.ArrayDef(definition.length, self.id_of(definition.item))
        if isinstance(definition, shape.Tuple):
            return portable.TupleDef([self.id_of(item) for item in definition.items])
        return portable.CompactDef(self.id_of(definition.item))

    def _fields(self, fields: tuple[shape.FieldShape, ...]) -> list[portable.Field]:
        return [portable.Field(field.name, self.id_of(field.codec), field.type_name, []) for field in fields]
