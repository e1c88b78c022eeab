"""The real chain's surface, read from a JSON file into the structures that our own metadata has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from taonet.frame.metadata_types import (
    ApiMetadata,
    ApiMethodMetadata,
    ApiParameter,
    ConstantEntry,
    ExtrinsicV15,
    HasherKind,
    MapEntry,
    MetadataV15,
    Modifier,
    OuterEnums,
    PalletMetadata,
    PalletStorage,
    PlainEntry,
    SignedExtensionMetadata,
    StorageEntry,
)
from taonet.scale.portable import (
    ArrayDef,
    CompactDef,
    CompositeDef,
    Definition,
    Field,
    Parameter,
    PortableType,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    TupleDef,
    Type,
    Variant,
    VariantDef,
)
from tools import recorded

Json = dict[str, Any]
SURFACE = recorded.CHAIN / "surface-475.json.xz"


def read_surface(path: Path) -> tuple[MetadataV15, dict[str, tuple[bytes, int]]]:
    """Return the surface as metadata, and of each runtime API its id and version."""
    surface: Json = json.loads(recorded.read(path))
    metadata = MetadataV15(
        types=[PortableType(entry["id"], _type(entry)) for entry in surface["types"]],
        pallets=[_pallet(pallet) for pallet in surface["pallets"]],
        extrinsic=_extrinsic(surface["extrinsic"]),
        runtime=surface["runtime_type"],
        apis=[_api(api) for api in surface["runtime_apis"]],
        outer_enums=OuterEnums(**{name: enum["type"] for name, enum in surface["outer_enums"].items()}),
        custom=[],
    )
    versions = {api["name"]: (_bytes(api["id"]), api["version"]) for api in surface["runtime_apis"]}
    return metadata, versions


def _type(entry: Json) -> Type:
    path: list[str] = entry["path"].split("::") if entry["path"] else []
    parameters = [Parameter(parameter["name"], parameter["type"]) for parameter in entry.get("params", [])]
    return Type(path, parameters, _definition(entry["def"]), [])


def _definition(definition: Json) -> Definition:
    ((kind, content),) = definition.items()
    if kind == "composite":
        return CompositeDef(_fields(content))
    if kind == "variant":
        return VariantDef([Variant(v["name"], _fields(v["fields"]), v["index"], []) for v in content])
    if kind == "sequence":
        return SequenceDef(content)
    if kind == "array":
        return ArrayDef(content["len"], content["type"])
    if kind == "tuple":
        return TupleDef(content)
    if kind == "compact":
        return CompactDef(content)
    return PrimitiveDef(PrimitiveKind[content])


def _fields(fields: list[Json]) -> list[Field]:
    return [Field(field["name"], field["type"], field["typeName"], []) for field in fields]


def _pallet(pallet: Json) -> PalletMetadata:
    entries = [_storage_entry(item) for item in pallet["storage"]]
    prefix = pallet["storage_prefix"]
    return PalletMetadata(
        name=pallet["name"],
        storage=None if prefix is None else PalletStorage(prefix, entries),
        calls=pallet["call_type"],
        event=pallet["event_type"],
        constants=[ConstantEntry(c["name"], c["type"], _bytes(c["value"]), []) for c in pallet["constants"]],
        error=pallet["error_type"],
        index=pallet["index"],
    )


def _storage_entry(item: Json) -> StorageEntry:
    value = item["value"]["type"]
    hashers = [HasherKind[name] for name in item["hashers"]]
    return StorageEntry(
        name=item["name"],
        modifier=Modifier[item["modifier"].capitalize()],
        type=MapEntry(hashers, item["key"], value) if hashers else PlainEntry(value),
        default=_bytes(item["default"]),
        docs=[],
    )


def _extrinsic(extrinsic: Json) -> ExtrinsicV15:
    extensions = sorted(extrinsic["signed_extensions"], key=lambda extension: extension["order"])
    return ExtrinsicV15(
        version=extrinsic["version"],
        address=extrinsic["address"]["type"],
        call=extrinsic["call"]["type"],
        signature=extrinsic["signature"]["type"],
        extra=extrinsic["extra"]["type"],
        signed_extensions=[
            SignedExtensionMetadata(e["identifier"], e["extra"]["type"], e["additional_signed"]["type"])
            for e in extensions
        ],
    )


def _api(api: Json) -> ApiMetadata:
    methods = [
        ApiMethodMetadata(
            method["name"],
            [ApiParameter(parameter["name"], parameter["type"]) for parameter in method["inputs"]],
            method["output"]["type"],
            [],
        )
        for method in api["methods"]
    ]
    return ApiMetadata(api["name"], methods, [])


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
