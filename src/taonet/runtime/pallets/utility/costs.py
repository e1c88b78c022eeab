"""What calls of the utility pallet declare: their own weight and that of the calls inside.

Source: pallets/utility/src/lib.rs weight_and_dispatch_class
Source: pallets/utility/src/weights.rs batch, as_derivative, batch_all, dispatch_as, force_batch, dispatch_as_fallible
Source: pallets/utility/src/weights.rs if_else
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.weight import Pays, Weight, reads_writes
from taonet.runtime.dispatch import dispatch_info

_PROOF = 3983
AS_DERIVATIVE = reads_writes(15_378_000, 2, 0, _PROOF).plus(reads_writes(0, 1, 1))
IF_ELSE = reads_writes(21_831_000, 2, 0, _PROOF)
DISPATCH_AS = Weight(6_893_000)
DISPATCH_AS_FALLIBLE = Weight(7_113_000)


def batch_weight(count: int) -> Weight:
    """Return what `batch` itself costs for this many calls."""
    return reads_writes(19_446_696 + 5_450_264 * count, 2, 0, _PROOF)


def batch_all_weight(count: int) -> Weight:
    """Return what `batch_all` itself costs for this many calls."""
    return reads_writes(13_428_230 + 5_663_250 * count, 2, 0, _PROOF)


def force_batch_weight(count: int) -> Weight:
    """Return what `force_batch` itself costs for this many calls."""
    return reads_writes(12_134_867 + 5_477_293 * count, 2, 0, _PROOF)


def batch_declared(calls: Sequence[RuntimeCall]) -> Declared:
    """Declare a `batch`."""
    return _with_calls(batch_weight(len(calls)), calls)


def batch_all_declared(calls: Sequence[RuntimeCall]) -> Declared:
    """Declare a `batch_all`."""
    return _with_calls(batch_all_weight(len(calls)), calls)


def force_batch_declared(calls: Sequence[RuntimeCall]) -> Declared:
    """Declare a `force_batch`."""
    return _with_calls(force_batch_weight(len(calls)), calls)


def as_derivative_declared(index: int, call: RuntimeCall) -> Declared:
    """Declare an `as_derivative`."""
    return Declared(AS_DERIVATIVE.plus(dispatch_info(call).weight))


def dispatch_as_declared(as_origin: object, call: RuntimeCall) -> Declared:
    """Declare a `dispatch_as`."""
    return Declared(DISPATCH_AS.plus(dispatch_info(call).weight))


def dispatch_as_fallible_declared(as_origin: object, call: RuntimeCall) -> Declared:
    """Declare a `dispatch_as_fallible`."""
    return Declared(DISPATCH_AS_FALLIBLE.plus(dispatch_info(call).weight))


def with_weight_declared(call: RuntimeCall, weight: Weight) -> Declared:
    """Declare a `with_weight`."""
    return Declared(weight)


def if_else_declared(main: RuntimeCall, fallback: RuntimeCall) -> Declared:
    """Declare an `if_else`: both calls may be needed."""
    return Declared(IF_ELSE.plus(dispatch_info(main).weight).plus(dispatch_info(fallback).weight))


def _with_calls(own: Weight, calls: Sequence[RuntimeCall]) -> Declared:
    """Add the calls' weights; a batch is free when all its calls are, and always of the normal class."""
    total, pays = own, Pays.No
    for call in calls:
        info = dispatch_info(call)
        total = total.plus(info.weight)
        if info.pays is Pays.Yes:
            pays = Pays.Yes
    return Declared(total, pays=pays)
