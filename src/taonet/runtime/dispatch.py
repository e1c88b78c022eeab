"""Dispatch: run one call inside its own storage layer, and what that costs.

A refused call leaves nothing behind. Calls inside calls go through the same function, so each has a layer of its own,
is checked like any other, and carries the weight of the checks once more; only what root dispatches in another's name
goes past filters and checks.

Source: polkadot-sdk/substrate/frame/support/src/storage/transactional.rs with_storage_layer
Source: polkadot-sdk/substrate/frame/support/procedural/src/construct_runtime/expand/call.rs dispatch
Source: runtime/src/lib.rs BaseCallFilter, NoNestingCallFilter
Source: guards/check_coldkey_swap.rs weight
"""

from __future__ import annotations

from taonet.frame.call import Declared, PostInfo, RuntimeCall
from taonet.frame.error import ArithmeticKind, ArithmeticRefusal, DispatchError
from taonet.frame.origin import Origin, Root, Signed, Unsigned
from taonet.frame.state import State
from taonet.frame.weight import ZERO, Weight, reads_writes
from taonet.primitives.arithmetic import DivisionByZero, Overflow, Underflow

AS_DECLARED = PostInfo()

SWAP_CHECK = reads_writes(10_000_000, 2, 0, 4_198)
"""The check before every dispatch, inherents included: does the origin's coldkey wait for a swap?

The checks of single calls stand on those calls and weigh more on top (`Policy.check_weight`).
"""


def dispatch(s: State, origin: Origin, call: RuntimeCall) -> PostInfo:
    """Dispatch a call and return its post-dispatch info.

    Raises `DispatchError` after undoing every write and event of the call. The chain's own filters hold for everyone but
    root; root that may not do everything is everyone.
    """
    if not isinstance(origin, Root) or origin.filters:
        for refuse in s.runtime.filters:
            refuse(s, call)
    policy = call.call.policy
    if policy.guard is not None:
        policy.guard(s, origin, call)
    if not isinstance(origin, Unsigned):
        for refuse in origin.filters:
            refuse(call)
    if policy.check is not None and isinstance(origin, Signed):
        policy.check(s, origin.account, call.arguments())
    return dispatch_unfiltered(s, origin, call)


def dispatch_unfiltered(s: State, origin: Origin, call: RuntimeCall) -> PostInfo:
    """Dispatch a call past the filters of its origin and the checks before a dispatch, as sudo's `sudo_as` does."""
    with s.transaction():
        try:
            info = call.call.function(s, origin, *call.args)
        except Overflow as error:
            raise ArithmeticRefusal(ArithmeticKind.Overflow) from error
        except Underflow as error:
            raise ArithmeticRefusal(ArithmeticKind.Underflow) from error
        except DivisionByZero as error:
            raise ArithmeticRefusal(ArithmeticKind.DivisionByZero) from error
    return info if isinstance(info, PostInfo) else AS_DECLARED


def try_dispatch(s: State, origin: Origin, call: RuntimeCall) -> PostInfo | DispatchError:
    """Dispatch a call and return its post-dispatch info, or the refusal."""
    try:
        return dispatch(s, origin, call)
    except DispatchError as error:
        return error


def try_as(s: State, by: Origin, origin: Origin, call: RuntimeCall) -> PostInfo | DispatchError:
    """Dispatch a call that root makes in another's name, past the other's filters and checks; return how it went.

    Root's own filters hold: here, and for all that is inside the call.
    """
    own = by.filters if isinstance(by, Root) else ()
    try:
        for refuse in own:
            refuse(call)
        inside = origin if isinstance(origin, Unsigned) else origin.with_filters(own)
        return dispatch_unfiltered(s, inside, call)
    except DispatchError as error:
        return error


def with_checks(call: RuntimeCall, weight: Weight) -> Weight:
    """Return a call's own weight plus that of the checks before it."""
    own = call.call.policy.check_weight
    weight = weight.plus(SWAP_CHECK)
    return weight if own is ZERO else weight.plus(own)


def dispatch_info(s: State, call: RuntimeCall) -> Declared:
    """Return the dispatch info of a call, with the weight of the checks before it."""
    declared = call.declared(s)
    return Declared(with_checks(call, declared.weight), declared.dispatch_class, declared.pays)


def used_weight(s: State, call: RuntimeCall, outcome: PostInfo | DispatchError) -> Weight:
    """Return what a dispatched call used, checks included, and never more than it declared."""
    return used_of(call, dispatch_info(s, call).weight, outcome)


def used_of(call: RuntimeCall, most: Weight, outcome: PostInfo | DispatchError) -> Weight:
    """Return the weight used by a call that declared `most`, checks included."""
    if outcome.actual_weight is None:
        return most
    used = with_checks(call, outcome.actual_weight)
    return Weight(min(used.ref_time, most.ref_time), min(used.proof_size, most.proof_size))
