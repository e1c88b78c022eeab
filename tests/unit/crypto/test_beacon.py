"""Signatures of the drand beacon, against recorded pulses of quicknet and against a beacon of one's own."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.crypto import beacon
from taonet.runtime.pallets.drand.storage import QUICKNET

SIGNATURE = bytes.fromhex(
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
"""Quicknet's pulse of round 1000."""
SECRET = 0x1234_5678_9ABC


def test_a_recorded_pulse_of_the_real_beacon_is_good_in_its_round_alone() -> None:
    assert beacon.verify(QUICKNET.public_key, 1000, SIGNATURE)
    assert not beacon.verify(QUICKNET.public_key, 1001, SIGNATURE)
    assert not beacon.verify(beacon.public_key_of(SECRET), 1000, SIGNATURE)
    assert beacon.randomness(SIGNATURE).hex() == "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"


@given(st.integers(0, 2**64 - 1))
def test_a_beacon_of_ones_own_signs_what_its_key_checks(round_number: int) -> None:
    signature = beacon.sign(SECRET, round_number)
    assert len(signature) == beacon.SIGNATURE_LENGTH
    assert beacon.verify(beacon.public_key_of(SECRET), round_number, signature)


@pytest.mark.parametrize("noise", [b"", bytes(48), b"\x9f" * 48, SIGNATURE[:47], SIGNATURE + b"\0", bytes(96)])
def test_bytes_that_are_no_point_are_refused_by_name(noise: bytes) -> None:
    with pytest.raises(beacon.NotAPoint):
        beacon.verify(QUICKNET.public_key, 1000, noise)
    with pytest.raises(beacon.NotAPoint):
        beacon.verify(noise, 1000, SIGNATURE)


def test_the_point_at_infinity_is_a_point_and_no_signature() -> None:
    assert not beacon.verify(QUICKNET.public_key, 1000, b"\xff" * 48)


@given(st.binary(max_size=100))
def test_noise_is_no_signature(noise: bytes) -> None:
    with suppress(beacon.NotAPoint):
        assert not beacon.verify(QUICKNET.public_key, 1000, noise)
