"""Fields of commitments on the wire."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.runtime.pallets.commitments.types import (
    COMMITMENT_INFO,
    DATA,
    BigRaw,
    BlakeTwo256,
    CommitmentInfo,
    Keccak256,
    NoData,
    Raw,
    ResetBondsFlag,
    Sha256,
    ShaThree256,
    TimelockEncrypted,
    TimelockRevealFailed,
)
from taonet.scale import DecodeError, EncodeError

DIGEST = bytes(range(32))
HASHES = (BlakeTwo256, Sha256, Keccak256, ShaThree256)
ROUNDS = st.integers(0, 2**64 - 1)
FIELDS = st.one_of(
    st.just(NoData()),
    st.just(ResetBondsFlag()),
    st.builds(Raw, st.binary(max_size=128)),
    st.builds(BigRaw, st.binary(max_size=512)),
    st.builds(lambda kind, digest: kind(digest), st.sampled_from(HASHES), st.binary(min_size=32, max_size=32)),
    st.builds(TimelockEncrypted, st.binary(max_size=1024), ROUNDS),
    st.builds(TimelockRevealFailed, st.binary(max_size=1024), ROUNDS),
)


@pytest.mark.parametrize(
    ("field", "wire"),
    [
        (NoData(), "00"),
        (Raw(b""), "01"),
        (Raw(b"abc"), "04616263"),
        (Raw(b"\xff" * 128), "81" + "ff" * 128),
        (BlakeTwo256(DIGEST), "82" + DIGEST.hex()),
        (Sha256(DIGEST), "83" + DIGEST.hex()),
        (Keccak256(DIGEST), "84" + DIGEST.hex()),
        (ShaThree256(DIGEST), "85" + DIGEST.hex()),
        (TimelockEncrypted(b"\x01\x02\x03", 10), "860c0102030a00000000000000"),
        (ResetBondsFlag(), "87"),
        (BigRaw(b"ab"), "88086162"),
        (TimelockRevealFailed(b"\x09", 1), "8904090100000000000000"),
    ],
)
def test_a_field_has_these_bytes(field: Any, wire: str) -> None:
    assert DATA.encode(field).hex() == wire
    assert DATA.decode(bytes.fromhex(wire)) == field


@settings(deadline=None, max_examples=100)
@given(st.lists(FIELDS, max_size=3))
def test_what_is_written_is_read_again(fields: list[Any]) -> None:
    info = CommitmentInfo(fields)

    assert COMMITMENT_INFO.decode(COMMITMENT_INFO.encode(info)) == info


@pytest.mark.parametrize("wire", ["", "8a", "ff", "04" + "6162", "82" + "00" * 31, "88" + "0108" + "00" * 513, "86"])
def test_what_is_no_field_is_refused(wire: str) -> None:
    with pytest.raises(DecodeError):
        DATA.decode(bytes.fromhex(wire))


@pytest.mark.parametrize("field", [Raw(bytes(129)), BigRaw(bytes(513)), TimelockEncrypted(bytes(1025), 1), Sha256(b"")])
def test_what_does_not_fit_is_not_written(field: BigRaw | Raw | Sha256 | TimelockEncrypted) -> None:
    with pytest.raises(EncodeError):
        DATA.encode(field)


def test_a_fourth_field_is_refused_both_ways() -> None:
    with pytest.raises(EncodeError):
        COMMITMENT_INFO.encode(CommitmentInfo([NoData()] * 4))
    with pytest.raises(DecodeError):
        COMMITMENT_INFO.decode(bytes.fromhex("1000000000"))
