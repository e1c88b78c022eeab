"""May this transaction enter? The checks of the thirteen extensions, in their order.

`validate` answers the pool; `prepare` is the same with everything that entering a block changes: nonce, room, fee.
Both raise `TransactionInvalid`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime import fees, room
from taonet.runtime.pallets.shield.logic import check_carrier
from taonet.runtime.pallets.shield.logic import is_carrier as is_shield_carrier
from taonet.runtime.pallets.subtensor.validity import validate_call
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.version import VERSION
from taonet.runtime.transaction.era import Era
from taonet.runtime.transaction.extrinsic import (
    Extrinsic,
    HashMode,
    Implicit,
    Signature,
    extra_bytes,
    signature_is_good,
    signing_payload,
)
from taonet.runtime.transaction.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import U32

NORMAL_PRIORITY = 1
OPERATIONAL_PRIORITY = 10_000_000_000
NOBODY = AccountId(bytes(32))


@final
@dataclass(frozen=True, slots=True)
class Admitted:
    """A transaction that entered: who signed, what the call declared, and the fee that was taken."""

    who: AccountId
    declared: Declared
    weight: Weight
    charge: fees.Charge


def check_signature(s: State, extrinsic: Extrinsic, metadata_hash: Hash | None) -> AccountId:
    """Return the account that signed; refuse a signature that is not its own for this chain, era and version."""
    signature = extrinsic.signature
    who = extrinsic.signer
    if signature is None or who is None:
        raise TransactionInvalid(Invalid.BadSigner)
    if signature.mode is HashMode.Enabled and metadata_hash is None:
        raise TransactionInvalid(Invalid.IndeterminateImplicit)
    implicit = Implicit(
        VERSION.spec_version,
        VERSION.transaction_version,
        System.BlockHash.get(s, 0),
        birth_hash(s, signature.era),
        metadata_hash if signature.mode is HashMode.Enabled else None,
    )
    payload = signing_payload(extrinsic.call_bytes, extra_bytes(signature), implicit)
    if not signature_is_good(signature.signature, payload, who):
        raise TransactionInvalid(Invalid.BadProof)
    return who


def birth_hash(s: State, era: Era) -> Hash:
    """Return the hash of the block in which an era began; refuse when the chain no longer knows it."""
    birth = era.birth(System.Number.get(s))
    if not System.BlockHash.exists(s, birth):
        raise TransactionInvalid(Invalid.AncientBirthBlock)
    return System.BlockHash.get(s, birth)


def validate(s: State, extrinsic: Extrinsic, who: AccountId) -> ValidTransaction:
    """Check a signed transaction for the pool; `who` comes from `check_signature`."""
    signature = _signature_of(extrinsic)
    call = extrinsic.call
    declared = call.declared()
    weight = declared.weight.plus(fees.EXTENSION_WEIGHT)
    if who == NOBODY:
        raise TransactionInvalid(Invalid.BadSigner)
    _check_shield_era(call, signature.era)
    account = System.Account.get(s, who)
    if declared.pays is Pays.Yes and not account.providers and not account.sufficients:
        raise TransactionInvalid(Invalid.Payment)
    if signature.nonce < account.nonce:
        raise TransactionInvalid(Invalid.Stale)
    room.check_size(weight, extrinsic.length, declared.dispatch_class)
    fees.check(s, who, call, weight, extrinsic.length, signature.tip, declared)
    _check_call(s, who, call)
    return ValidTransaction(
        priority=OPERATIONAL_PRIORITY if declared.dispatch_class is DispatchClass.Operational else NORMAL_PRIORITY,
        requires=(nonce_tag(who, signature.nonce - 1),) if signature.nonce > account.nonce else (),
        provides=(nonce_tag(who, signature.nonce),),
        longevity=max(signature.era.death(System.Number.get(s)) - System.Number.get(s), 0)
        if signature.era.period
        else (1 << 64) - 1,
    )


def nonce_tag(who: AccountId, nonce: int) -> bytes:
    """Return the tag that says: this account's transaction with this nonce."""
    return ACCOUNT_ID.encode(who) + U32.encode(nonce)


def prepare(s: State, extrinsic: Extrinsic, who: AccountId) -> Admitted:
    """Let a signed transaction into the block: take nonce, room and fee, or raise and take nothing."""
    signature = _signature_of(extrinsic)
    call = extrinsic.call
    declared = call.declared()
    weight = declared.weight.plus(fees.EXTENSION_WEIGHT)
    with s.transaction():
        validate(s, extrinsic, who)
        if signature.nonce > accounts.nonce(s, who):
            raise TransactionInvalid(Invalid.Future)
        accounts.inc_nonce(s, who)
        room.take(s, weight, extrinsic.length, declared.dispatch_class)
        charge = fees.withdraw(s, who, call, weight, extrinsic.length, signature.tip, declared)
    return Admitted(who, declared, weight, charge)


def _signature_of(extrinsic: Extrinsic) -> Signature:
    if extrinsic.signature is None:
        raise TransactionInvalid(Invalid.BadSigner)
    return extrinsic.signature


def _check_shield_era(call: RuntimeCall, era: Era) -> None:
    # A carrier that nobody decrypted must leave the pools soon. Source: runtime/src/check_mortality.rs.
    if is_shield_carrier(call) and (not era.period or era.period > MAX_SHIELD_ERA):
        raise TransactionInvalid(Invalid.Stale)


MAX_SHIELD_ERA = 8


def _check_call(s: State, who: AccountId, call: RuntimeCall) -> None:
    if call.call.pallet_name == "Sudo" and Sudo.Key.get(s) != who:
        raise TransactionInvalid(Invalid.BadSigner)
    check_carrier(call)
    validate_call(s, who, call)
