"""Our metadata against the chain's surface, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, final

import msgspec

from taonet.frame.metadata_types import (
    ApiMethodMetadata,
    ConstantEntry,
    MapEntry,
    MetadataV15,
    PalletMetadata,
    SignedExtensionMetadata,
    StorageEntry,
)
from taonet.frame.version import RUNTIME_VERSION, RuntimeVersion
from taonet.scale.portable import Variant
from tools.surface.types import Types

T = TypeVar("T")

KINDS = (
    "pallets", "storage", "calls", "events", "errors", "constants",
    "runtime APIs", "API methods", "signed extensions", "extrinsic",
)  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class Item:
    """One item of ours or of the chain's. An item that is declared and differs says how; an idle one is a name only."""

    kind: str
    name: str
    declared: bool
    on_chain: bool
    differences: tuple[str, ...] = ()
    idle: bool = False

    @property
    def equal(self) -> bool:
        """Tell whether the item is declared and is the chain's."""
        return self.declared and self.on_chain and not self.differences

    @property
    def works(self) -> bool:
        """Tell whether the item is the chain's and more than a name."""
        return self.equal and not self.idle


ApiVersions = Mapping[str, tuple[bytes, int]]


def compare(
    ours: MetadataV15,
    theirs: MetadataV15,
    our_apis: ApiVersions,
    their_apis: ApiVersions,
    idle: frozenset[tuple[str, str]] = frozenset(),
) -> list[Item]:
    """Return all items of both sides, each once. `idle` are the kinds and names of what we declare and no rule uses."""
    types = Types(ours.types, theirs.types)
    items: list[Item] = []
    chain = {pallet.name: pallet for pallet in theirs.pallets}
    declared = {pallet.name: pallet for pallet in ours.pallets}
    for name, mine, other in _both(declared, chain):
        items.append(_item("pallets", name, mine, other, lambda a, b: _pallet(types, a, b)))
        items += _members(types, name, mine, other)
    items += _apis(types, ours, theirs, our_apis, their_apis)
    items += _extensions(types, ours, theirs)
    items.append(Item("extrinsic", "format", True, True, tuple(_format(types, ours, theirs))))
    return [replace(item, idle=True) if (item.kind, item.name) in idle else item for item in items]


def _members(types: Types, name: str, ours: PalletMetadata | None, theirs: PalletMetadata | None) -> Iterator[Item]:
    for member, mine, other in _both(_storage(ours), _storage(theirs)):
        yield _item("storage", f"{name}.{member}", mine, other, lambda a, b: _storage_entry(types, a, b))
    for kind, attribute in (("calls", "calls"), ("events", "event"), ("errors", "error")):
        pair = types.variants(getattr(ours, attribute, None), getattr(theirs, attribute, None))
        for member, mine, other in _both(*pair):
            yield _item(kind, f"{name}.{member}", mine, other, lambda a, b: _variant(types, a, b))
    for member, mine, other in _both(_constants(ours), _constants(theirs)):
        yield _item("constants", f"{name}.{member}", mine, other, lambda a, b: _constant(types, a, b))


def _pallet(types: Types, ours: PalletMetadata, theirs: PalletMetadata) -> list[str]:
    found = [] if ours.index == theirs.index else [f"index {ours.index} instead of {theirs.index}"]
    if ours.storage is not None and (theirs.storage is None or ours.storage.prefix != theirs.storage.prefix):
        found.append(f"storage prefix {ours.storage.prefix}")
    for attribute in ("calls", "event", "error"):
        mine, other = getattr(ours, attribute), getattr(theirs, attribute)
        if mine is not None and other is not None:
            found += types.heads(mine, other, attribute)
    for attribute in ("event", "error"):
        found += types.positions(getattr(ours, attribute), getattr(theirs, attribute), attribute)
    return found


def _storage_entry(types: Types, ours: StorageEntry, theirs: StorageEntry) -> list[str]:
    found: list[str] = []
    if ours.modifier != theirs.modifier:
        found.append(f"{ours.modifier.name} instead of {theirs.modifier.name}")
    if ours.default != theirs.default:
        found.append(f"default 0x{ours.default.hex()} instead of 0x{theirs.default.hex()}")
    mine, other = ours.type, theirs.type
    if isinstance(mine, MapEntry) and isinstance(other, MapEntry):
        if mine.hashers != other.hashers:
            found.append(f"hashers {[h.name for h in mine.hashers]} instead of {[h.name for h in other.hashers]}")
        found += types.differences(mine.key, other.key, "key")
    elif type(mine) is not type(other):
        found.append(f"{type(mine).__name__} instead of {type(other).__name__}")
    return found + types.differences(mine.value, other.value, "value")


def _variant(types: Types, ours: Variant, theirs: Variant) -> list[str]:
    return [text.removeprefix(": ") for text in types.variant(ours, theirs)]


def _constant(types: Types, ours: ConstantEntry, theirs: ConstantEntry) -> list[str]:
    found = types.differences(ours.type, theirs.type, "type")
    if ours.name == "Version" and not found:
        return _version(RUNTIME_VERSION.decode(ours.value), RUNTIME_VERSION.decode(theirs.value))
    if ours.value != theirs.value:
        found.append(f"value 0x{ours.value.hex()} instead of 0x{theirs.value.hex()}")
    return found


def _version(ours: RuntimeVersion, theirs: RuntimeVersion) -> list[str]:
    """Compare two versions: ours lists the APIs that are declared, in any order, and those must be the chain's."""
    more = [f"lists API 0x{api.hex()} {version}" for api, version in ours.apis if (api, version) not in theirs.apis]
    mine, other = (msgspec.structs.replace(version, apis=[]) for version in (ours, theirs))
    return more if mine == other else [*more, f"value {mine} instead of {other}"]


def _apis(
    types: Types, ours: MetadataV15, theirs: MetadataV15, our_apis: ApiVersions, their_apis: ApiVersions
) -> Iterator[Item]:
    for name, mine, other in _both(our_apis, their_apis):
        yield _item("runtime APIs", name, mine, other, _api_version)
    methods = [
        {f"{api.name}.{method.name}": method for api in metadata.apis for method in api.methods}
        for metadata in (ours, theirs)
    ]
    for name, declared, on_chain in _both(*methods):
        yield _item("API methods", name, declared, on_chain, lambda a, b: _method(types, a, b))


def _api_version(ours: tuple[bytes, int], theirs: tuple[bytes, int]) -> list[str]:
    found = [] if ours[0] == theirs[0] else [f"id 0x{ours[0].hex()} instead of 0x{theirs[0].hex()}"]
    return found if ours[1] == theirs[1] else [*found, f"version {ours[1]} instead of {theirs[1]}"]


def _method(types: Types, ours: ApiMethodMetadata, theirs: ApiMethodMetadata) -> list[str]:
    mine, other = [p.name for p in ours.inputs], [p.name for p in theirs.inputs]
    if mine != other:
        return [f"inputs {mine} instead of {other}"]
    found = [
        text
        for a, b in zip(ours.inputs, theirs.inputs, strict=True)
        for text in types.differences(a.type, b.type, a.name)
    ]
    return found + types.differences(ours.output, theirs.output, "output")


def _extensions(types: Types, ours: MetadataV15, theirs: MetadataV15) -> Iterator[Item]:
    def numbered(metadata: MetadataV15) -> dict[str, tuple[int, SignedExtensionMetadata]]:
        return {e.identifier: (order, e) for order, e in enumerate(metadata.extrinsic.signed_extensions)}

    def differences(a: tuple[int, SignedExtensionMetadata], b: tuple[int, SignedExtensionMetadata]) -> list[str]:
        found = [] if a[0] == b[0] else [f"place {a[0]} instead of {b[0]}"]
        found += types.differences(a[1].type, b[1].type, "extra")
        return found + types.differences(a[1].additional_signed, b[1].additional_signed, "additional")

    for name, mine, other in _both(numbered(ours), numbered(theirs)):
        yield _item("signed extensions", name, mine, other, differences)


def _format(types: Types, ours: MetadataV15, theirs: MetadataV15) -> Iterator[str]:
    if ours.extrinsic.version != theirs.extrinsic.version:
        yield f"version {ours.extrinsic.version} instead of {theirs.extrinsic.version}"
    for part in ("address", "call", "signature", "extra"):
        yield from types.differences(getattr(ours.extrinsic, part), getattr(theirs.extrinsic, part), part)
    yield from types.differences(ours.runtime, theirs.runtime, "runtime")
    for part in ("call", "event", "error"):
        mine, other = getattr(ours.outer_enums, part), getattr(theirs.outer_enums, part)
        yield from types.differences(mine, other, f"outer {part}")


def _storage(pallet: PalletMetadata | None) -> dict[str, StorageEntry]:
    return {} if pallet is None or pallet.storage is None else {entry.name: entry for entry in pallet.storage.entries}


def _constants(pallet: PalletMetadata | None) -> dict[str, ConstantEntry]:
    return {} if pallet is None else {entry.name: entry for entry in pallet.constants}


def _both(ours: Mapping[str, T], theirs: Mapping[str, T]) -> Iterable[tuple[str, T | None, T | None]]:
    for name in dict.fromkeys([*theirs, *ours]):
        yield name, ours.get(name), theirs.get(name)


def _item(kind: str, name: str, ours: T | None, theirs: T | None, differences: Callable[[T, T], list[str]]) -> Item:
    if ours is None:
        return Item(kind, name, declared=False, on_chain=True)
    if theirs is None:
        return Item(kind, name, declared=True, on_chain=False, differences=("is not on the chain",))
    return Item(kind, name, declared=True, on_chain=True, differences=tuple(differences(ours, theirs)))
