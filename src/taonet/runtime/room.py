"""A block's room: who may still enter, by weight and by bytes.

Source: frame_system::extensions::check_weight over runtime/src/lib.rs `BlockWeights` and `BlockLength`.
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Weight
from taonet.runtime.pallets.system.limits import LENGTHS, LIMITS
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.transaction.validity import Invalid, TransactionInvalid


def total_used(s: State) -> Weight:
    """Return the weight that this block has used so far, all classes together."""
    weights = System.BlockWeight.get(s)
    return weights.normal.plus(weights.operational).plus(weights.mandatory)


def check_size(weight: Weight, length: int, dispatch_class: DispatchClass) -> None:
    """Refuse a transaction that could not fit even an empty block."""
    limit = LIMITS.per_class.of(dispatch_class).max_extrinsic
    if limit is not None and weight.ref_time > limit.ref_time:
        raise TransactionInvalid(Invalid.ExhaustsResources)
    if length > LENGTHS.max.of(dispatch_class):
        raise TransactionInvalid(Invalid.ExhaustsResources)


def take(s: State, weight: Weight, length: int, dispatch_class: DispatchClass) -> None:
    """Take room for an extrinsic, or refuse with ExhaustsResources and take nothing."""
    total_length = (System.AllExtrinsicsLen.get(s) or 0) + length
    if total_length > LENGTHS.max.of(dispatch_class):
        raise TransactionInvalid(Invalid.ExhaustsResources)
    limit = LIMITS.per_class.of(dispatch_class)
    before = System.BlockWeight.get(s)
    # An extrinsic's bytes are part of the proof.
    wanted = Weight(weight.ref_time, weight.proof_size + length).plus(limit.base_extrinsic)
    own = before.of(dispatch_class).plus(wanted)
    after = replace(before, **{dispatch_class.name.lower(): own})
    if limit.max_total is not None:
        if own.ref_time > limit.max_total.ref_time:
            raise TransactionInvalid(Invalid.ExhaustsResources)
        whole = after.normal.plus(after.operational).plus(after.mandatory)
        reserved = limit.reserved.ref_time if limit.reserved is not None else 0
        # A full block still has the room that it reserves for a class.
        if whole.ref_time > LIMITS.max_block.ref_time and own.ref_time > reserved:
            raise TransactionInvalid(Invalid.ExhaustsResources)
    System.AllExtrinsicsLen.put(s, total_length)
    System.BlockWeight.put(s, after)


def give_back(s: State, declared: Weight, actual: Weight, dispatch_class: DispatchClass) -> None:
    """Return the weight that an extrinsic had declared and not used."""
    unused = Weight(max(declared.ref_time - actual.ref_time, 0), max(declared.proof_size - actual.proof_size, 0))
    if not unused.ref_time and not unused.proof_size:
        return
    weights = System.BlockWeight.get(s)
    own = weights.of(dispatch_class)
    smaller = Weight(own.ref_time - unused.ref_time, own.proof_size - unused.proof_size)
    System.BlockWeight.put(s, replace(weights, **{dispatch_class.name.lower(): smaller}))
