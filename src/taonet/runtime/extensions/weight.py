"""The block limits: which extrinsics still fit, by weight and by length.

Source: polkadot-sdk/substrate/frame/system/src/extensions/check_weight.rs calculate_consumed_weight, check_block_length
Source: polkadot-sdk/substrate/frame/system/src/extensions/check_weight.rs check_extrinsic_weight
"""

from __future__ import annotations

from taonet.frame.extension import Extension, Outcome
from taonet.frame.outer_enums import marker
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.frame.weight import ZERO, DispatchClass, Weight
from taonet.runtime.pallets.system.limits import LENGTHS, LIMITS
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.transaction.extrinsic import Transaction
from taonet.scale.shape import Parameter

NORMAL = ValidTransaction(priority=1)
OPERATIONAL = ValidTransaction(priority=10_000_000_000)


def total_used(s: State) -> Weight:
    """Return the weight that this block has used so far, all classes together."""
    weights = System.BlockWeight.get(s)
    return weights.normal.plus(weights.operational).plus(weights.mandatory)


def _exceeds(weight: Weight, limit: Weight) -> bool:
    """Tell whether a weight is over a limit in time or in proof."""
    return weight.ref_time > limit.ref_time or weight.proof_size > limit.proof_size


def _sum(first: Weight, second: Weight) -> Weight:
    """Return a sum that does not saturate: what overflows does not fit."""
    return Weight(first.ref_time + second.ref_time, first.proof_size + second.proof_size)


def check_size(weight: Weight, length: int, dispatch_class: DispatchClass) -> None:
    """Refuse a transaction that could not fit even an empty block."""
    limit = LIMITS.per_class.of(dispatch_class).max_extrinsic
    if limit is not None and _exceeds(weight, limit):
        raise TransactionInvalid(Invalid.ExhaustsResources)
    if length > LENGTHS.max.of(dispatch_class):
        raise TransactionInvalid(Invalid.ExhaustsResources)


def take(s: State, weight: Weight, length: int, dispatch_class: DispatchClass) -> None:
    """Count an extrinsic against the block limits, or refuse with ExhaustsResources and count nothing."""
    total_length = (System.AllExtrinsicsLen.get(s) or 0) + length
    if total_length > LENGTHS.max.of(dispatch_class):
        raise TransactionInvalid(Invalid.ExhaustsResources)
    limit = LIMITS.per_class.of(dispatch_class)
    before = System.BlockWeight.get(s)
    # An extrinsic's bytes are part of the proof.
    wanted = Weight(weight.ref_time, weight.proof_size + length).plus(limit.base_extrinsic)
    own = _sum(before.of(dispatch_class), wanted)
    if limit.max_total is not None:
        if _exceeds(own, limit.max_total):
            raise TransactionInvalid(Invalid.ExhaustsResources)
        # A full block still has the weight that it reserves for a class.
        if _exceeds(_sum(total_used(s), wanted), LIMITS.max_block) and _exceeds(own, limit.reserved or ZERO):
            raise TransactionInvalid(Invalid.ExhaustsResources)
    System.AllExtrinsicsLen.put(s, total_length)
    System.BlockWeight.put(s, before.replaced(dispatch_class, before.of(dispatch_class).plus(wanted)))


def give_back(s: State, declared: Weight, actual: Weight, dispatch_class: DispatchClass) -> None:
    """Return the weight that an extrinsic had declared and not used."""
    unused = Weight(max(declared.ref_time - actual.ref_time, 0), max(declared.proof_size - actual.proof_size, 0))
    if not unused.ref_time and not unused.proof_size:
        return
    weights = System.BlockWeight.get(s)
    own = weights.of(dispatch_class)
    smaller = Weight(own.ref_time - unused.ref_time, own.proof_size - unused.proof_size)
    System.BlockWeight.put(s, weights.replaced(dispatch_class, smaller))


def _validate(_s: State, transaction: Transaction) -> ValidTransaction:
    dispatch_class = transaction.declared.dispatch_class
    check_size(transaction.weight, transaction.length, dispatch_class)
    return OPERATIONAL if dispatch_class is DispatchClass.Operational else NORMAL


def _prepare(s: State, transaction: Transaction) -> None:
    take(s, transaction.weight, transaction.length, transaction.declared.dispatch_class)


def _settle(s: State, transaction: Transaction, _prepared: None, outcome: Outcome) -> None:
    give_back(s, transaction.weight, outcome.weight, transaction.declared.dispatch_class)


CHECK_WEIGHT: Extension[Transaction] = Extension(
    "CheckWeight",
    marker("frame_system::extensions::check_weight::CheckWeight", (Parameter("T"),)),
    validate=_validate,
    prepare=_prepare,
    settle=_settle,
)
