"""Metadata: the runtime described to clients, generated from its declarations and from nothing else.

Clients read from it how to make state keys, encode calls and decode events; a new pallet shows up in all of them at
once. Texts are the docstrings of the source.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, Literal, final

from taonet.frame.api import ApiMethod, RuntimeApi
from taonet.frame.call import RUNTIME_CALL
from taonet.frame.constant import Constant
from taonet.frame.event import RUNTIME_EVENT
from taonet.frame.metadata_types import (
    ApiMetadata,
    ApiMethodMetadata,
    ApiParameter,
    ConstantEntry,
    ExtrinsicV14,
    ExtrinsicV15,
    HasherKind,
    MapEntry,
    MetadataV14,
    MetadataV15,
    Modifier,
    OuterEnums,
    PalletMetadata,
    PalletStorage,
    PlainEntry,
    SignedExtensionMetadata,
    StorageEntry,
    encode_metadata,
)
from taonet.frame.outer_enums import (
    RUNTIME_CRATE,
    call_type,
    described_enum,
    doc_lines,
    error_type,
    error_variants,
    event_type,
)
from taonet.frame.pallet import Pallet
from taonet.frame.storage import StorageItem, key_codec
from taonet.scale import Codec
from taonet.scale.registry import Registry
from taonet.scale.structs import wire_name

Version = Literal[14, 15]


class DocsStripped(Exception):
    """Python runs under -OO, which removes the docstrings that metadata ships."""


@final
@dataclass(frozen=True, slots=True)
class SignedExtension:
    """A check on transactions: what it adds to the extrinsic, and what it makes the signer sign besides."""

    identifier: str
    extra: Codec[Any]
    additional_signed: Codec[Any]


@final
@dataclass(frozen=True, slots=True)
class ExtrinsicFormat:
    """The form of extrinsics: each part's codec, the checks in their order, and the whole as one type."""

    version: int
    address: Codec[Any]
    signature: Codec[Any]
    extra: Codec[Any]
    extensions: tuple[SignedExtension, ...]
    whole: Codec[Any]


@final
@dataclass(frozen=True, slots=True)
class Description:
    """All that metadata is made of. `account` gets type number 0, on which the 10.x clients rely."""

    pallets: tuple[Pallet, ...]
    apis: tuple[RuntimeApi, ...]
    extrinsic: ExtrinsicFormat
    runtime: Codec[Any]
    account: Codec[Any]


def metadata_bytes(description: Description, version: Version, *, bare_newtypes: bool = False) -> bytes:
    """Return metadata with its magic word and version; call `bind_outer_enums` first.

    `bare_newtypes` shows balances and subnet numbers as bare integers, for clients before 11.
    """
    build = build_v14 if version == 14 else build_v15
    return encode_metadata(build(description, bare_newtypes=bare_newtypes))


def build_v14(description: Description, *, bare_newtypes: bool = False) -> MetadataV14:
    """Return metadata of version 14."""
    registry = _registry(description, bare_newtypes=bare_newtypes)
    id_of, extrinsic = registry.id_of, description.extrinsic
    pallets = _pallets(description, registry)
    return MetadataV14(
        pallets=pallets,
        extrinsic=ExtrinsicV14(id_of(extrinsic.whole), extrinsic.version, _extensions(extrinsic, registry)),
        runtime=id_of(description.runtime),
        types=registry.types(),
    )


def build_v15(description: Description, *, bare_newtypes: bool = False) -> MetadataV15:
    """Return metadata of version 15."""
    registry = _registry(description, bare_newtypes=bare_newtypes)
    id_of, extrinsic = registry.id_of, description.extrinsic
    pallets = _pallets(description, registry)
    return MetadataV15(
        pallets=pallets,
        extrinsic=ExtrinsicV15(
            version=extrinsic.version,
            address=id_of(extrinsic.address),
            call=id_of(RUNTIME_CALL),
            signature=id_of(extrinsic.signature),
            extra=id_of(extrinsic.extra),
            signed_extensions=_extensions(extrinsic, registry),
        ),
        runtime=id_of(description.runtime),
        apis=[_api(api, registry) for api in description.apis],
        outer_enums=_outer_enums(description, registry),
        custom=[],
        types=registry.types(),
    )


def _registry(description: Description, *, bare_newtypes: bool) -> Registry:
    if sys.flags.optimize >= 2:
        raise DocsStripped("run Python without -OO: metadata ships the docstrings")
    registry = Registry(bare_newtypes=bare_newtypes)
    registry.id_of(description.account)
    return registry


def _pallets(description: Description, registry: Registry) -> list[PalletMetadata]:
    ordered = sorted(description.pallets, key=lambda pallet: pallet.index)
    return [_pallet(pallet, registry) for pallet in ordered]


def _pallet(pallet: Pallet, registry: Registry) -> PalletMetadata:
    def number(codec: Codec[Any] | None) -> int | None:
        return None if codec is None else registry.id_of(codec)

    entries = [_storage_entry(item, registry) for item in pallet.storage]
    return PalletMetadata(
        name=pallet.name,
        storage=PalletStorage(pallet.name, entries) if entries else None,
        calls=number(call_type(pallet)),
        event=number(event_type(pallet)),
        constants=[_constant(constant, registry) for constant in pallet.constants],
        error=number(error_type(pallet)),
        index=pallet.index,
        docs=list(doc_lines(pallet.doc)),
    )


def _storage_entry(item: StorageItem[Any], registry: Registry) -> StorageEntry:
    key = key_codec(item)
    value = registry.id_of(item.codec)
    hashers = [HasherKind(hasher.index) for hasher in item.hashers]
    return StorageEntry(
        name=item.name,
        modifier=Modifier.Optional if item.optional else Modifier.Default,
        type=PlainEntry(value) if key is None else MapEntry(hashers, registry.id_of(key), value),
        default=item.default_bytes,
        docs=list(doc_lines(item.doc)),
    )


def _constant(constant: Constant[Any], registry: Registry) -> ConstantEntry:
    return ConstantEntry(
        name=constant.name,
        type=registry.id_of(constant.codec),
        value=constant.codec.encode(constant.value),
        docs=list(doc_lines(constant.doc)),
    )


def _extensions(extrinsic: ExtrinsicFormat, registry: Registry) -> list[SignedExtensionMetadata]:
    return [
        SignedExtensionMetadata(
            extension.identifier, registry.id_of(extension.extra), registry.id_of(extension.additional_signed)
        )
        for extension in extrinsic.extensions
    ]


def _api(api: RuntimeApi, registry: Registry) -> ApiMetadata:
    methods = [_method(method, registry) for method in api.methods.values()]
    return ApiMetadata(api.name, methods, list(doc_lines(api.doc)))


def _method(method: ApiMethod, registry: Registry) -> ApiMethodMetadata:
    return ApiMethodMetadata(
        name=method.name,
        inputs=[ApiParameter(wire_name(name), registry.id_of(codec)) for name, codec in method.args.items()],
        output=registry.id_of(method.returns),
        docs=list(doc_lines(method.doc)),
    )


def _outer_enums(description: Description, registry: Registry) -> OuterEnums:
    errors = error_variants(description.pallets)
    return OuterEnums(
        call=registry.id_of(RUNTIME_CALL),
        event=registry.id_of(RUNTIME_EVENT),
        error=registry.id_of(described_enum(f"{RUNTIME_CRATE}::RuntimeError", errors)),
    )
