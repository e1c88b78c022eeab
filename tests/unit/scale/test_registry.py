"""Shapes become numbered types: one number a type, whatever contains whatever."""

from typing import Any

import msgspec
import pytest

from taonet.scale import (
    U8,
    U16,
    U32,
    U64,
    Codec,
    bounded_bytes,
    bounded_vec,
    bytes_array,
    newtype,
    option,
    struct,
    vec,
)
from taonet.scale import shape as shapes
from taonet.scale.numbers import compact
from taonet.scale.portable import (
    PORTABLE_TYPES,
    CompactDef,
    CompositeDef,
    Field,
    PortableType,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    VariantDef,
)
from taonet.scale.registry import ConflictingTypes, Registry


class Pair(msgspec.Struct):
    left: int
    right: int


PAIR = struct(Pair, "some::Pair", {"left": U16, "right": option(U16)})


def tree() -> Codec[Any]:
    """Describe a type that holds a vector of itself."""
    codec: Codec[Any]

    def fields() -> tuple[shapes.FieldShape, ...]:
        return (shapes.FieldShape("children", vec(codec), "Vec<Tree>"),)

    codec = Codec("Tree", shapes.Shape(shapes.Composite(fields), path="some::Tree"), U8.write, U8.read, 1)
    return codec


def body(types: list[PortableType], number: int) -> object:
    return types[number].type.definition


def test_types_are_numbered_in_the_order_of_asking() -> None:
    registry = Registry()

    assert [registry.id_of(U32), registry.id_of(U8), registry.id_of(U32)] == [0, 1, 0]
    assert [body(registry.types(), n) for n in (0, 1)] == [
        PrimitiveDef(PrimitiveKind.u32),
        PrimitiveDef(PrimitiveKind.u8),
    ]


def test_what_a_type_contains_is_numbered_too() -> None:
    registry = Registry()
    registry.id_of(PAIR)
    types = registry.types()

    definition = body(types, 0)
    assert isinstance(definition, CompositeDef)
    left, right = definition.fields
    assert (left.name, left.type_name, right.type_name) == ("left", "u16", "Option<u16>")
    assert body(types, left.type) == PrimitiveDef(PrimitiveKind.u16)
    some = types[right.type].type
    assert some.path == ["Option"]
    assert isinstance(some.definition, VariantDef)
    assert some.definition.variants[1].fields == [Field(None, left.type, None, [])]


def test_built_in_types_that_are_declared_twice_get_one_number() -> None:
    registry = Registry()

    assert registry.id_of(vec(vec(U8))) == registry.id_of(vec(vec(U8)))
    assert registry.id_of(bytes_array(4)) == registry.id_of(bytes_array(4))
    assert registry.id_of(bytes_array(4)) != registry.id_of(bytes_array(5))
    assert registry.id_of(option(U8)) == registry.id_of(option(U8))
    assert registry.id_of(option(U8)) != registry.id_of(option(U16))
    assert registry.id_of(bounded_bytes(4)) == registry.id_of(bounded_vec(U8, 9))


def test_a_type_may_contain_itself() -> None:
    registry = Registry()
    number = registry.id_of(tree())
    types = registry.types()

    definition = body(types, number)
    assert isinstance(definition, CompositeDef)
    assert body(types, definition.fields[0].type) == SequenceDef(number)
    assert len(types) == 2


def test_transparent_newtypes_become_their_primitive_when_asked() -> None:
    amount = newtype(U64, "some::Amount", transparent=True)
    wrapped, bare = Registry(), Registry(bare_newtypes=True)

    for registry in (wrapped, bare):
        registry.id_of(U64)
        registry.id_of(compact(amount))
        registry.id_of(option(amount))

    assert body(wrapped.types(), wrapped.id_of(compact(amount))) == CompactDef(wrapped.id_of(amount))
    assert body(bare.types(), bare.id_of(compact(amount))) == CompactDef(bare.id_of(U64))
    assert bare.id_of(option(amount)) == bare.id_of(option(U64))
    assert not any("Amount" in entry.type.path for entry in bare.types())


def test_one_path_with_two_meanings_is_refused() -> None:
    registry = Registry()
    registry.id_of(newtype(U8, "some::Name"))
    registry.id_of(newtype(U16, "some::Name"))

    with pytest.raises(ConflictingTypes, match="some::Name"):
        registry.types()


def test_one_path_with_other_parameters_is_another_type() -> None:
    registry = Registry()
    first = registry.id_of(newtype(U8, "some::Name", parameters={"T": U8}))
    second = registry.id_of(newtype(U16, "some::Name", parameters={"T": U16}))

    assert first != second
    assert [entry.type.path for entry in registry.types() if entry.type.path] == [["some", "Name"]] * 2


def test_a_registry_survives_encoding() -> None:
    registry = Registry()
    for codec in (PAIR, tree(), compact(U32), bounded_bytes(3), bytes_array(7)):
        registry.id_of(codec)
    types = registry.types()

    assert PORTABLE_TYPES.decode(PORTABLE_TYPES.encode(types)) == types
