"""The metadata digest (RFC-78): one hash over all that a signing device needs to show what it signs.

A Ledger gets a few types with a proof that they belong to this hash; the chain adds the hash to what is signed, so a
wrong description spoils the signature. The digest covers the types that transactions reach, each a leaf of a Merkle
tree (an enum's variants are leaves of their own), and the form of extrinsics. Source: RFC-0078.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import final

from taonet.crypto.blake3 import blake3
from taonet.frame.metadata_types import ExtrinsicV15, MetadataV15
from taonet.scale import BOOL, TEXT, U8, U16, U32, option, vec
from taonet.scale.numbers import write_compact
from taonet.scale.portable import (
    ArrayDef,
    BitSequenceDef,
    CompactDef,
    CompositeDef,
    Definition,
    Field,
    PrimitiveDef,
    PrimitiveKind,
    SequenceDef,
    TupleDef,
    Type,
    Variant,
    VariantDef,
)

DIGEST_VERSION = 1
NO_LEAVES = bytes(32)

_VOID = b"\x15"
_BY_ID = 22
_COMPACTS = {
    PrimitiveKind.u8: 15,
    PrimitiveKind.u16: 16,
    PrimitiveKind.u32: 17,
    PrimitiveKind.u64: 18,
    PrimitiveKind.u128: 19,
    PrimitiveKind.u256: 20,
}
_STORE_BYTES = {PrimitiveKind.u8: 1, PrimitiveKind.u16: 2, PrimitiveKind.u32: 4, PrimitiveKind.u64: 8}
_PATH = vec(TEXT)
_NAME = option(TEXT)


class IndigestibleType(Exception):
    """The digest format cannot express a type: a compact or a bit sequence of something other than integers."""


@final
@dataclass(frozen=True, slots=True)
class ChainIdentity:
    """What the digest covers beside the types. `base58_prefix` is the SS58 network number."""

    spec_name: str
    spec_version: int
    base58_prefix: int
    decimals: int
    token_symbol: str


def metadata_digest(metadata: MetadataV15, identity: ChainIdentity) -> bytes:
    """Return the 32-byte metadata hash. It takes a noticeable fraction of a second: make it once, and keep it."""
    types = _Reachable(metadata)
    out = bytearray((DIGEST_VERSION,))
    out += tree_root(blake3(leaf) for leaf in types.leaves())
    out += blake3(_extrinsic(metadata.extrinsic, types))
    U32.write(identity.spec_version, out)
    TEXT.write(identity.spec_name, out)
    U16.write(identity.base58_prefix, out)
    U8.write(identity.decimals, out)
    TEXT.write(identity.token_symbol, out)
    return blake3(bytes(out))


def tree_root(hashes: Iterable[bytes]) -> bytes:
    """Return the root of the complete binary tree over these leaves; all zero without leaves.

    Pairs are taken from the end and their hash goes to the front: the deepest level is filled from the left.
    """
    nodes = deque(hashes)
    while len(nodes) > 1:
        right, left = nodes.pop(), nodes.pop()
        nodes.appendleft(blake3(left + right))
    return nodes[0] if nodes else NO_LEAVES


def _extrinsic(extrinsic: ExtrinsicV15, types: _Reachable) -> bytes:
    out = bytearray((extrinsic.version,))
    for part in (extrinsic.address, extrinsic.call, extrinsic.signature):
        out += types.reference(part)
    write_compact(len(extrinsic.signed_extensions), out)
    for extension in extrinsic.signed_extensions:
        TEXT.write(extension.identifier, out)
        out += types.reference(extension.type) + types.reference(extension.additional_signed)
    return bytes(out)


@final
class _Reachable:
    """The types that transactions contain, renumbered from zero in the order of their numbers in metadata."""

    def __init__(self, metadata: MetadataV15) -> None:
        self._types = {entry.id: entry.type for entry in metadata.types}
        leafy = (number for number in sorted(self._reach(metadata.extrinsic)) if self._has_leaf(number))
        self._numbers = {number: position for position, number in enumerate(leafy)}

    def leaves(self) -> Iterator[bytes]:
        """Yield the leaves in order: a type each, and each variant of an enum by its index."""
        for number, position in self._numbers.items():
            described = self._types[number]
            definition = described.definition
            if isinstance(definition, VariantDef):
                for variant in sorted(definition.variants, key=lambda variant: variant.index):
                    yield _leaf(described, self._variant(variant), position)
            else:
                yield _leaf(described, self._body(definition), position)

    def reference(self, number: int) -> bytes:
        """Return how a leaf names a type: built-in integers by kind, the rest by their new number."""
        definition = self._types[number].definition
        if isinstance(definition, PrimitiveDef):
            return bytes((definition.kind,))
        if isinstance(definition, CompactDef):
            return self._compact(number)
        if not self._has_leaf(number):
            return _VOID
        out = bytearray((_BY_ID,))
        write_compact(self._numbers[number], out)
        return bytes(out)

    def _reach(self, extrinsic: ExtrinsicV15) -> set[int]:
        waiting = [extrinsic.call, extrinsic.address, extrinsic.signature]
        for extension in extrinsic.signed_extensions:
            waiting += (extension.type, extension.additional_signed)
        found: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                definition = self._types[number].definition
                if not isinstance(definition, CompactDef):  # a compact is named by its integer alone
                    waiting += _parts(definition)
        return found

    def _has_leaf(self, number: int) -> bool:
        definition = self._types[number].definition
        if isinstance(definition, PrimitiveDef | CompactDef):
            return False
        if isinstance(definition, CompositeDef):
            return bool(definition.fields)
        if isinstance(definition, VariantDef):
            return bool(definition.variants)
        return not isinstance(definition, TupleDef) or bool(definition.types)

    def _compact(self, number: int) -> bytes:
        kinds = self._integers(number)
        if not kinds:
            return _VOID
        if len(kinds) > 1 or kinds[0] not in _COMPACTS:
            raise IndigestibleType(f"a compact of {[kind.name for kind in kinds]}")
        return bytes((_COMPACTS[kinds[0]],))

    def _integers(self, number: int) -> list[PrimitiveKind]:
        """Return the built-in types at the bottom of a type, each part once."""
        found: list[PrimitiveKind] = []
        seen: set[int] = set()
        waiting = [number]
        while waiting:
            definition = self._types[waiting.pop()].definition
            if isinstance(definition, PrimitiveDef):
                found.append(definition.kind)
            fresh = [part for part in _parts(definition) if part not in seen]
            seen.update(fresh)
            waiting += fresh
        return found

    def _variant(self, variant: Variant) -> bytes:
        out = bytearray((1,))
        TEXT.write(variant.name, out)
        out += self._fields(variant.fields)
        write_compact(variant.index, out)
        return bytes(out)

    def _body(self, definition: Definition) -> bytes:
        if isinstance(definition, CompositeDef):
            return b"\x00" + self._fields(definition.fields)
        if isinstance(definition, SequenceDef):
            return b"\x02" + self.reference(definition.type)
        if isinstance(definition, ArrayDef):
            return b"\x03" + U32.encode(definition.length) + self.reference(definition.type)
        if isinstance(definition, TupleDef):
            out = bytearray((4,))
            write_compact(len(definition.types), out)
            return bytes(out) + b"".join(map(self.reference, definition.types))
        if isinstance(definition, BitSequenceDef):
            return b"\x05" + self._bits(definition)
        raise IndigestibleType(f"{definition} has no leaf")

    def _bits(self, definition: BitSequenceDef) -> bytes:
        kinds = self._integers(definition.store)
        order = self._types[definition.order].path
        if len(kinds) != 1 or kinds[0] not in _STORE_BYTES or not {"Lsb0", "Msb0"} & set(order):
            raise IndigestibleType(f"bits in {[kind.name for kind in kinds]} ordered by {order}")
        return bytes((_STORE_BYTES[kinds[0]],)) + BOOL.encode("Lsb0" in order)

    def _fields(self, fields: list[Field]) -> bytes:
        out = bytearray()
        write_compact(len(fields), out)
        for field in fields:
            _NAME.write(field.name, out)
            out += self.reference(field.type)
            _NAME.write(field.type_name, out)
        return bytes(out)


def _leaf(described: Type, body: bytes, position: int) -> bytes:
    out = bytearray(_PATH.encode(described.path))
    out += body
    write_compact(position, out)
    return bytes(out)


def _parts(definition: Definition) -> list[int]:
    """Return the types that a type directly contains."""
    if isinstance(definition, CompositeDef):
        return [field.type for field in definition.fields]
    if isinstance(definition, VariantDef):
        return [field.type for variant in definition.variants for field in variant.fields]
    if isinstance(definition, SequenceDef | ArrayDef | CompactDef):
        return [definition.type]
    return definition.types if isinstance(definition, TupleDef) else []
