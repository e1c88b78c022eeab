"""The runtime APIs that belong to no pallet, and that all of them are as on the real chain."""

from __future__ import annotations

import pytest
from benchmarks.signing import ALICE, transfer
from msgspec.structs import replace
from tests.helpers import empty_state

from taonet.frame.api import BadApiInput
from taonet.frame.state import State
from taonet.frame.version import RUNTIME_VERSION
from taonet.frame.weight import WEIGHT, Weight
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.api import payment
from taonet.runtime.api.results import Err, Ok, result_of
from taonet.runtime.api.transactions import APPLY_RESULT, VALIDITY
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.accounts import DEV_ACCOUNTS
from taonet.runtime.genesis.build import build_genesis
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.system.digest import HEADER, Digest, Header
from taonet.runtime.pallets.system.genesis import PLACEHOLDER
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.transaction_payment import fees
from taonet.runtime.pallets.transaction_payment.types import FEE_DETAILS, RUNTIME_DISPATCH_INFO
from taonet.runtime.types import AddressId
from taonet.runtime.version import VERSION
from taonet.scale import TEXT, U8, U32, DecodeError, EncodeError


@pytest.fixture
def s() -> State:
    state = empty_state()
    build_genesis(state, localnet())
    return state


def ask(s: State, name: str, payload: bytes = b"") -> bytes:
    return RUNTIME.ask(s, name, payload)


def signed(nonce: int = 0, amount: int = 5) -> bytes:
    return transfer(ALICE, DEV_ACCOUNTS["Bob"], amount, nonce, PLACEHOLDER)


def judge(s: State, raw: bytes) -> Err | Ok:
    return VALIDITY.decode(ask(s, "TaggedTransactionQueue_validate_transaction", b"\x02" + raw + PLACEHOLDER))


def test_the_version_lists_the_apis_that_are_served_and_no_others(s: State) -> None:
    version = RUNTIME_VERSION.decode(ask(s, "Core_version"))

    assert replace(version, apis=[]) == VERSION
    assert sorted(version.apis) == sorted((api.id, api.version) for api in RUNTIME.apis)
    assert (bytes.fromhex("df6acb689907609b"), 5) in version.apis


def test_a_block_can_be_opened(s: State) -> None:
    header = Header(Hash(bytes([1]) * 32), BlockNumber(1), Hash(bytes(32)), Hash(bytes(32)), Digest())

    assert ask(s, "Core_initialize_block", HEADER.encode(header)) == b"\0"
    assert System.Number.get(s) == 1


def test_the_authors_and_their_slots(s: State) -> None:
    assert ask(s, "AuraApi_authorities") == b"\x04" + DEV_ACCOUNTS["One"]
    assert ask(s, "AuraApi_slot_duration") == (12_000).to_bytes(8, "little")


def test_nonces(s: State) -> None:
    assert ask(s, "AccountNonceApi_account_nonce", DEV_ACCOUNTS["Alice"]) == bytes(4)
    apply(s, signed())
    assert ask(s, "AccountNonceApi_account_nonce", DEV_ACCOUNTS["Alice"]) == b"\1\0\0\0"


def apply(s: State, raw: bytes) -> Err | Ok:
    return APPLY_RESULT.decode(ask(s, "BlockBuilder_apply_extrinsic", raw))


def test_a_transaction_is_tried(s: State) -> None:
    assert apply(s, signed()) == Ok(None)
    outcome = apply(s, signed(1, amount=10**17))
    assert isinstance(outcome, Ok)
    assert outcome.value is not None  # it entered and was refused
    assert isinstance(apply(s, signed(5)), Err)


def test_a_transaction_is_judged(s: State) -> None:
    good = judge(s, signed())
    assert isinstance(good, Ok)
    assert good.value.provides == [DEV_ACCOUNTS["Alice"] + bytes(4)]
    assert good.value.requires == []

    forged = bytearray(signed())
    forged[60] ^= 1
    assert isinstance(judge(s, bytes(forged)), Err)


def test_a_quote_is_made_without_a_signature(s: State) -> None:
    raw = bytearray(signed())
    raw[38:102] = bytes(64)
    payload = bytes(raw) + U32.encode(len(raw))
    info = RUNTIME_DISPATCH_INFO.decode(ask(s, "TransactionPaymentApi_query_info", payload))
    parts = FEE_DETAILS.decode(ask(s, "TransactionPaymentApi_query_fee_details", payload)).inclusion_fee

    assert parts.len_fee == (len(raw) - 1) // 2 == 70
    assert info.partial_fee == parts.base_fee + parts.len_fee + parts.adjusted_weight_fee


def test_a_call_is_quoted_as_the_transaction_around_it(s: State) -> None:
    call = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(DEV_ACCOUNTS["Bob"]), 5)
    raw = signed()

    assert payment.query_call_info(s, call, len(raw)) == payment.query_info(s, raw[2:], len(raw))
    details = payment.query_call_fee_details(s, call, len(raw))
    assert details == payment.query_fee_details(s, raw[2:], len(raw))
    assert fees.final_fee(details) == payment.query_call_info(s, call, len(raw)).partial_fee


def test_prices_of_weight_and_length(s: State) -> None:
    for api in ("TransactionPaymentApi", "TransactionPaymentCallApi"):
        assert int.from_bytes(ask(s, f"{api}_query_length_to_fee", U32.encode(77)), "little") == 38
        weight = ask(s, f"{api}_query_weight_to_fee", WEIGHT.encode(Weight(4_000_000)))
        assert int.from_bytes(weight, "little") == 1_000


@pytest.mark.parametrize("method", ["query_info", "query_fee_details"])
def test_a_quote_for_no_extrinsic(s: State, method: str) -> None:
    with pytest.raises(BadApiInput, match=f"Bad input data provided to TransactionPaymentApi_{method}"):
        ask(s, f"TransactionPaymentApi_{method}", b"\x04\xff" + U32.encode(2))


def test_results_on_the_wire() -> None:
    codec = result_of(U8, TEXT)

    assert codec.encode(Ok(5)) == b"\x00\x05"
    assert codec.decode(b"\x01\x04a") == Err("a")
    with pytest.raises(DecodeError, match="2 is not a result's tag at offset 0"):
        codec.decode(b"\x02")
    with pytest.raises(EncodeError):
        codec.encode(5)
