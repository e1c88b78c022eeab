"""Addresses: known ones, and every way to get one wrong."""

import bittensor_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.crypto import ss58

ALICE = bytes.fromhex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")
ALICE_TEXT = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"

PREFIXES = st.integers(0, ss58.MAX_PREFIX)
ACCOUNTS = st.binary(min_size=32, max_size=32)


def test_alice_has_her_well_known_address() -> None:
    assert ss58.encode(ALICE) == ALICE_TEXT
    assert ss58.decode(ALICE_TEXT) == (ALICE, 42)


def test_prefix_zero_is_the_polkadot_address() -> None:
    assert ss58.encode(ALICE, 0) == "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"


@settings(deadline=None, max_examples=200)
@given(account=ACCOUNTS, prefix=PREFIXES)
def test_round_trip_over_all_prefixes(account: bytes, prefix: int) -> None:
    assert ss58.decode(ss58.encode(account, prefix)) == (account, prefix)


@settings(deadline=None, max_examples=50)
@given(account=ACCOUNTS)
def test_agrees_with_the_official_client(account: bytes) -> None:
    assert ss58.encode(account) == bittensor_core.ss58_encode(account, 42)  # pyright: ignore[reportAttributeAccessIssue]  # no stubs


@settings(deadline=None, max_examples=200)
@given(position=st.integers(0, len(ALICE_TEXT) - 1), letter=st.sampled_from("123ABCxyzQ"))
def test_one_changed_letter_is_refused(position: int, letter: str) -> None:
    changed = ALICE_TEXT[:position] + letter + ALICE_TEXT[position + 1 :]

    if changed == ALICE_TEXT:
        return
    with pytest.raises(ss58.Ss58Error):
        ss58.decode(changed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("5Grwva0", "base58 letter"),
        (ALICE_TEXT[:-1], "reserved network prefix"),
        (ALICE_TEXT[:-2], "bytes, expected"),
        (ALICE_TEXT + "1", "bytes, expected"),
        ("1" + ALICE_TEXT, "bytes, expected"),
        (ALICE_TEXT[:-1] + "Z", "checksum"),
        ("5" * 10_000, "at most"),
        ("é" * 48, "base58 letter"),
    ],
)
def test_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(ss58.Ss58Error, match=reason):
        ss58.decode(text)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_only_account_ids_can_be_encoded(length: int) -> None:
    with pytest.raises(ss58.Ss58Error, match="32 bytes"):
        ss58.encode(bytes(length))


@pytest.mark.parametrize("prefix", [-1, 16_384])
def test_prefix_out_of_range_is_refused(prefix: int) -> None:
    with pytest.raises(ss58.Ss58Error, match="prefix"):
        ss58.encode(ALICE, prefix)
