"""Extrinsics, format version 4: a call, and for transactions who signed it and how.

Layout of a signed one: `compact(length) 0x84 address signature era compact(nonce) compact(tip) mode call`; an unsigned
one is `compact(length) 0x04 call`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.crypto.signatures import verify_ecdsa, verify_ed25519, verify_sr25519
from taonet.frame.call import RUNTIME_CALL, RuntimeCall
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.transaction.era import ERA, Era
from taonet.runtime.types import BYTES_64, BYTES_65, MULTI_ADDRESS, AddressId, MultiAddress
from taonet.scale import U8, U32, U64, Case, Codec, DecodeError, Reader, Typed, compact, tagged_enum
from taonet.scale.numbers import read_compact, write_compact

VERSION = 4
SIGNED = 0x80 | VERSION
COMPACT_NONCE = compact(U32)
COMPACT_TIP = compact(U64)


@final
class Ed25519(msgspec.Struct, frozen=True):
    """`MultiSignature::Ed25519`."""

    signature: bytes


@final
class Sr25519(msgspec.Struct, frozen=True):
    """`MultiSignature::Sr25519`."""

    signature: bytes


@final
class Ecdsa(msgspec.Struct, frozen=True):
    """`MultiSignature::Ecdsa`."""

    signature: bytes


MultiSignature = Ed25519 | Sr25519 | Ecdsa

MULTI_SIGNATURE: Codec[MultiSignature] = tagged_enum(
    "sp_runtime::MultiSignature",
    (
        Case(Ed25519, 0, {"signature": Typed(BYTES_64, "ed25519::Signature")}, named=False),
        Case(Sr25519, 1, {"signature": Typed(BYTES_64, "sr25519::Signature")}, named=False),
        Case(Ecdsa, 2, {"signature": Typed(BYTES_65, "ecdsa::Signature")}, named=False),
    ),
)


class HashMode(IntEnum):
    """Whether the signer also signed the metadata's hash."""

    Disabled = 0
    Enabled = 1


@final
class Signature(msgspec.Struct, frozen=True):
    """Who signed, and the parts of the extensions that travel with the extrinsic."""

    address: MultiAddress
    signature: MultiSignature
    era: Era
    nonce: int
    tip: int
    mode: HashMode


@final
class Extrinsic(msgspec.Struct, frozen=True):
    """A decoded extrinsic. `raw` is the whole encoding with its length prefix, `call_bytes` the call's part of it."""

    raw: bytes
    signature: Signature | None
    call: RuntimeCall
    call_bytes: bytes

    @property
    def length(self) -> int:
        """Return the length that fees are charged for: all bytes, prefix included."""
        return len(self.raw)

    @property
    def hash(self) -> Hash:
        """Return the hash by which clients name the extrinsic."""
        return Hash(blake2_256(self.raw))

    @property
    def signer(self) -> AccountId | None:
        """Return the account that claims to have signed; None for unsigned ones and other address forms."""
        if self.signature is None or not isinstance(self.signature.address, AddressId):
            return None
        return self.signature.address.account


def decode(raw: bytes) -> Extrinsic:
    """Read an extrinsic from exactly its bytes; refuse everything else with `DecodeError`."""
    reader = Reader(raw)
    length = read_compact(reader, 32)
    if length != reader.remaining():
        raise DecodeError(f"the extrinsic claims {length} bytes but {reader.remaining()} follow")
    version = reader.byte()
    signature = _read_signature(reader) if version == SIGNED else None
    if version not in {SIGNED, VERSION}:
        raise DecodeError(f"extrinsic format {version & 0x7F} is not known, only {VERSION} is")
    start = reader.position
    call = RUNTIME_CALL.read(reader)
    reader.finish()
    return Extrinsic(raw, signature, call, raw[start:])


def _read_signature(reader: Reader) -> Signature:
    address = MULTI_ADDRESS.read(reader)
    signature = MULTI_SIGNATURE.read(reader)
    era = ERA.read(reader)
    nonce = COMPACT_NONCE.read(reader)
    tip = COMPACT_TIP.read(reader)
    mode = reader.byte()
    if mode > 1:
        raise DecodeError(f"{mode} is not a metadata hash mode at offset {reader.position - 1}")
    return Signature(address, signature, era, nonce, tip, HashMode(mode))


def encode(signature: Signature | None, call_bytes: bytes) -> bytes:
    """Return the bytes of an extrinsic, length prefix included."""
    body = bytearray()
    if signature is None:
        body.append(VERSION)
    else:
        body.append(SIGNED)
        MULTI_ADDRESS.write(signature.address, body)
        MULTI_SIGNATURE.write(signature.signature, body)
        body += extra_bytes(signature)
    body += call_bytes
    out = bytearray()
    write_compact(len(body), out)
    return bytes(out + body)


def extra_bytes(signature: Signature) -> bytes:
    """Return what the extensions carry inside the extrinsic: era, nonce, tip, mode."""
    out = bytearray()
    ERA.write(signature.era, out)
    COMPACT_NONCE.write(signature.nonce, out)
    COMPACT_TIP.write(signature.tip, out)
    U8.write(signature.mode, out)
    return bytes(out)


@final
class Implicit(msgspec.Struct, frozen=True):
    """What the extensions make the signer sign without sending it."""

    spec_version: int
    transaction_version: int
    genesis: Hash
    birth: Hash
    metadata_hash: Hash | None

    def to_bytes(self) -> bytes:
        """Return the bytes in the order of the extensions."""
        tail = b"\x00" if self.metadata_hash is None else b"\x01" + self.metadata_hash
        return U32.encode(self.spec_version) + U32.encode(self.transaction_version) + self.genesis + self.birth + tail


def signing_payload(call_bytes: bytes, extra: bytes, implicit: Implicit) -> bytes:
    """Return what is signed; longer than 256 bytes it is hashed first."""
    payload = call_bytes + extra + implicit.to_bytes()
    return blake2_256(payload) if len(payload) > 256 else payload


def signature_is_good(signature: MultiSignature, payload: bytes, account: AccountId) -> bool:
    """Tell whether `account` signed `payload`."""
    if isinstance(signature, Sr25519):
        return verify_sr25519(signature.signature, payload, account)
    if isinstance(signature, Ed25519):
        return verify_ed25519(signature.signature, payload, account)
    return verify_ecdsa(signature.signature, payload, account)
