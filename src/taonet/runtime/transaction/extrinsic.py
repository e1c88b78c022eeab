"""Extrinsics, format version 4: a call, and for transactions who signed it and how.

Layout of a signed one: `compact(length) 0x84 address signature era compact(nonce) compact(tip) mode call`; an unsigned
one is `compact(length) 0x04 call`.

Source: polkadot-sdk/substrate/primitives/runtime/src/generic/unchecked_extrinsic.rs decode
"""

from __future__ import annotations

from enum import IntEnum
from typing import final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.runtime import Runtime
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.signers import MULTI_SIGNATURE, MultiSignature
from taonet.runtime.transaction.era import Era
from taonet.runtime.types import MULTI_ADDRESS, AddressId, MultiAddress
from taonet.scale import U32, U64, DecodeError, Reader, compact
from taonet.scale.numbers import read_compact, write_compact

VERSION = 4
SIGNED = 0x80 | VERSION
COMPACT_NONCE = compact(U32)
COMPACT_TIP = compact(U64)


class HashMode(IntEnum):
    """Whether the signer also signed the metadata's hash."""

    Disabled = 0
    Enabled = 1


@final
class Signature(msgspec.Struct, frozen=True):
    """Who signed, and what the extensions carry in the extrinsic, under the names and in the order that they say."""

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


@final
class Transaction(msgspec.Struct, frozen=True):
    """A signed extrinsic as the extensions see it; `weight` is what its call declares, checks included."""

    who: AccountId
    signature: Signature
    call: RuntimeCall
    declared: Declared
    weight: Weight
    length: int


def decode(runtime: Runtime, raw: bytes) -> Extrinsic:
    """Read an extrinsic from exactly its bytes; refuse everything else with `DecodeError`."""
    reader = Reader(raw)
    length = read_compact(reader, 32)
    if length != reader.remaining():
        raise DecodeError(f"the extrinsic claims {length} bytes but {reader.remaining()} follow")
    version = reader.byte()
    signature = _read_signature(runtime, reader) if version == SIGNED else None
    if version not in {SIGNED, VERSION}:
        raise DecodeError(f"extrinsic format {version & 0x7F} is not known, only {VERSION} is")
    start = reader.position
    call = runtime.call_codec.read(reader)
    reader.finish()
    return Extrinsic(raw, signature, call, raw[start:])


def _read_signature(runtime: Runtime, reader: Reader) -> Signature:
    address = MULTI_ADDRESS.read(reader)
    signature = MULTI_SIGNATURE.read(reader)
    return Signature(address, signature, *[carried.wire.read(reader) for carried in runtime.carried])


def encode(runtime: Runtime, signature: Signature | None, call: RuntimeCall | bytes) -> bytes:
    """Return the bytes of an extrinsic, length prefix included; the call may be given as its bytes."""
    body = bytearray()
    if signature is None:
        body.append(VERSION)
    else:
        body.append(SIGNED)
        MULTI_ADDRESS.write(signature.address, body)
        MULTI_SIGNATURE.write(signature.signature, body)
        body += extra_bytes(runtime, signature)
    body += call if isinstance(call, bytes) else runtime.call_codec.encode(call)
    out = bytearray()
    write_compact(len(body), out)
    return bytes(out + body)


def extra_bytes(runtime: Runtime, signature: Signature) -> bytes:
    """Return what the extensions carry inside the extrinsic: era, nonce, tip, mode."""
    out = bytearray()
    for extension in runtime.carried:
        extension.wire.write(getattr(signature, extension.carries), out)
    return bytes(out)


def implied_bytes(runtime: Runtime, genesis: Hash, birth: Hash, metadata_hash: Hash | None = None) -> bytes:
    """Return what the extensions make a signer sign without sending it, as one outside the chain knows it.

    `birth` is the hash of the era's first block. The chain reads the same from its state: `pipeline.implicit_bytes`.
    """
    known = {
        "CheckSpecVersion": runtime.spec.spec_version,
        "CheckTxVersion": runtime.spec.transaction_version,
        "CheckGenesis": genesis,
        "CheckMortality": birth,
        "CheckMetadataHash": metadata_hash,
    }
    implied = (one for one in runtime.extrinsics.extensions if one.implied is not None)
    return b"".join(one.implicit.encode(known[one.identifier]) for one in implied)


def signing_payload(call_bytes: bytes, extra: bytes, implicit: bytes) -> bytes:
    """Return what is signed: the call, what the extensions carry, and what they imply; hashed over 256 bytes."""
    payload = call_bytes + extra + implicit
    return blake2_256(payload) if len(payload) > 256 else payload
