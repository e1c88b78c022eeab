"""Runs a signed transaction through the extensions of its runtime, in their order.

Its signature is checked over what all of them make the signer sign; then all check it (`validate`), all change what
entering a block changes (`prepare`), and after the call all settle (`settle`). The order stands in the runtime's tuple
and nowhere else.

Source: polkadot-sdk/substrate/primitives/runtime/src/generic/unchecked_extrinsic.rs check
Source: polkadot-sdk/substrate/primitives/runtime/src/generic/checked_extrinsic.rs validate, apply
Source: polkadot-sdk/substrate/primitives/runtime/src/traits/transaction_extension/dispatch_transaction.rs validate_only
"""

from __future__ import annotations

from typing import Any, NamedTuple, final

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import CannotLookup
from taonet.frame.extension import Outcome
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown, ValidTransaction
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.primitives.recent import Recent
from taonet.runtime.address import lookup
from taonet.runtime.dispatch import with_checks
from taonet.runtime.signers import signature_is_good
from taonet.runtime.transaction.extrinsic import Extrinsic, Transaction, extra_bytes, signing_payload
from taonet.runtime.types import MultiAddress

MOST_REMEMBERED = 16_384
"""Good signatures that are remembered: twice what a pool may hold."""

_GOOD: Recent[bytes, bool] = Recent(MOST_REMEMBERED)
"""Hashes of a whole extrinsic and what its signer had to sign besides: all that a check of its signature depends on."""


@final
class Claim(NamedTuple):
    """A transaction as its extrinsic claims it to be, and all that its signature must be good for."""

    transaction: Transaction
    extrinsic: Extrinsic
    state: State
    """The state that it was made of; what is signed depends on it."""
    implicit: bytes
    proof: bytes
    """Names the extrinsic and what its signer had to sign besides."""

    def payload(self) -> bytes:
        """Return what must have been signed."""
        extra = extra_bytes(self.state.runtime, self.transaction.signature)
        return signing_payload(self.extrinsic.call_bytes, extra, self.implicit)


def check_signature(s: State, extrinsic: Extrinsic) -> Transaction:
    """Return the transaction whose signer signed it for this chain, era and version; refuse any other.

    What the pool found good is good in its block, unless the signer would have to sign something else by now.
    """
    claim = claimed(s, extrinsic)
    if not is_known_good(claim):
        transaction = claim.transaction
        if not signature_is_good(transaction.signature.signature, claim.payload(), transaction.who):
            raise TransactionInvalid(Invalid.BadProof)
        remember_good(claim.proof)
    return claim.transaction


def is_known_good(claim: Claim) -> bool:
    """Tell whether this signature was checked before and was good."""
    return _GOOD.get(claim.proof) is not None


def remember_good(proof: bytes) -> None:
    """Remember a good signature."""
    _GOOD.add(proof, True)  # noqa: FBT003  it is good


def claimed(s: State, extrinsic: Extrinsic) -> Claim:
    """Return what an extrinsic claims; refuse what nobody can have signed, or not for this chain any more."""
    signature = extrinsic.signature
    if signature is None:
        raise TransactionInvalid(Unknown.NoUnsignedValidator)
    who = _signer(signature.address)
    declared = extrinsic.call.declared(s)
    weight = with_checks(extrinsic.call, declared.weight)
    transaction = Transaction(who, signature, extrinsic.call, declared, weight, extrinsic.length)
    implicit = implicit_bytes(s, transaction)
    return Claim(transaction, extrinsic, s, implicit, blake2_256(extrinsic.raw + implicit))


def _signer(address: MultiAddress) -> AccountId:
    try:
        return lookup(address)
    except CannotLookup as refusal:
        raise TransactionInvalid(Unknown.CannotLookup) from refusal


def implicit_bytes(s: State, transaction: Transaction) -> bytes:
    """Return what the extensions make the signer sign without sending it."""
    out = bytearray()
    for write, implied in s.runtime.implied:
        write(implied(s, transaction), out)
    return bytes(out)


def validate(s: State, transaction: Transaction) -> ValidTransaction:
    """Check a transaction for the pool; priorities and tags of all extensions add up, and the shortest life counts."""
    priority, longevity = 0, U64_MAX
    requires: tuple[bytes, ...] = ()
    provides: tuple[bytes, ...] = ()
    for check in s.runtime.checks:
        part = check(s, transaction)
        if part is not None:
            priority += part.priority
            requires += part.requires
            provides += part.provides
            longevity = min(longevity, part.longevity)
    return ValidTransaction(min(priority, U64_MAX), requires, provides, longevity)


def prepare(s: State, transaction: Transaction) -> list[Any]:
    """Let a transaction into the block, and return what each extension wants back in `settle`; or take nothing."""
    with s.transaction():
        validate(s, transaction)
        return [None if take is None else take(s, transaction) for take, _ in s.runtime.steps]


def settle(s: State, transaction: Transaction, prepared: list[Any], outcome: Outcome) -> None:
    """Return to the block and to the payer what the call declared and did not use."""
    for (_, give_back), before in zip(s.runtime.steps, prepared, strict=True):
        if give_back is not None:
            give_back(s, transaction, before, outcome)
