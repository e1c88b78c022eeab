"""Metadata: the runtime described to clients, generated from its declarations and from nothing else.

Clients read from it how to make state keys, encode calls and decode events; a new pallet shows up in all of them at
once. Texts are the docstrings of the source.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal

from taonet.frame.api import BoundMethod, RuntimeApi
from taonet.frame.constant import Constant
from taonet.frame.extension import ExtrinsicFormat
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
    RUNTIME_TYPE,
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
from taonet.scale.fields import wire_name
from taonet.scale.registry import Registry

if TYPE_CHECKING:
    from taonet.frame.runtime import Runtime

Version = Literal[14, 15]
VERSIONS: tuple[Version, ...] = (14, 15)
"""Forms in which metadata can be had."""


class DocsStripped(Exception):
    """Python runs under -OO, which removes the docstrings that metadata ships."""


def metadata_bytes(runtime: Runtime, version: Version) -> bytes:
    """Return a runtime's metadata with its magic word and version."""
    build = build_v14 if version == 14 else build_v15
    return encode_metadata(build(runtime, bare_newtypes=runtime.bare_newtypes))


def build_v14(runtime: Runtime, *, bare_newtypes: bool = False) -> MetadataV14:
    """Return metadata of version 14."""
    registry = _registry(runtime, bare_newtypes=bare_newtypes)
    pallets, form = _pallets(runtime, registry), runtime.extrinsics
    return MetadataV14(
        pallets=pallets,
        extrinsic=ExtrinsicV14(registry.id_of(runtime.extrinsic_codec), form.version, _extensions(form, registry)),
        runtime=registry.id_of(RUNTIME_TYPE),
        types=registry.types(),
    )


def build_v15(runtime: Runtime, *, bare_newtypes: bool = False) -> MetadataV15:
    """Return metadata of version 15."""
    registry = _registry(runtime, bare_newtypes=bare_newtypes)
    id_of, form = registry.id_of, runtime.extrinsics
    pallets = _pallets(runtime, registry)
    return MetadataV15(
        pallets=pallets,
        extrinsic=ExtrinsicV15(
            version=form.version,
            address=id_of(form.address),
            call=id_of(runtime.call_codec),
            signature=id_of(form.signature),
            extra=id_of(form.extra),
            signed_extensions=_extensions(form, registry),
        ),
        runtime=id_of(RUNTIME_TYPE),
        apis=[_api(runtime, api, registry) for api in runtime.apis],
        outer_enums=_outer_enums(runtime, registry),
        custom=[],
        types=registry.types(),
    )


def _registry(runtime: Runtime, *, bare_newtypes: bool) -> Registry:
    if sys.flags.optimize >= 2:
        raise DocsStripped("run Python without -OO: metadata ships the docstrings")
    registry = Registry(bare_newtypes=bare_newtypes)
    registry.id_of(runtime.extrinsics.account)
    return registry


def _pallets(runtime: Runtime, registry: Registry) -> list[PalletMetadata]:
    ordered = sorted(runtime.pallets, key=lambda pallet: pallet.index)
    return [_pallet(runtime, pallet, registry) for pallet in ordered]


def _pallet(runtime: Runtime, pallet: Pallet, registry: Registry) -> PalletMetadata:
    def number(codec: Codec[Any] | None) -> int | None:
        return None if codec is None else registry.id_of(codec)

    entries = [_storage_entry(runtime, item, registry) for item in pallet.storage]
    return PalletMetadata(
        name=pallet.name,
        storage=PalletStorage(pallet.name, entries) if entries else None,
        calls=number(call_type(runtime, pallet)),
        event=number(event_type(runtime, pallet)),
        constants=[_constant(runtime, constant, registry) for constant in pallet.constants],
        error=number(error_type(pallet)),
        index=pallet.index,
        docs=list(doc_lines(pallet.doc)),
    )


def _storage_entry(runtime: Runtime, item: StorageItem[Any], registry: Registry) -> StorageEntry:
    key = key_codec(item)
    value = registry.id_of(item.codec_in(runtime))
    hashers = [HasherKind(hasher.index) for hasher in item.hashers]
    return StorageEntry(
        name=item.name,
        modifier=Modifier.Optional if item.optional else Modifier.Default,
        type=PlainEntry(value) if key is None else MapEntry(hashers, registry.id_of(key), value),
        default=item.default_bytes,
        docs=list(doc_lines(item.doc)),
    )


def _constant(runtime: Runtime, constant: Constant[Any], registry: Registry) -> ConstantEntry:
    return ConstantEntry(
        name=constant.name,
        type=registry.id_of(constant.codec),
        value=constant.codec.encode(runtime.value_of(constant)),
        docs=list(doc_lines(constant.doc)),
    )


def _extensions(form: ExtrinsicFormat, registry: Registry) -> list[SignedExtensionMetadata]:
    return [
        SignedExtensionMetadata(
            extension.identifier,
            registry.id_of(extension.listed or extension.wire),
            registry.id_of(extension.implicit),
        )
        for extension in form.extensions
    ]


def _api(runtime: Runtime, api: RuntimeApi, registry: Registry) -> ApiMetadata:
    methods = [_method(runtime.methods[method.wire_name], registry) for method in api.methods.values()]
    return ApiMetadata(api.name, methods, list(doc_lines(api.doc)))


def _method(bound: BoundMethod, registry: Registry) -> ApiMethodMetadata:
    return ApiMethodMetadata(
        name=bound.method.name,
        inputs=[ApiParameter(wire_name(name), registry.id_of(codec)) for name, codec in bound.args.items()],
        output=registry.id_of(bound.returns),
        docs=list(doc_lines(bound.method.doc)),
    )


def _outer_enums(runtime: Runtime, registry: Registry) -> OuterEnums:
    errors = error_variants(runtime)
    return OuterEnums(
        call=registry.id_of(runtime.call_codec),
        event=registry.id_of(runtime.event_codec),
        error=registry.id_of(described_enum(f"{RUNTIME_CRATE}::RuntimeError", errors)),
    )
