"""What calls of the utility pallet declare: their own weight and that of the calls inside.

Source: pallets/utility/src/lib.rs weight_and_dispatch_class
Source: pallets/utility/src/weights.rs batch, as_derivative, batch_all, dispatch_as, force_batch, dispatch_as_fallible
Source: pallets/utility/src/weights.rs if_else
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import Pays, Weight, reads_writes
from taonet.runtime.dispatch import dispatch_info

_PROOF = 3983
AS_DERIVATIVE = reads_writes(15_800_000, 2, 0, _PROOF).plus(reads_writes(0, 1, 1))
IF_ELSE = reads_writes(22_744_000, 2, 0, _PROOF)
DISPATCH_AS = Weight(7_292_000)
DISPATCH_AS_FALLIBLE = Weight(7_244_000)


def batch_weight(count: int) -> Weight:
    """Return what `batch` itself costs for this many calls."""
    return reads_writes(17_414_000 + 5_450_000 * count, 2, 0, _PROOF)


def batch_all_weight(count: int) -> Weight:
    """Return what `batch_all` itself costs for this many calls."""
    return reads_writes(11_057_000 + 5_663_000 * count, 2, 0, _PROOF)


def force_batch_weight(count: int) -> Weight:
    """Return what `force_batch` itself costs for this many calls."""
    return reads_writes(31_083_000 + 5_477_000 * count, 2, 0, _PROOF)


def batch_declared(s: State, calls: Sequence[RuntimeCall]) -> Declared:
    """Declare a `batch`."""
    return _with_calls(s, batch_weight(len(calls)), calls)


def batch_all_declared(s: State, calls: Sequence[RuntimeCall]) -> Declared:
    """Declare a `batch_all`."""
    return _with_calls(s, batch_all_weight(len(calls)), calls)


def force_batch_declared(s: State, calls: Sequence[RuntimeCall]) -> Declared:
    """Declare a `force_batch`."""
    return _with_calls(s, force_batch_weight(len(calls)), calls)


def as_derivative_declared(s: State, index: int, call: RuntimeCall) -> Declared:
    """Declare an `as_derivative`."""
    return Declared(AS_DERIVATIVE.plus(dispatch_info(s, call).weight))


def dispatch_as_declared(s: State, as_origin: object, call: RuntimeCall) -> Declared:
    """Declare a `dispatch_as`."""
    return Declared(DISPATCH_AS.plus(dispatch_info(s, call).weight))


def dispatch_as_fallible_declared(s: State, as_origin: object, call: RuntimeCall) -> Declared:
    """Declare a `dispatch_as_fallible`."""
    return Declared(DISPATCH_AS_FALLIBLE.plus(dispatch_info(s, call).weight))


def with_weight_declared(s: State, call: RuntimeCall, weight: Weight) -> Declared:
    """Declare a `with_weight`."""
    return Declared(weight)


def if_else_declared(s: State, main: RuntimeCall, fallback: RuntimeCall) -> Declared:
    """Declare an `if_else`: both calls may be needed."""
    return Declared(IF_ELSE.plus(dispatch_info(s, main).weight).plus(dispatch_info(s, fallback).weight))


def _with_calls(s: State, own: Weight, calls: Sequence[RuntimeCall]) -> Declared:
    """Add the calls' weights; a batch is free when all its calls are, and always of the normal class."""
    total, pays = own, Pays.No
    for call in calls:
        info = dispatch_info(s, call)
        total = total.plus(info.weight)
        if info.pays is Pays.Yes:
            pays = Pays.Yes
    return Declared(total, pays=pays)
