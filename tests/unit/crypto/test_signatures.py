"""Signature checks: what the official client signs is accepted, anything altered is not."""

import bittensor_core
import coincurve
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.crypto import signatures
from taonet.crypto.hashing import blake2_256
from taonet.crypto.keys import DEV_PHRASE, ed25519_keypair_from_uri, keypair_from_uri

MESSAGE = b"the payload of an extrinsic"
ALICE = keypair_from_uri("//Alice")
ED_ALICE = ed25519_keypair_from_uri("//Alice")
SECP_KEY = coincurve.PrivateKey(bytes([7]) * 32)
SECP_ACCOUNT = blake2_256(SECP_KEY.public_key.format(compressed=True))


def sign_ecdsa(message: bytes) -> bytes:
    return SECP_KEY.sign_recoverable(blake2_256(message), hasher=None)


def test_accepts_sr25519_of_the_official_client() -> None:
    alice = bittensor_core.Keypair.create_from_uri("//Alice")
    signature = alice.sign(MESSAGE)

    assert signatures.verify_sr25519(signature, MESSAGE, alice.public_key)


def test_accepts_a_recorded_sr25519_signature_in_the_substrate_context() -> None:
    # The vector that all sr25519 libraries share; the signer is the root of the dev phrase.
    public = keypair_from_uri(DEV_PHRASE).public
    signature = bytes.fromhex(
        "4e172314444b8f820bb54c22e95076f220ed25373e5c178234aa6c211d292712"
        "44b947e3ff3418ff6b45fd1df1140c8cbff69fc58ee6dc96df70936a2bb74b82"
    )

    assert signatures.verify_sr25519(signature, b"this is a message", public)


def test_wrapped_bytes_are_another_message() -> None:
    signature = ALICE.sign(b"<Bytes>hello</Bytes>")

    assert not signatures.verify_sr25519(signature, b"hello", ALICE.public)


def test_accepts_ed25519_of_the_official_client_and_of_rfc_8032() -> None:
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )

    assert signatures.verify_ed25519(signature, b"", public)
    assert signatures.verify_ed25519(ED_ALICE.sign(MESSAGE), MESSAGE, ED_ALICE.public)


def test_ed25519_accepts_a_key_of_small_order_as_the_chain_does() -> None:
    identity_point = bytes([1]) + bytes(31)

    assert signatures.verify_ed25519(identity_point + bytes(32), b"any", identity_point)


def test_accepts_ecdsa_with_both_spellings_of_the_recovery_id() -> None:
    signature = sign_ecdsa(MESSAGE)
    ethereum_style = signature[:64] + bytes([signature[64] + 27])

    assert signatures.verify_ecdsa(signature, MESSAGE, SECP_ACCOUNT)
    assert signatures.verify_ecdsa(ethereum_style, MESSAGE, SECP_ACCOUNT)


CASES = {
    "sr25519": (signatures.verify_sr25519, ALICE.sign(MESSAGE), ALICE.public),
    "ed25519": (signatures.verify_ed25519, ED_ALICE.sign(MESSAGE), ED_ALICE.public),
    "ecdsa": (signatures.verify_ecdsa, sign_ecdsa(MESSAGE), SECP_ACCOUNT),
}


@pytest.mark.parametrize("scheme", CASES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_flipped_bit_is_refused(scheme: str, data: st.DataObject) -> None:
    verify, signature, account = CASES[scheme]
    part = data.draw(st.sampled_from(["signature", "message", "account"]))
    inputs = {"signature": signature, "message": MESSAGE, "account": account}
    bit = data.draw(st.integers(0, len(inputs[part]) * 8 - 1))
    changed = bytearray(inputs[part])
    changed[bit // 8] ^= 1 << (bit % 8)
    inputs[part] = bytes(changed)

    assert not verify(inputs["signature"], inputs["message"], inputs["account"])


@pytest.mark.parametrize("scheme", CASES)
@settings(deadline=None, max_examples=100)
@given(
    signature=st.binary(max_size=70) | st.binary(min_size=64, max_size=65),
    account=st.binary(max_size=40) | st.binary(min_size=32, max_size=32),
)
def test_garbage_is_refused_and_never_raises(scheme: str, signature: bytes, account: bytes) -> None:
    verify, _, _ = CASES[scheme]

    assert not verify(signature, MESSAGE, account)


@pytest.mark.parametrize("filler", [0x00, 0x01, 0x7F, 0x80, 0xFF])
@pytest.mark.parametrize("scheme", CASES)
def test_extreme_values_are_refused(scheme: str, filler: int) -> None:
    verify, signature, account = CASES[scheme]
    garbage = bytes([filler]) * len(signature)

    assert not verify(garbage, MESSAGE, account)
    assert not verify(signature, MESSAGE, bytes([filler]) * 32)
    assert not verify(b"", MESSAGE, account)
    assert not verify(signature, MESSAGE, b"")
