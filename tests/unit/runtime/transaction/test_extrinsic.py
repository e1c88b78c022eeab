"""Extrinsics are, byte for byte, what the official client makes and signs."""

from typing import Any

import coincurve
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.crypto.hashing import blake2_256
from taonet.crypto.keys import ed25519_keypair_from_uri, keypair_from_uri
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.signers import Ecdsa, Ed25519, MultiSignature, Sr25519, signature_is_good
from taonet.runtime.transaction.era import IMMORTAL, Era
from taonet.runtime.transaction.extrinsic import (
    Extrinsic,
    HashMode,
    Signature,
    decode,
    encode,
    extra_bytes,
    implied_bytes,
    signing_payload,
)
from taonet.runtime.types import Address20, AddressId, AddressIndex
from taonet.scale import BYTES, DecodeError

GENESIS, BIRTH, DIGEST = (Hash(bytes([n]) * 32) for n in (1, 2, 3))
SR, ED = keypair_from_uri("//Alice"), ed25519_keypair_from_uri("//Alice")
SECP = coincurve.PrivateKey(b"\x07" * 32)
SECP_ACCOUNT = blake2_256(SECP.public_key.format(compressed=True))
REMARK = RUNTIME.call_codec.encode(RUNTIME.call("System", "remark", b"hello"))
LONG = RUNTIME.call_codec.encode(RUNTIME.call("System", "remark", bytes(300)))
QUICK = settings(deadline=None, max_examples=100)
ERAS = st.just(IMMORTAL) | st.integers(2, 12).flatmap(
    lambda power: st.integers(0, (1 << power) - 1).map(lambda phase: Era(1 << power, phase))
)


def signature(
    proof: MultiSignature, account: bytes = SR.public, *, era: Era = IMMORTAL, nonce: int = 0, tip: int = 0,
    mode: HashMode = HashMode.Disabled,
) -> Signature:  # fmt: skip
    return Signature(AddressId(AccountId(account)), proof, era, nonce, tip, mode)


def implicit(digest: Hash | None = None) -> bytes:
    return implied_bytes(RUNTIME, GENESIS, BIRTH, digest)


def clients_era(era: Era) -> object:
    return "00" if not era.period else {"period": era.period, "phase": era.phase}


@QUICK
@given(
    era=ERAS, nonce=st.integers(0, (1 << 32) - 1), tip=st.integers(0, (1 << 64) - 1), enabled=st.booleans(),
    body=st.sampled_from([REMARK, LONG]), kind=st.sampled_from([(Ed25519, 0, 64), (Sr25519, 1, 64)]), proof=st.binary(min_size=65, max_size=65),
)  # fmt: skip
def test_bytes_hash_and_payload_are_the_official_clients(
    client: Any, era: Era, nonce: int, tip: int, enabled: bool, body: bytes, kind: Any, proof: bytes
) -> None:
    cls, number, width = kind
    mode = HashMode.Enabled if enabled else HashMode.Disabled
    ours = signature(cls(proof[:width]), era=era, nonce=nonce, tip=tip, mode=mode)
    theirs, theirs_hash = client.encode_signed_extrinsic(
        body, public_key=SR.public, signature=proof[:width], signature_version=number, era=clients_era(era),
        nonce=nonce, tip=tip, tip_asset_id=None, metadata_hash_enabled=enabled,
    )  # fmt: skip
    payload = client.signature_payload(
        body, era=clients_era(era), nonce=nonce, tip=tip, tip_asset_id=None, genesis_hash=GENESIS, era_block_hash=BIRTH,
        metadata_hash=DIGEST if enabled else None,
    )  # fmt: skip
    raw = encode(RUNTIME, ours, body)

    assert raw == bytes(theirs)
    assert decode(RUNTIME, raw) == Extrinsic(raw, ours, RUNTIME.call_codec.decode(body), body)
    assert decode(RUNTIME, raw).hash == bytes(theirs_hash)
    assert signing_payload(body, extra_bytes(RUNTIME, ours), implicit(DIGEST if enabled else None)) == bytes(payload)


def test_the_official_client_reads_ours(client: Any) -> None:
    raw = encode(RUNTIME, signature(Sr25519(bytes(64)), era=Era(64, 5), nonce=7, tip=9), REMARK)
    found = client.decode_extrinsic(raw)

    assert (found["nonce"], found["tip"]) == (7, 9)
    assert found["call"]["call_function"] == "remark"


@pytest.mark.parametrize("body", [REMARK, LONG], ids=["short", "hashed"])
@pytest.mark.parametrize("kind", ["sr25519", "ed25519", "ecdsa"])
def test_each_kind_of_key_signs_and_only_for_itself(kind: str, body: bytes) -> None:
    account = {"sr25519": SR.public, "ed25519": ED.public, "ecdsa": SECP_ACCOUNT}[kind]
    payload = signing_payload(body, b"\x00\x00\x00\x00", implicit())
    proof: MultiSignature
    if kind == "sr25519":
        proof = Sr25519(SR.sign(payload))
    elif kind == "ed25519":
        proof = Ed25519(ED.sign(payload))
    else:
        proof = Ecdsa(SECP.sign_recoverable(blake2_256(payload), hasher=None))
    again = decode(RUNTIME, encode(RUNTIME, signature(proof, account), body))

    assert again.signature is not None
    assert again.signer == account
    assert signature_is_good(again.signature.signature, payload, AccountId(account))
    assert not signature_is_good(proof, payload + b"\x00", AccountId(account))
    assert not signature_is_good(proof, payload, AccountId(bytes(32)))
    if kind != "ecdsa":
        other = Ed25519 if kind == "sr25519" else Sr25519
        assert not signature_is_good(other(proof.signature), payload, AccountId(account))


def test_a_payload_is_hashed_when_longer_than_256_bytes() -> None:
    tail = implicit()
    fits = bytes(256 - len(tail))

    assert signing_payload(fits, b"", implicit()) == fits + tail
    assert signing_payload(fits, b"\x00", implicit()) == blake2_256(fits + b"\x00" + tail)


def test_an_unsigned_extrinsic_is_version_and_call() -> None:
    raw = encode(RUNTIME, None, REMARK)

    assert raw.hex() == "24" + "04" + "0000" + "14" + b"hello".hex()
    assert decode(RUNTIME, raw) == Extrinsic(raw, None, RUNTIME.call_codec.decode(REMARK), REMARK)
    assert decode(RUNTIME, raw).signer is None
    assert decode(RUNTIME, raw).length == 10


@pytest.mark.parametrize("address", [AddressIndex(()), Address20(bytes(20))])
def test_other_address_forms_are_read_and_lead_to_nobody(address: Any) -> None:
    signed = Signature(address, Sr25519(bytes(64)), IMMORTAL, 0, 0, HashMode.Disabled)

    assert decode(RUNTIME, encode(RUNTIME, signed, REMARK)).signature == signed
    assert decode(RUNTIME, encode(RUNTIME, signed, REMARK)).signer is None


GOOD = encode(RUNTIME, signature(Sr25519(bytes(64))), REMARK)
INSIDE = BYTES.decode(GOOD)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\x00",
        BYTES.encode(INSIDE[:-1]),
        BYTES.encode(INSIDE + b"\x00"),
        BYTES.encode(b"\x05" + REMARK),  # format 5
        BYTES.encode(b"\x85" + INSIDE[1:]),
        BYTES.encode(b"\x44" + REMARK),  # a general transaction
        BYTES.encode(b"\x84\x05" + INSIDE[2:]),  # no such form of address
        BYTES.encode(INSIDE[:34] + b"\x03" + INSIDE[35:]),  # no such kind of signature
        BYTES.encode(INSIDE[:99] + b"\x01" + INSIDE[100:]),  # half an era
        BYTES.encode(INSIDE[:102] + b"\x02" + INSIDE[103:]),  # no such mode
        BYTES.encode(INSIDE[:103] + b"\xfe\xfe"),  # no such call
    ],
)
def test_what_is_no_extrinsic_is_refused(raw: bytes) -> None:
    decode(RUNTIME, GOOD)
    with pytest.raises(DecodeError):
        decode(RUNTIME, raw)
