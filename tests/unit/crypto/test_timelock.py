"""Timelock encryption, against the official client's in both directions."""

from __future__ import annotations

from collections.abc import Callable

import bittensor_core
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.crypto.test_beacon import SECRET, SIGNATURE

from taonet.crypto import beacon, timelock
from taonet.runtime.pallets.drand.storage import QUICKNET
from taonet.scale import BYTES, U64

KEY = beacon.public_key_of(SECRET)


def counting() -> Callable[[int], bytes]:
    """Return bytes that are the same in every run."""
    calls = iter(range(256))
    return lambda length: bytes([next(calls)]) * length


def test_what_the_official_client_seals_a_real_pulse_opens() -> None:
    envelope, _ = bittensor_core.encrypt_at_round(b"thirty-two weights", 1000)
    sealed = bytes(bittensor_core.inner_ciphertext(bytes(envelope)))
    assert timelock.unseal(timelock.parse(sealed), SIGNATURE) == b"thirty-two weights"


def test_what_is_sealed_here_the_official_client_opens() -> None:
    sealed = timelock.seal(QUICKNET.public_key, 1000, b"thirty-two weights")
    envelope = BYTES.encode(sealed) + U64.encode(1000)
    assert bytes(bittensor_core.decrypt_with_signature(envelope, SIGNATURE.hex()) or b"") == b"thirty-two weights"


@given(st.binary(max_size=3_000), st.integers(0, 2**64 - 1))
def test_only_the_rounds_own_signature_opens(text: bytes, round_number: int) -> None:
    sealed = timelock.seal(KEY, round_number, text)
    assert len(sealed) == timelock.OVERHEAD + len(text)
    assert timelock.unseal(timelock.parse(sealed), beacon.sign(SECRET, round_number)) == text
    with pytest.raises(timelock.Unopened):
        timelock.unseal(timelock.parse(sealed), beacon.sign(SECRET, round_number ^ 1))


def test_the_same_entropy_seals_alike() -> None:
    assert timelock.seal(KEY, 7, b"x", counting()) == timelock.seal(KEY, 7, b"x", counting())


@given(st.data())
def test_a_changed_byte_never_opens_to_another_text(data: st.DataObject) -> None:
    text = b"a text of some length"
    sealed = bytearray(timelock.seal(KEY, 9, text))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    try:
        opened = timelock.unseal(timelock.parse(bytes(sealed)), beacon.sign(SECRET, 9))
    except (timelock.Unreadable, timelock.Unopened):
        return
    # The name of the cipher is written and never read, as upstream has it.
    assert opened == text
    assert place >= len(sealed) - len(timelock.CIPHER) - 8


@given(st.binary(max_size=600))
def test_noise_is_unreadable_or_stays_shut(noise: bytes) -> None:
    with pytest.raises((timelock.Unreadable, timelock.Unopened)):
        timelock.unseal(timelock.parse(noise), beacon.sign(SECRET, 9))


@pytest.mark.parametrize("cut", [0, 1, 95, 96, 104, 135, 136, 200])
def test_a_cut_text_is_unreadable(cut: int) -> None:
    with pytest.raises(timelock.Unreadable):
        timelock.parse(timelock.seal(KEY, 9, b"text")[:cut])
