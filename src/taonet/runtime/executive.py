"""The state transition, top to bottom. Read this first.

A block is opened, its extrinsics are applied one by one, and it is closed. Nothing here uses a clock, a socket or a
thread: time comes in an inherent, and there is no randomness.

Source: polkadot-sdk/substrate/frame/executive/src/lib.rs initialize_block, apply_extrinsic, finalize_block
Source: polkadot-sdk/substrate/frame/executive/src/lib.rs validate_transaction
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import final

import msgspec

from taonet.frame.call import Declared, PostInfo
from taonet.frame.error import BlockRefused, DispatchError
from taonet.frame.extension import Outcome
from taonet.frame.origin import NONE_ORIGIN, Signed
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown, ValidTransaction
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime.dispatch import dispatch_info, try_dispatch, used_of
from taonet.runtime.extensions import weight as block_weight
from taonet.runtime.pallets.system import blocks
from taonet.runtime.pallets.system.digest import Digest, Header
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.upgrades import begin_under_new_rules
from taonet.runtime.transaction import pipeline
from taonet.runtime.transaction.extrinsic import Extrinsic, Transaction, decode
from taonet.scale import DecodeError
from taonet.trie.reference import ordered_root

RootOf = Callable[[Mapping[bytes, bytes | None]], Hash]
"""Gives the state root after these changes; the caller keeps the trie."""


@final
class Applied(msgspec.Struct, frozen=True):
    """An extrinsic that entered a block: why it was refused, if so, what it used and whether it paid."""

    refusal: DispatchError | None
    declared: Declared
    weight: Weight
    pays: Pays


def open_block(s: State, number: BlockNumber, parent: Hash, digest: Digest) -> None:
    """Begin a block on top of `parent`: reset what belongs to one block, then every pallet's `on_initialize`.

    The first block under new rules begins with what these do once.
    """
    used = LIMITS.base_block.plus(begin_under_new_rules(s))
    blocks.initialize(s, number, parent, digest)
    for pallet in s.runtime.pallets:
        hook = pallet.hooks.on_initialize
        if hook is not None:
            used = used.plus(hook(s, number))
    blocks.register_weight(s, used, DispatchClass.Mandatory)
    blocks.note_finished_initialize(s)


def apply_extrinsic(s: State, raw: bytes) -> Applied:
    """Apply one extrinsic from its bytes.

    Raises `TransactionInvalid` when it may not enter; then nothing has changed. A refused call has entered: it paid.
    """
    return apply_decoded(s, read_extrinsic(s.runtime, raw))


def apply_decoded(s: State, extrinsic: Extrinsic) -> Applied:
    """Apply one extrinsic as `apply_extrinsic` does, without decoding it again."""
    with s.transaction():
        blocks.note_extrinsic(s, extrinsic.raw)
        applied = _apply_unsigned(s, extrinsic) if extrinsic.signature is None else _apply_signed(s, extrinsic)
        if applied.refusal is not None and applied.declared.dispatch_class is DispatchClass.Mandatory:
            raise TransactionInvalid(Invalid.BadMandatory) from applied.refusal
    blocks.note_applied_extrinsic(s, applied.declared, applied.weight, applied.pays, applied.refusal)
    return applied


def read_extrinsic(runtime: Runtime, raw: bytes) -> Extrinsic:
    """Decode an extrinsic; what cannot be decoded is no call of this chain."""
    try:
        return decode(runtime, raw)
    except DecodeError as error:
        raise TransactionInvalid(Invalid.Call) from error


def signer_of(s: State, extrinsic: Extrinsic) -> AccountId:
    """Return the account that signed; raises `TransactionInvalid` when the signature is not valid now."""
    return pipeline.check_signature(s, extrinsic).who


def _apply_signed(s: State, extrinsic: Extrinsic) -> Applied:
    transaction = pipeline.check_signature(s, extrinsic)
    prepared = pipeline.prepare(s, transaction)
    try:
        result = try_dispatch(s, Signed(transaction.who), extrinsic.call)
    except BlockRefused as reason:
        # An inherent through sudo, such as sudo(timestamp.set). A mandatory call that fails invalidates the block, so
        # the transaction is rejected.
        raise TransactionInvalid(Invalid.BadMandatory) from reason
    declared = transaction.declared
    free = declared.pays is Pays.No or (isinstance(result, PostInfo) and result.pays is Pays.No)
    outcome = Outcome(used_of(transaction.call, transaction.weight, result), Pays.No if free else Pays.Yes)
    pipeline.settle(s, transaction, prepared, outcome)
    return Applied(result if isinstance(result, DispatchError) else None, declared, outcome.weight, outcome.pays)


def _apply_unsigned(s: State, extrinsic: Extrinsic) -> Applied:
    """Apply an inherent, or what may come without a signature."""
    if not extrinsic.call.call.policy.inherent:
        _validate_unsigned(s, extrinsic)
    declared = dispatch_info(s, extrinsic.call)
    block_weight.take(s, declared.weight, extrinsic.length, declared.dispatch_class)
    result = try_dispatch(s, NONE_ORIGIN, extrinsic.call)
    refusal = result if isinstance(result, DispatchError) else None
    return Applied(refusal, declared, used_of(extrinsic.call, declared.weight, result), declared.pays)


def close_block(s: State, root_of: RootOf) -> Header:
    """End the block: idle work, every pallet's `on_finalize`, then the header without its seal."""
    blocks.note_finished_extrinsics(s)
    number = blocks.block_number(s)
    _idle(s, number)
    for pallet in s.runtime.pallets:
        hook = pallet.hooks.on_finalize
        if hook is not None:
            hook(s, number)
    closed = blocks.finalize(s)
    return Header(
        closed.parent_hash, number, root_of(s.changes()), Hash(ordered_root(closed.extrinsics)), closed.digest
    )


def _idle(s: State, number: BlockNumber) -> None:
    for pallet in s.runtime.pallets:
        hook = pallet.hooks.on_idle
        if hook is None:
            continue
        left = LIMITS.max_block.ref_time - block_weight.total_used(s).ref_time
        if left <= 0:
            return
        used = hook(s, number, Weight(left, LIMITS.max_block.proof_size))
        blocks.register_weight(s, used, DispatchClass.Mandatory)


def validate_transaction(s: State, raw: bytes, best: Hash) -> tuple[Extrinsic, ValidTransaction]:
    """Tell the pool whether a transaction may enter the block after `best`; `s` is thrown away afterwards.

    Raises `TransactionInvalid` when it may not: for its signature first, then because only authors make such calls,
    and only then for what its extensions refuse.
    """
    extrinsic = read_extrinsic(s.runtime, raw)
    blocks.look_ahead(s, best)
    return extrinsic, validate_ahead(s, extrinsic)


def validate_ahead(s: State, extrinsic: Extrinsic, transaction: Transaction | None = None) -> ValidTransaction:
    """Validate a decoded extrinsic as `validate_transaction` does; `s` looks ahead already (`system.blocks.look_ahead`).

    `transaction` is the extrinsic's where its signature was checked for this same block.
    """
    if transaction is None and extrinsic.signature is not None:
        transaction = pipeline.check_signature(s, extrinsic)
    if extrinsic.call.declared(s).dispatch_class is DispatchClass.Mandatory:
        raise TransactionInvalid(Invalid.MandatoryValidation)
    if transaction is None:
        return _validate_unsigned(s, extrinsic)
    return pipeline.validate(s, transaction)


def _validate_unsigned(s: State, extrinsic: Extrinsic) -> ValidTransaction:
    validate = extrinsic.call.call.policy.unsigned
    if validate is None:
        raise TransactionInvalid(Unknown.NoUnsignedValidator)
    valid, declared = validate(s, extrinsic.call.arguments()), dispatch_info(s, extrinsic.call)
    block_weight.check_size(declared.weight, extrinsic.length, declared.dispatch_class)
    return valid


def check_invariants(s: State) -> None:
    """Raise `BrokenInvariant` when an invariant of a pallet does not hold."""
    for pallet in s.runtime.pallets:
        for invariant in pallet.invariants:
            invariant(s)
