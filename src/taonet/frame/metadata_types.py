"""The structures of metadata, versions 14 and 15, with their codecs. Source: the Rust crate frame-metadata."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, final

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
from taonet.scale import (
    BYTES,
    TEXT,
    U8,
    Case,
    Codec,
    DecodeError,
    option,
    struct,
    tagged_enum,
    tuple_of,
    unit_enum,
    vec,
)
from taonet.scale.fields import FieldSpec
from taonet.scale.portable import PORTABLE_TYPES, TYPE_ID, PortableType

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


@final
class PlainEntry(msgspec.Struct, frozen=True):
    """A single value."""

    value: int


@final
class MapEntry(msgspec.Struct, frozen=True):
    """A map; several hashers stand for several keys, whose type is then a tuple."""

    hashers: list[HasherKind]
    key: int
    value: int


@final
class StorageEntry(msgspec.Struct, frozen=True):
    """A storage item."""

    name: str
    modifier: Modifier
    type: PlainEntry | MapEntry
    default: bytes
    docs: list[str]


@final
class PalletStorage(msgspec.Struct, frozen=True):
    """A pallet's storage and the text whose hash its keys begin with."""

    prefix: str
    entries: list[StorageEntry]


@final
class ConstantEntry(msgspec.Struct, frozen=True):
    """A constant with its encoded value."""

    name: str
    type: int
    value: bytes
    docs: list[str]


@final
class PalletMetadata(msgspec.Struct, frozen=True):
    """A pallet; `docs` is left out in version 14."""

    name: str
    storage: PalletStorage | None
    calls: int | None
    event: int | None
    constants: list[ConstantEntry]
    error: int | None
    index: int
    docs: list[str] = []


@final
class SignedExtensionMetadata(msgspec.Struct, frozen=True):
    """A transaction extension: what it adds to the extrinsic, and what is signed besides."""

    identifier: str
    type: int
    additional_signed: int


@final
class ExtrinsicV14(msgspec.Struct, frozen=True):
    """The form of extrinsics, as one type."""

    type: int
    version: int
    signed_extensions: list[SignedExtensionMetadata]


@final
class ExtrinsicV15(msgspec.Struct, frozen=True):
    """The form of extrinsics, part by part."""

    version: int
    address: int
    call: int
    signature: int
    extra: int
    signed_extensions: list[SignedExtensionMetadata]


@final
class ApiParameter(msgspec.Struct, frozen=True):
    """An argument of a runtime API's method."""

    name: str
    type: int


@final
class ApiMethodMetadata(msgspec.Struct, frozen=True):
    """A method of a runtime API."""

    name: str
    inputs: list[ApiParameter]
    output: int
    docs: list[str]


@final
class ApiMetadata(msgspec.Struct, frozen=True):
    """A runtime API."""

    name: str
    methods: list[ApiMethodMetadata]
    docs: list[str]


@final
class OuterEnums(msgspec.Struct, frozen=True):
    """The enums over all pallets."""

    call: int
    event: int
    error: int


@final
class CustomValue(msgspec.Struct, frozen=True):
    """A value beyond the fixed structure."""

    type: int
    value: bytes


@final
class MetadataV14(msgspec.Struct, frozen=True):
    """Metadata, version 14: what events and older clients need."""

    types: list[PortableType]
    pallets: list[PalletMetadata]
    extrinsic: ExtrinsicV14
    runtime: int


@final
class MetadataV15(msgspec.Struct, frozen=True):
    """Metadata, version 15: adds runtime APIs and the outer enums."""

    types: list[PortableType]
    pallets: list[PalletMetadata]
    extrinsic: ExtrinsicV15
    runtime: int
    apis: list[ApiMetadata]
    outer_enums: OuterEnums
    custom: list[tuple[str, CustomValue]]


def _struct(kind: type[Any], fields: dict[str, FieldSpec]) -> Codec[Any]:
    return struct(kind, f"frame_metadata::{kind.__name__}", fields)


_DOCS = vec(TEXT)
_ENTRY_TYPE = tagged_enum(
    "frame_metadata::StorageEntryType",
    (
        Case(PlainEntry, 0, {"value": TYPE_ID}, "Plain"),
        Case(
            MapEntry,
            1,
            {"hashers": vec(unit_enum(HasherKind, "frame_metadata::StorageHasher")), "key": TYPE_ID, "value": TYPE_ID},
            "Map",
        ),
    ),
)
_STORAGE_ENTRY = _struct(
    StorageEntry,
    {
        "name": TEXT,
        "modifier": unit_enum(Modifier, "frame_metadata::StorageEntryModifier"),
        "type": _ENTRY_TYPE,
        "default": BYTES,
        "docs": _DOCS,
    },
)
_PALLET_V14: dict[str, FieldSpec] = {
    "name": TEXT,
    "storage": option(_struct(PalletStorage, {"prefix": TEXT, "entries": vec(_STORAGE_ENTRY)})),
    "calls": option(TYPE_ID),
    "event": option(TYPE_ID),
    "constants": vec(_struct(ConstantEntry, {"name": TEXT, "type": TYPE_ID, "value": BYTES, "docs": _DOCS})),
    "error": option(TYPE_ID),
    "index": U8,
}
_PALLET_V15: dict[str, FieldSpec] = {**_PALLET_V14, "docs": _DOCS}
_EXTENSION = _struct(SignedExtensionMetadata, {"identifier": TEXT, "type": TYPE_ID, "additional_signed": TYPE_ID})
_EXTRINSIC_V14 = _struct(ExtrinsicV14, {"type": TYPE_ID, "version": U8, "signed_extensions": vec(_EXTENSION)})
_EXTRINSIC_V15 = _struct(
    ExtrinsicV15,
    {
        "version": U8,
        "address": TYPE_ID,
        "call": TYPE_ID,
        "signature": TYPE_ID,
        "extra": TYPE_ID,
        "signed_extensions": vec(_EXTENSION),
    },
)
_METHOD = _struct(
    ApiMethodMetadata,
    {
        "name": TEXT,
        "inputs": vec(_struct(ApiParameter, {"name": TEXT, "type": TYPE_ID})),
        "output": TYPE_ID,
        "docs": _DOCS,
    },
)
_API = _struct(ApiMetadata, {"name": TEXT, "methods": vec(_METHOD), "docs": _DOCS})
_CUSTOM = _struct(CustomValue, {"type": TYPE_ID, "value": BYTES})


METADATA_V14: Codec[MetadataV14] = _struct(
    MetadataV14,
    {
        "types": PORTABLE_TYPES,
        "pallets": vec(_struct(PalletMetadata, _PALLET_V14)),
        "extrinsic": _EXTRINSIC_V14,
        "runtime": TYPE_ID,
    },
)
METADATA_V15: Codec[MetadataV15] = _struct(
    MetadataV15,
    {
        "types": PORTABLE_TYPES,
        "pallets": vec(_struct(PalletMetadata, _PALLET_V15)),
        "extrinsic": _EXTRINSIC_V15,
        "runtime": TYPE_ID,
        "apis": vec(_API),
        "outer_enums": _struct(OuterEnums, {"call": TYPE_ID, "event": TYPE_ID, "error": TYPE_ID}),
        "custom": vec(tuple_of(TEXT, _CUSTOM)),
    },
)


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
