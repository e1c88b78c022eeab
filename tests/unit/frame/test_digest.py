"""The metadata digest is the one that the official client computes."""

import pytest
from bittensor_core import metadata_digest as official_digest  # pyright: ignore[reportAttributeAccessIssue]  # no stubs
from tools import recorded

from taonet.crypto.blake3 import blake3
from taonet.frame.digest import (
    NO_LEAVES,
    ChainIdentity,
    IndigestibleType,
    metadata_digest,
    tree_root,
)
from taonet.frame.metadata_types import (
    ExtrinsicV15,
    MetadataV15,
    OuterEnums,
    SignedExtensionMetadata,
    decode_metadata,
    encode_metadata,
)
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


def identity(version: int) -> ChainIdentity:
    return ChainIdentity("node-subtensor", version, base58_prefix=42, decimals=9, token_symbol="TAO")


def metadata_of(definitions: list[tuple[str, Definition]], *, call: int) -> MetadataV15:
    """Return metadata whose extrinsics reach `call` and type 0."""
    types = [
        PortableType(number, Type(path.split("::") if path else [], [], definition, ["text does not count"]))
        for number, (path, definition) in enumerate(definitions)
    ]
    extensions = [SignedExtensionMetadata("Check", 0, call)]
    extrinsic = ExtrinsicV15(4, 0, call, 0, 0, extensions)
    return MetadataV15(types, [], extrinsic, 0, [], OuterEnums(0, 0, 0), [])


U8_AND_UNIT: list[tuple[str, Definition]] = [("", PrimitiveDef(PrimitiveKind.u8)), ("", TupleDef([]))]


def field(number: int, name: str | None = None) -> Field:
    return Field(name, number, "T", ["text does not count"])


MADE: dict[str, MetadataV15] = {
    "a primitive": metadata_of(U8_AND_UNIT, call=0),
    "nothing": metadata_of(U8_AND_UNIT, call=1),
    "an enum with gaps, out of order, holding itself": metadata_of(
        [
            *U8_AND_UNIT,
            ("a::Tree", VariantDef([
                Variant("Branch", [field(3, "children")], 7, []),
                Variant("Leaf", [field(0), field(1)], 2, []),
            ])),
            ("", SequenceDef(2)),
        ],
        call=2,
    ),
    "arrays, tuples, empty types": metadata_of(
        [
            *U8_AND_UNIT,
            ("", ArrayDef(5, 0)),
            ("", TupleDef([2, 1, 0, 4, 5])),
            ("b::Never", VariantDef([])),
            ("b::Marker", CompositeDef([])),
        ],
        call=3,
    ),
    "compacts of integers, of newtypes and of nothing": metadata_of(
        [
            *U8_AND_UNIT,
            ("c::Amount", CompositeDef([field(0)])),
            ("", CompactDef(2)),
            ("", CompactDef(1)),
            ("", CompactDef(0)),
            ("", TupleDef([3, 4, 5])),
        ],
        call=6,
    ),
    "bits": metadata_of(
        [
            *U8_AND_UNIT,
            ("bitvec::order::Lsb0", CompositeDef([])),
            ("bitvec::order::Msb0", CompositeDef([])),
            ("", BitSequenceDef(0, 2)),
            ("", BitSequenceDef(0, 3)),
            ("", TupleDef([4, 5])),
        ],
        call=6,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_equals_the_official_digest_of_made_up_metadata(name: str) -> None:
    expected = official_digest(encode_metadata(MADE[name]), 3, "node-subtensor")

    assert metadata_digest(MADE[name], identity(3)) == bytes(expected)


@pytest.mark.parametrize(("name", "version"), [("metadata-461.scale", 461), ("metadata-475-derived-v15.scale", 475)])
def test_equals_the_official_digest_of_the_real_chain(name: str, version: int) -> None:
    blob = recorded.read(recorded.CHAIN / f"{name}.xz")
    metadata = decode_metadata(blob)
    assert isinstance(metadata, MetadataV15)

    assert metadata_digest(metadata, identity(version)) == bytes(official_digest(blob, version, "node-subtensor"))


def test_another_version_is_another_digest() -> None:
    metadata = MADE["a primitive"]

    assert metadata_digest(metadata, identity(3)) != metadata_digest(metadata, identity(4))


def test_a_compact_of_two_integers_is_refused() -> None:
    metadata = metadata_of(
        [
            ("", PrimitiveDef(PrimitiveKind.u8)),
            ("", PrimitiveDef(PrimitiveKind.u16)),
            ("", TupleDef([0, 1])),
            ("", CompactDef(2)),
        ],
        call=3,
    )

    with pytest.raises(IndigestibleType, match="a compact of"):
        metadata_digest(metadata, identity(3))


def test_the_tree_fills_its_deepest_level_from_the_left() -> None:
    a, b, c = (bytes([n]) * 32 for n in range(3))

    assert tree_root([]) == NO_LEAVES
    assert tree_root([a]) == a
    assert tree_root([a, b]) == blake3(a + b)
    assert tree_root([a, b, c]) == blake3(blake3(b + c) + a)
