"""The MEV shield opens what the official client encrypts, and nothing else."""

import bittensor_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.crypto import shield

KEY = shield.shield_key_from_seed(bytes(range(64)))
PLAINTEXT = b"a signed extrinsic"
ENVELOPE = bittensor_core.encrypt_mlkem768(KEY.public, PLAINTEXT, include_key_hash=True)
OVERHEAD = 16 + 2 + 1088 + 24 + 16


def open_envelope(key: shield.ShieldKey, envelope: bytes) -> bytes | None:
    parts = shield.parse_shielded(envelope)
    return None if parts is None else shield.unshield(key, parts)


def test_the_client_uses_the_scheme_implemented_here() -> None:
    assert bittensor_core.mlkem_kdf_id() == b"v1"


@settings(deadline=None, max_examples=30)
@given(plaintext=st.binary(min_size=1, max_size=2_000))
def test_opens_what_the_client_encrypts(plaintext: bytes) -> None:
    envelope = bittensor_core.encrypt_mlkem768(KEY.public, plaintext, include_key_hash=True)

    assert len(envelope) == OVERHEAD + len(plaintext)
    assert open_envelope(KEY, envelope) == plaintext


def test_the_envelope_names_its_key() -> None:
    parts = shield.parse_shielded(ENVELOPE)

    assert parts is not None
    assert parts.key_hash == KEY.key_hash


def test_fresh_keys_differ_and_come_back_from_their_seed() -> None:
    one, other = shield.generate_shield_key(), shield.generate_shield_key()

    assert one.public != other.public
    assert len(one.public) == shield.PUBLIC_KEY_LENGTH
    assert shield.shield_key_from_seed(one.seed()).public == one.public


def test_another_key_opens_nothing() -> None:
    assert open_envelope(shield.generate_shield_key(), ENVELOPE) is None


def test_an_empty_plaintext_counts_as_unreadable() -> None:
    envelope = bittensor_core.encrypt_mlkem768(KEY.public, b"", include_key_hash=True)

    assert open_envelope(KEY, envelope) is None


@settings(deadline=None, max_examples=100)
@given(position=st.integers(16, len(ENVELOPE) - 1), bit=st.integers(0, 7))
def test_an_altered_envelope_does_not_open(position: int, bit: int) -> None:
    changed = bytearray(ENVELOPE)
    changed[position] ^= 1 << bit

    assert open_envelope(KEY, bytes(changed)) is None


@settings(deadline=None, max_examples=100)
@given(length=st.integers(0, len(ENVELOPE) - 1))
def test_a_cut_envelope_does_not_open(length: int) -> None:
    assert open_envelope(KEY, ENVELOPE[:length]) is None


def test_parsing_needs_the_announced_lengths_and_no_more() -> None:
    head = bytes(16) + (4).to_bytes(2, "little")

    assert shield.parse_shielded(head + bytes(4 + 24)) is not None
    assert shield.parse_shielded(head + bytes(4 + 23)) is None
    assert shield.parse_shielded(b"") is None
    assert shield.parse_shielded(bytes(16) + b"\xff\xff" + bytes(8_192)) is None


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        shield.shield_key_from_seed(bytes(length))
