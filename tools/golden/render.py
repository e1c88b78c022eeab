"""Metadata as lines: pallets with all that they declare, APIs, the form of transactions, then the types."""

from __future__ import annotations

from collections.abc import Iterator

from taonet.frame.metadata_types import (
    ApiMetadata,
    ExtrinsicV15,
    MapEntry,
    MetadataV15,
    PalletMetadata,
    StorageEntry,
)
from tools.golden.names import TypeNames


def render(metadata: MetadataV15) -> str:
    """Return the metadata as text, without its documentation."""
    types = TypeNames(metadata.types)
    lines: list[str] = []
    for pallet in sorted(metadata.pallets, key=lambda p: p.index):
        lines += [*_pallet(types, pallet), ""]
    for api in sorted(metadata.apis, key=lambda a: a.name):
        lines += [*_api(types, api), ""]
    lines += [*_extrinsic(types, metadata.extrinsic), "", "types"]
    lines += [f"  {line}" for line in types.definitions()]
    return "\n".join(lines) + "\n"


def _pallet(types: TypeNames, pallet: PalletMetadata) -> Iterator[str]:
    yield f"pallet {pallet.index} {pallet.name}"
    if pallet.storage is not None:
        yield f"  storage under {pallet.storage.prefix}"
        yield from sorted(f"    {_entry(types, entry)}" for entry in pallet.storage.entries)
    for title, number in (("calls", pallet.calls), ("events", pallet.event), ("errors", pallet.error)):
        if number is not None:
            yield f"  {title}"
            yield from (f"    {types.variant(variant)}" for variant in types.variants(number))
    if pallet.constants:
        yield "  constants"
        yield from sorted(f"    {c.name}: {types.name(c.type)} = 0x{c.value.hex()}" for c in pallet.constants)


def _entry(types: TypeNames, entry: StorageEntry) -> str:
    place = entry.type
    default = f" = 0x{entry.default.hex()}" if entry.modifier.name == "Default" else ""
    if isinstance(place, MapEntry):
        hashers = ", ".join(hasher.name for hasher in place.hashers)
        return f"{entry.name}: {types.name(place.key)} by {hashers} -> {types.name(place.value)}{default or '?'}"
    return f"{entry.name}: {types.name(place.value)}{default or '?'}"


def _api(types: TypeNames, api: ApiMetadata) -> Iterator[str]:
    yield f"api {api.name}"
    for method in sorted(api.methods, key=lambda m: m.name):
        inputs = ", ".join(f"{parameter.name}: {types.name(parameter.type)}" for parameter in method.inputs)
        yield f"  {method.name}({inputs}) -> {types.name(method.output)}"


def _extrinsic(types: TypeNames, extrinsic: ExtrinsicV15) -> Iterator[str]:
    yield f"extrinsic {extrinsic.version}"
    for part in ("address", "call", "signature", "extra"):
        yield f"  {part}: {types.name(getattr(extrinsic, part))}"
    for extension in extrinsic.signed_extensions:
        yield f"  {extension.identifier}: {types.name(extension.type)}, {types.name(extension.additional_signed)}"
