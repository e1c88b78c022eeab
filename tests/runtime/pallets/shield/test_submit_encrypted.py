"""Carriers: what they leave behind, and which are turned away at the door."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import BadOrigin
from taonet.frame.event import Event
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Signed
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.shield.calls import submit_encrypted
from taonet.runtime.pallets.shield.carriers import check_carrier, ciphertext_of, is_carrier
from taonet.runtime.pallets.shield.events import EncryptedSubmitted
from taonet.scale import DecodeError
from taonet.sim import refused

CIPHERTEXT = b"k" * 16 + (4).to_bytes(2, "little") + b"kem!" + b"n" * 24 + b"a" * 16


def test_a_carrier_leaves_the_hash_of_its_signer_and_its_ciphertext(
    s: State, alice: AccountId, events_of: Callable[[State], list[Event]]
) -> None:
    submit_encrypted(s, Signed(alice), CIPHERTEXT)

    # 62 bytes: their count is one byte on the wire.
    assert events_of(s) == [EncryptedSubmitted(blake2_256(alice + bytes([62 << 2]) + CIPHERTEXT), alice)]  # type: ignore[arg-type]


@pytest.mark.parametrize("origin", [ROOT_ORIGIN, NONE_ORIGIN])
def test_a_carrier_has_a_signer(s: State, origin: Origin) -> None:
    with refused(s, BadOrigin):
        submit_encrypted(s, origin, CIPHERTEXT)


def test_a_carrier_holds_at_most_8192_bytes() -> None:
    call = RUNTIME.call("MevShield", "submit_encrypted", bytes(8_192))
    wire = RUNTIME.call_codec.encode(call)
    longer = wire[:2] + (8_193 << 2 | 1).to_bytes(2, "little") + bytes(8_193)

    assert RUNTIME.call_codec.decode(wire) == call
    with pytest.raises(DecodeError):
        RUNTIME.call_codec.decode(longer)


def test_only_a_call_that_is_a_carrier_itself_is_one() -> None:
    carrier = RUNTIME.call("MevShield", "submit_encrypted", CIPHERTEXT)
    batch = RUNTIME.call("Utility", "batch", [carrier])

    assert is_carrier(carrier)
    assert ciphertext_of(carrier) == CIPHERTEXT
    assert not is_carrier(batch)
    assert ciphertext_of(batch) is None
    check_carrier(batch)


@given(st.binary(max_size=80), st.integers(0, 90))
def test_a_ciphertext_too_short_for_what_it_announces_is_refused_with_23(rest: bytes, announced: int) -> None:
    ciphertext = bytes(16) + announced.to_bytes(2, "little") + rest
    call = RUNTIME.call("MevShield", "submit_encrypted", ciphertext)

    if len(rest) >= announced + 24:
        check_carrier(call)
        return
    with pytest.raises(TransactionInvalid) as refusal:
        check_carrier(call)
    assert (refusal.value.reason, refusal.value.custom) == (Invalid.Custom, 23)


@pytest.mark.parametrize("length", range(18))
def test_a_ciphertext_without_its_head_is_refused(length: int) -> None:
    with pytest.raises(TransactionInvalid, match="Custom error: 23"):
        check_carrier(RUNTIME.call("MevShield", "submit_encrypted", bytes(length)))
