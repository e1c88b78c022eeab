"""Calls of the utility pallet: calls inside a call.

A batch inside a batch is refused for everyone but root, before it is dispatched; what `batch_all` makes may not hold
another one at any depth. Root makes calls in others' names past such filters.

Source: pallets/utility/src/lib.rs batch, as_derivative, batch_all, dispatch_as, force_batch, with_weight, if_else
Source: pallets/utility/src/lib.rs dispatch_as_fallible, derivative_account_id
"""

from __future__ import annotations

from typing import Annotated

from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import Policy, PostInfo, RuntimeCall, call
from taonet.frame.constant import Constant
from taonet.frame.error import BadOrigin, DispatchError
from taonet.frame.origin import Origin, OriginCaller, Root, Signed, Unsigned, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import ZERO, Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import dispatch, try_as, try_dispatch, used_weight
from taonet.runtime.origins import origin_field, origin_of
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.pallets.utility import costs, events
from taonet.runtime.pallets.utility.errors import TooManyCalls
from taonet.runtime.types import runtime_call, runtime_calls
from taonet.scale import U16, U32, u16

BATCHED_CALLS_LIMIT = 10_922

_AS_ORIGIN = origin_field("Box<T::PalletsOrigin>")


class Constants:
    """Constants of the utility pallet."""

    batched_calls_limit = Constant(U32, BATCHED_CALLS_LIMIT, "How many calls a batch may have.")


def refuse_nested_batches(_s: State, origin: Origin, call: RuntimeCall) -> None:
    """Refuse a batch inside a batch; root may do it. Source: runtime/src/lib.rs `NoNestingCallFilter`."""
    if not isinstance(origin, Root) and any(inner.call in {batch, batch_all, force_batch} for inner in call.args[0]):
        raise CallFiltered


def _refuse_batch_all(call: RuntimeCall) -> None:
    if call.call is batch_all:
        raise CallFiltered


_BATCH = Policy(guard=refuse_nested_batches, wraps=("calls",))
_WRAPPER = Policy(wraps=("call",))


@call(index=0, declared=costs.batch_declared, policy=_BATCH)
def batch(s: State, origin: Origin, calls: runtime_calls) -> PostInfo:
    """Make calls one after the other and stop at the first that is refused. What was made before stays."""
    _check_batch(origin, calls)
    used = ZERO
    for index, inner in enumerate(calls):
        outcome = try_dispatch(s, origin, inner)
        used = used.plus(used_weight(s, inner, outcome))
        if isinstance(outcome, DispatchError):
            s.emit(events.BatchInterrupted(index, s.runtime.refusal(outcome)))
            return PostInfo(costs.batch_weight(index + 1).plus(used))
        s.emit(events.ItemCompleted())
    s.emit(events.BatchCompleted())
    return PostInfo(costs.batch_weight(len(calls)).plus(used))


@call(index=1, declared=costs.as_derivative_declared, policy=_WRAPPER)
def as_derivative(s: State, origin: Origin, index: u16, call: runtime_call) -> PostInfo:
    """Make a call as one of the caller's 65,536 derived accounts. Signed by anyone."""
    if not isinstance(origin, Signed):
        raise BadOrigin
    outcome = try_dispatch(s, replace(origin, account=derivative_account(origin.account, index), caller=None), call)
    return _passed_on(outcome, costs.AS_DERIVATIVE.plus(used_weight(s, call, outcome)))


@call(index=2, declared=costs.batch_all_declared, policy=_BATCH)
def batch_all(s: State, origin: Origin, calls: runtime_calls) -> PostInfo:
    """Make all calls or none: the first refusal undoes those before it and is the batch's own.

    Nothing inside, however deep, may be such a batch again; root may do that.
    """
    _check_batch(origin, calls)
    inside = origin.with_filters((_refuse_batch_all,)) if isinstance(origin, Signed) else origin
    used = ZERO
    for index, inner in enumerate(calls):
        outcome = try_dispatch(s, inside, inner)
        used = used.plus(used_weight(s, inner, outcome))
        _passed_on(outcome, costs.batch_all_weight(index + 1).plus(used))
        s.emit(events.ItemCompleted())
    s.emit(events.BatchCompleted())
    return PostInfo(costs.batch_all_weight(len(calls)).plus(used))


@call(index=3, declared=costs.dispatch_as_declared, policy=_WRAPPER)
def dispatch_as(s: State, origin: Origin, as_origin: Annotated[OriginCaller, _AS_ORIGIN], call: runtime_call) -> None:
    """Make a call from another origin. It may fail: the event carries its result. Root only."""
    ensure_root(origin)
    s.emit(events.DispatchedAs(s.runtime.result(_in_name(s, origin, as_origin, call))))


@call(index=4, declared=costs.force_batch_declared, policy=_BATCH)
def force_batch(s: State, origin: Origin, calls: runtime_calls) -> PostInfo:
    """Make calls one after the other, also after refusals."""
    _check_batch(origin, calls)
    used, refused = ZERO, False
    for inner in calls:
        outcome = try_dispatch(s, origin, inner)
        used = used.plus(used_weight(s, inner, outcome))
        if isinstance(outcome, DispatchError):
            refused = True
            s.emit(events.ItemFailed(s.runtime.refusal(outcome)))
        else:
            s.emit(events.ItemCompleted())
    s.emit(events.BatchCompletedWithErrors() if refused else events.BatchCompleted())
    return PostInfo(costs.force_batch_weight(len(calls)).plus(used))


@call(index=5, declared=costs.with_weight_declared)
def with_weight(s: State, origin: Origin, call: runtime_call, weight: Weight) -> None:
    """Make a call as root that counts with the given weight. Root only."""
    ensure_root(origin)
    dispatch(s, origin, call)


@call(index=6, declared=costs.if_else_declared, policy=Policy(wraps=("main", "fallback")))
def if_else(s: State, origin: Origin, main: runtime_call, fallback: runtime_call) -> PostInfo:
    """Make the main call, or the other if the main one is refused."""
    _refuse_nobody(origin)
    first = try_dispatch(s, origin, main)
    used = costs.IF_ELSE.plus(used_weight(s, main, first))
    if not isinstance(first, DispatchError):
        s.emit(events.IfElseMainSuccess())
        return PostInfo(used)
    second = try_dispatch(s, origin, fallback)
    info = _passed_on(second, used.plus(used_weight(s, fallback, second)))
    s.emit(events.IfElseFallbackCalled(s.runtime.refusal(first)))
    return info


@call(index=7, declared=costs.dispatch_as_fallible_declared, policy=_WRAPPER)
def dispatch_as_fallible(
    s: State, origin: Origin, as_origin: Annotated[OriginCaller, _AS_ORIGIN], call: runtime_call
) -> None:
    """Make a call from another origin; its refusal is this call's. Root only."""
    ensure_root(origin)
    outcome = _in_name(s, origin, as_origin, call)
    if isinstance(outcome, DispatchError):
        outcome.actual_weight = None
        raise outcome
    s.emit(events.DispatchedAs(None))


def derivative_account(who: AccountId, index: int) -> AccountId:
    """Return an account's derived account of this index (u16); no key for it exists."""
    return AccountId(blake2_256(b"modlpy/utilisuba" + who + U16.encode(index)))


def _in_name(s: State, by: Origin, of: OriginCaller, call: RuntimeCall) -> PostInfo | DispatchError:
    try:
        return try_as(s, by, origin_of(s, of), call)
    except BadOrigin as refusal:
        return refusal


def _check_batch(origin: Origin, calls: list[RuntimeCall]) -> None:
    _refuse_nobody(origin)
    if len(calls) > BATCHED_CALLS_LIMIT:
        raise TooManyCalls


def _refuse_nobody(origin: Origin) -> None:
    if isinstance(origin, Unsigned):
        raise BadOrigin


def _passed_on(outcome: PostInfo | DispatchError, used: Weight) -> PostInfo:
    """Return post-dispatch info with the weight `used`; raise a refusal with the same weight."""
    if isinstance(outcome, DispatchError):
        outcome.actual_weight = used
        raise outcome
    return PostInfo(used)
