"""Who may not enter a block, and with which reason; the pool and the block say the same."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from taonet.crypto.keys import Keypair, ed25519_keypair_from_uri, keypair_from_uri
from taonet.crypto.shield import PUBLIC_KEY_LENGTH
from taonet.frame.call import RuntimeCall
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown, ValidTransaction
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.extensions.metadata_hash import metadata_hash
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.storage import Constants, Storage
from taonet.runtime.signers import Ed25519, MultiSignature, Sr25519
from taonet.runtime.transaction import pipeline
from taonet.runtime.transaction.era import IMMORTAL, Era
from taonet.runtime.transaction.extrinsic import (
    HashMode,
    Signature,
    encode,
    extra_bytes,
    implied_bytes,
    signing_payload,
)
from taonet.runtime.types import Address20, Address32, AddressId, AddressIndex, AddressRaw, MultiAddress
from taonet.runtime.version import VERSION
from taonet.sim import Chain, sign_call

ALICE, BOB = keypair_from_uri("//Alice"), keypair_from_uri("//Bob")
POOR = keypair_from_uri("//Nobody knows me")
REMARK = RUNTIME.call("System", "remark", b"hi")


def account(pair: Keypair) -> AccountId:
    return AccountId(pair.public)


def transaction(
    s: State, *, pair: Keypair = BOB, call: RuntimeCall = REMARK, nonce: int | None = None, tip: int = 0, era: Era = IMMORTAL,
    birth: Hash | None = None, mode: HashMode = HashMode.Disabled, digest: Hash | None = None, spec: int = VERSION.spec_version,
    format_: int = VERSION.transaction_version, genesis: Hash | None = None, address: MultiAddress | None = None,
    kind: Callable[[bytes], MultiSignature] = Sr25519, signed_call: RuntimeCall | None = None,
) -> bytes:  # fmt: skip
    """Return a transaction; whatever is given is signed as it is given."""
    chosen = accounts.nonce(s, account(pair)) if nonce is None else nonce
    there = address or AddressId(account(pair))
    draft = Signature(there, kind(bytes(64)), era, chosen, tip, mode)
    first = genesis or Storage.BlockHash.get(s, 0)
    rules = Runtime(
        msgspec.structs.replace(VERSION, spec_version=spec, transaction_version=format_), (), (), EXTRINSICS
    )
    payload = signing_payload(
        RUNTIME.call_codec.encode(signed_call or call),
        extra_bytes(RUNTIME, draft),
        implied_bytes(rules, first, birth or first, digest),
    )
    proof = kind(pair.sign(payload))
    return encode(RUNTIME, msgspec.structs.replace(draft, signature=proof), call)


def refusal_by(judge: Callable[[], object]) -> TransactionInvalid:
    with pytest.raises(TransactionInvalid) as caught:
        judge()
    return caught.value


def refused_by_both(chain: Chain, raw: bytes) -> Invalid | Unknown:
    """Demand that block and pool refuse alike, and that the block is as before; return the reason."""
    before, events = dict(chain.s.changes()), list(chain.s.events)
    in_block = refusal_by(lambda: executive.apply_extrinsic(chain.s, raw))
    in_pool = refusal_by(lambda: chain.validate(raw))

    assert (dict(chain.s.changes()), chain.s.events) == (before, events)
    assert (in_block.reason, in_block.custom) == (in_pool.reason, in_pool.custom)
    return in_block.reason


@pytest.fixture
def chain(chain: Chain) -> Chain:
    """Give a chain with block 1 behind it and block 2 open, so that pool and block see the same state."""
    chain.close()
    chain.open()
    return chain


def test_a_good_transaction_enters_and_the_pool_takes_it(chain: Chain) -> None:
    raw = transaction(chain.s)
    valid = chain.validate(raw)
    applied = executive.apply_extrinsic(chain.s, raw)

    assert applied.refusal is None
    assert accounts.nonce(chain.s, account(BOB)) == 1
    assert valid == ValidTransaction(
        priority=1,
        requires=(),
        provides=(BOB.public + bytes(4),),
        longevity=(1 << 64) - 1 - chain.number,
        propagate=True,
    )


def test_every_kind_of_key_enters(chain: Chain) -> None:
    pair = ed25519_keypair_from_uri("//Ed")
    transfer = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(account(pair)), 10**9)
    executive.apply_extrinsic(chain.s, transaction(chain.s, call=transfer))

    assert executive.apply_extrinsic(chain.s, transaction(chain.s, pair=pair, kind=Ed25519)).refusal is None


@pytest.mark.parametrize(
    "changed",
    [
        {"spec": VERSION.spec_version + 1},
        {"format_": VERSION.transaction_version + 1},
        {"genesis": Hash(b"\x99" * 32)},
        {"address": AddressId(account(ALICE))},
        {"kind": Ed25519},
        {"signed_call": RUNTIME.call("System", "remark", b"ho")},
        {"digest": Hash(b"\x99" * 32)},  # a hash that was signed and not announced
        {"mode": HashMode.Enabled},  # announced and not signed
        {"mode": HashMode.Enabled, "digest": Hash(b"\x99" * 32)},  # that of other metadata
    ],
    ids=str,
)
def test_a_signature_under_something_else_is_no_proof(chain: Chain, changed: dict[str, Any]) -> None:
    assert refused_by_both(chain, transaction(chain.s, **changed)) is Invalid.BadProof


def test_the_hash_of_our_metadata_may_be_signed(chain: Chain, client: Any) -> None:
    raw = transaction(chain.s, mode=HashMode.Enabled, digest=metadata_hash(RUNTIME))

    assert chain.validate(raw).priority == 1
    assert executive.apply_extrinsic(chain.s, raw).refusal is None


@pytest.mark.parametrize(
    "address", [AddressIndex(()), AddressRaw(BOB.public), Address32(BOB.public), Address20(bytes(20))], ids=repr
)
def test_an_address_that_leads_to_nobody_cannot_be_looked_up(chain: Chain, address: MultiAddress) -> None:
    # Before anything else is looked at: the era is unknown too.
    era = Era(65_536, 60_000)

    assert refused_by_both(chain, transaction(chain.s, address=address, era=era)) is Unknown.CannotLookup


def test_a_nonce_of_the_past_is_stale_and_one_of_the_future_waits(chain: Chain) -> None:
    executive.apply_extrinsic(chain.s, transaction(chain.s))
    chain.close()
    chain.open()

    assert refused_by_both(chain, transaction(chain.s, nonce=0)) is Invalid.Stale
    early = transaction(chain.s, nonce=3)
    assert refusal_by(lambda: executive.apply_extrinsic(chain.s, early)).reason is Invalid.Future
    valid = chain.validate(early)
    assert valid.requires == (BOB.public + b"\x02\x00\x00\x00",)
    assert valid.provides == (BOB.public + b"\x03\x00\x00\x00",)


def test_who_does_not_exist_or_cannot_pay_is_refused(chain: Chain) -> None:
    assert refused_by_both(chain, transaction(chain.s, pair=POOR)) is Invalid.Payment
    assert refused_by_both(chain, transaction(chain.s, tip=(1 << 64) - 1)) is Invalid.Payment


def test_an_era_begins_with_a_block_that_the_chain_still_knows(chain: Chain) -> None:
    for _ in range(6):
        chain.close()
        chain.open()
    now = chain.number
    era = Era(4, (now - 1) % 4)
    born = Storage.BlockHash.get(chain.s, now - 1)
    good = transaction(chain.s, era=era, birth=born)

    assert chain.validate(good).longevity == 3
    assert refused_by_both(chain, transaction(chain.s, era=era)) is Invalid.BadProof  # signed genesis
    assert executive.apply_extrinsic(chain.s, good).refusal is None

    # Four blocks later the same bytes name another birth.
    late = transaction(chain.s, era=era, birth=born)
    for _ in range(4):
        chain.close()
        chain.open()
    assert refused_by_both(chain, late) is Invalid.BadProof
    # An era whose birth is not there: still to come, or forgotten.
    assert refused_by_both(chain, transaction(chain.s, era=Era(65_536, 60_000))) is Invalid.AncientBirthBlock
    Storage.BlockHash.remove(chain.s, chain.number - 1)
    gone = Era(4, (chain.number - 1) % 4)
    assert refusal_by(lambda: executive.apply_extrinsic(chain.s, transaction(chain.s, era=gone))).reason is (
        Invalid.AncientBirthBlock
    )
    assert Constants.BlockHashCount.value == 2_400


def test_what_never_fits_a_block_is_refused(chain: Chain) -> None:
    long = RUNTIME.call("System", "remark", bytes(7_864_320))
    many = RUNTIME.call("Utility", "batch", [REMARK] * 45_000)

    for call in (long, many):
        assert refused_by_both(chain, transaction(chain.s, call=call)) is Invalid.ExhaustsResources


@pytest.mark.parametrize("weight", [(3_600_000_000_000, 0), (0, (1 << 64) - 1)])
def test_a_weight_beyond_any_block_is_refused(chain: Chain, weight: tuple[int, int]) -> None:
    heavy = RUNTIME.call("Utility", "with_weight", REMARK, Weight(*weight))

    assert refused_by_both(chain, transaction(chain.s, call=heavy)) is Invalid.ExhaustsResources


def test_sudo_by_a_stranger_does_not_enter(chain: Chain) -> None:
    sudo = RUNTIME.call("Sudo", "sudo", REMARK)

    assert refused_by_both(chain, transaction(chain.s, call=sudo)) is Invalid.BadSigner
    assert executive.apply_extrinsic(chain.s, transaction(chain.s, pair=ALICE, call=sudo)).refusal is None


def test_what_a_pallet_refuses_beforehand_has_its_number(chain: Chain) -> None:
    serve = RUNTIME.call("SubtensorModule", "serve_axon", 1, 1, 3_232_235_777, 8_091, 4, 0, 0, 0)
    raw = transaction(chain.s, call=serve)
    refused_by_both(chain, raw)
    refusal = refusal_by(lambda: chain.validate(raw))

    assert (refusal.reason, refusal.custom) == (Invalid.Custom, 10)  # the hotkey is not registered


def test_a_carrier_that_lives_long_is_refused(chain: Chain) -> None:
    carrier = RUNTIME.call("MevShield", "submit_encrypted", bytes(PUBLIC_KEY_LENGTH))

    assert refused_by_both(chain, transaction(chain.s, call=carrier)) is Invalid.Stale


def test_nobody_signs_an_inherent(chain: Chain) -> None:
    clock = RUNTIME.call("Timestamp", "set", 1)
    raw = transaction(chain.s, call=clock)

    assert refusal_by(lambda: chain.validate(raw)).reason is Invalid.MandatoryValidation
    assert refusal_by(lambda: executive.apply_extrinsic(chain.s, raw)).reason is Invalid.BadMandatory
    forged = transaction(chain.s, call=clock, genesis=Hash(b"\x99" * 32))
    assert refused_by_both(chain, forged) is Invalid.BadProof


def test_unsigned_calls_are_no_transactions(chain: Chain) -> None:
    raw = encode(RUNTIME, None, REMARK)

    assert refused_by_both(chain, raw) is Unknown.NoUnsignedValidator
    clock = encode(RUNTIME, None, RUNTIME.call("Timestamp", "set", chain.time))
    assert refusal_by(lambda: chain.validate(clock)).reason is Invalid.MandatoryValidation


def test_bytes_that_are_no_extrinsic_are_no_call(chain: Chain) -> None:
    assert refused_by_both(chain, b"\x00") is Invalid.Call


def test_the_account_of_zeros_signs_nothing(chain: Chain) -> None:
    raw = sign_call(chain.s, BOB, REMARK)
    nobody = AccountId(bytes(32))
    read = executive.read_extrinsic(RUNTIME, raw)
    transaction_of_nobody = msgspec.structs.replace(pipeline.check_signature(chain.s, read), who=nobody)

    assert refusal_by(lambda: pipeline.validate(chain.s, transaction_of_nobody)).reason is Invalid.BadSigner
