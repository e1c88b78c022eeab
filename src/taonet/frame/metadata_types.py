"""The structures of metadata, versions 14 and 15, with their codecs. Source: the Rust crate frame-metadata."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, TypeVar, final

import msgspec

from taonet.frame.hashers import (
    BLAKE2_128,
    BLAKE2_128_CONCAT,
    BLAKE2_256,
    IDENTITY,
    TWOX_64_CONCAT,
    TWOX_128,
    TWOX_256,
)
from taonet.scale import Case, DecodeError, struct, tagged_enum, u8, unit_enum, vec
from taonet.scale.fields import specs_of
from taonet.scale.portable import PortableType, type_id

S = TypeVar("S", bound=msgspec.Struct)

MAGIC = b"meta"


class HasherKind(IntEnum):
    """The hashers by the numbers that metadata gives them."""

    Blake2_128 = BLAKE2_128.index
    Blake2_256 = BLAKE2_256.index
    Blake2_128Concat = BLAKE2_128_CONCAT.index
    Twox128 = TWOX_128.index
    Twox256 = TWOX_256.index
    Twox64Concat = TWOX_64_CONCAT.index
    Identity = IDENTITY.index


class Modifier(IntEnum):
    """What a read of an absent key gives: nothing, or the default."""

    Optional = 0
    Default = 1
    Required = 2


unit_enum(HasherKind, "frame_metadata::StorageHasher")
unit_enum(Modifier, "frame_metadata::StorageEntryModifier")


def _described(kind: type[S]) -> type[S]:
    """Let annotations find a class's codec: a struct of the Rust crate with the same name."""
    struct(kind, f"frame_metadata::{kind.__name__}")
    return kind


@final
class PlainEntry(msgspec.Struct, frozen=True):
    """A single value."""

    value: type_id


@final
class MapEntry(msgspec.Struct, frozen=True):
    """A map; several hashers stand for several keys, whose type is then a tuple."""

    hashers: list[HasherKind]
    key: type_id
    value: type_id


_ENTRY_TYPE = tagged_enum(
    "frame_metadata::StorageEntryType", (Case(PlainEntry, 0, name="Plain"), Case(MapEntry, 1, name="Map"))
)


@_described
@final
class StorageEntry(msgspec.Struct, frozen=True):
    """A storage item."""

    name: str
    modifier: Modifier
    type: Annotated[PlainEntry | MapEntry, _ENTRY_TYPE]
    default: bytes
    docs: list[str]


@_described
@final
class PalletStorage(msgspec.Struct, frozen=True):
    """A pallet's storage and the text whose hash its keys begin with."""

    prefix: str
    entries: list[StorageEntry]


@_described
@final
class ConstantEntry(msgspec.Struct, frozen=True):
    """A constant with its encoded value."""

    name: str
    type: type_id
    value: bytes
    docs: list[str]


@final
class PalletMetadata(msgspec.Struct, frozen=True):
    """A pallet; `docs` is left out in version 14."""

    name: str
    storage: PalletStorage | None
    calls: type_id | None
    event: type_id | None
    constants: list[ConstantEntry]
    error: type_id | None
    index: u8
    docs: list[str] = []


_V15 = specs_of(PalletMetadata)
_PALLET_V15 = struct(PalletMetadata, "frame_metadata::PalletMetadata")
_PALLET_V14 = struct(
    PalletMetadata, "frame_metadata::PalletMetadata", {name: spec for name, spec in _V15.items() if name != "docs"}
)


@_described
@final
class SignedExtensionMetadata(msgspec.Struct, frozen=True):
    """A transaction extension: what it adds to the extrinsic, and what is signed besides."""

    identifier: str
    type: type_id
    additional_signed: type_id


@_described
@final
class ExtrinsicV14(msgspec.Struct, frozen=True):
    """The form of extrinsics, as one type."""

    type: type_id
    version: u8
    signed_extensions: list[SignedExtensionMetadata]


@_described
@final
class ExtrinsicV15(msgspec.Struct, frozen=True):
    """The form of extrinsics, part by part."""

    version: u8
    address: type_id
    call: type_id
    signature: type_id
    extra: type_id
    signed_extensions: list[SignedExtensionMetadata]


@_described
@final
class ApiParameter(msgspec.Struct, frozen=True):
    """An argument of a runtime API's method."""

    name: str
    type: type_id


@_described
@final
class ApiMethodMetadata(msgspec.Struct, frozen=True):
    """A method of a runtime API."""

    name: str
    inputs: list[ApiParameter]
    output: type_id
    docs: list[str]


@_described
@final
class ApiMetadata(msgspec.Struct, frozen=True):
    """A runtime API."""

    name: str
    methods: list[ApiMethodMetadata]
    docs: list[str]


@_described
@final
class OuterEnums(msgspec.Struct, frozen=True):
    """The enums over all pallets."""

    call: type_id
    event: type_id
    error: type_id


@_described
@final
class CustomValue(msgspec.Struct, frozen=True):
    """A value beyond the fixed structure."""

    type: type_id
    value: bytes


@final
class MetadataV14(msgspec.Struct, frozen=True):
    """Metadata, version 14: what events and older clients need."""

    types: list[PortableType]
    pallets: Annotated[list[PalletMetadata], vec(_PALLET_V14)]
    extrinsic: ExtrinsicV14
    runtime: type_id


@final
class MetadataV15(msgspec.Struct, frozen=True):
    """Metadata, version 15: adds runtime APIs and the outer enums."""

    types: list[PortableType]
    pallets: Annotated[list[PalletMetadata], vec(_PALLET_V15)]
    extrinsic: ExtrinsicV15
    runtime: type_id
    apis: list[ApiMetadata]
    outer_enums: OuterEnums
    custom: list[tuple[str, CustomValue]]


METADATA_V14 = struct(MetadataV14, "frame_metadata::MetadataV14")
METADATA_V15 = struct(MetadataV15, "frame_metadata::MetadataV15")


def encode_metadata(metadata: MetadataV14 | MetadataV15) -> bytes:
    """Return metadata with its magic word and version in front."""
    if isinstance(metadata, MetadataV14):
        return MAGIC + b"\x0e" + METADATA_V14.encode(metadata)
    return MAGIC + b"\x0f" + METADATA_V15.encode(metadata)


def decode_metadata(data: bytes) -> MetadataV14 | MetadataV15:
    """Read metadata of version 14 or 15; refuse everything else."""
    if data[:4] != MAGIC or len(data) < 5:
        raise DecodeError("metadata starts with the word 'meta' and a version")
    if data[4] == 14:
        return METADATA_V14.decode(data[5:])
    if data[4] == 15:
        return METADATA_V15.decode(data[5:])
    raise DecodeError(f"metadata version {data[4]} is not known, 14 and 15 are")
