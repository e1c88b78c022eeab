"""Dispatch: a refused call leaves nothing, numbers that leave their range are refusals, batches do not nest."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.helpers import empty_state

from taonet.frame.call import Call, PostInfo, RuntimeCall, call
from taonet.frame.error import (
    ArithmeticKind,
    ArithmeticRefusal,
    BadOrigin,
    DispatchError,
    TokenError,
    TokenKind,
)
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Signed
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.arithmetic import DivisionByZero, Overflow, Underflow
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import SWAP_CHECK, dispatch, dispatch_info, try_dispatch, used_weight
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.pallets.system.events import Remarked
from taonet.sim import refused

WHO = Signed(AccountId(b"\x05" * 32))
REMARK = RUNTIME.call("System", "remark_with_event", b"hi")
QUIET = RUNTIME.call("System", "remark", b"hi")
BATCHES = ("batch", "batch_all", "force_batch")


@pytest.fixture
def s() -> State:
    return empty_state()


def made(body: Callable[[State], object]) -> RuntimeCall:
    """Return a call that does this, of no pallet."""

    def function(s: State, origin: Origin) -> object:
        """Do what is told."""
        s.put(b"written", b"1")
        s.emit(Remarked(AccountId(bytes(32)), bytes(32)))  # type: ignore[arg-type]  # a hash
        return body(s)

    declared: Call[Any, Any] = call(index=0, weight=Weight(1_000, 10))(function)
    return RuntimeCall(declared, ())


def raising(error: Exception) -> Callable[[State], object]:
    def body(_s: State) -> object:
        raise error

    return body


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Overflow(), ArithmeticKind.Overflow),
        (Underflow(), ArithmeticKind.Underflow),
        (DivisionByZero(), ArithmeticKind.DivisionByZero),
    ],
)
def test_a_number_out_of_its_range_is_a_refusal(s: State, error: Exception, kind: ArithmeticKind) -> None:
    with refused(s, ArithmeticRefusal, kind=kind):
        dispatch(s, ROOT_ORIGIN, made(raising(error)))


def test_a_refused_call_leaves_nothing(s: State) -> None:
    outcome = try_dispatch(s, ROOT_ORIGIN, made(raising(TokenError(TokenKind.Frozen))))

    assert isinstance(outcome, TokenError)
    assert not s.changes()
    assert not s.events


def test_a_bug_is_no_refusal(s: State) -> None:
    with pytest.raises(ZeroDivisionError):
        try_dispatch(s, ROOT_ORIGIN, made(raising(ZeroDivisionError())))
    assert not s.changes()


def test_a_call_says_what_it_used_or_that_it_is_as_declared(s: State) -> None:
    light = PostInfo(Weight(7))

    assert dispatch(s, ROOT_ORIGIN, made(lambda _s: light)) is light
    assert dispatch(s, ROOT_ORIGIN, made(lambda _s: None)) == PostInfo()
    assert s.get(b"written") == b"1"
    assert len(s.events) == 2


def test_what_a_call_used_has_the_checks_in_it_and_is_never_more_than_declared(s: State) -> None:
    most = Weight(1_000, 10).plus(SWAP_CHECK)
    refusal = BadOrigin()
    refusal.actual_weight = Weight(5, 50)
    one = made(lambda _s: None)

    assert dispatch_info(s, one).weight == most
    assert used_weight(s, one, PostInfo()) == most
    assert used_weight(s, one, PostInfo(Weight(5, 5))) == Weight(5, 5).plus(SWAP_CHECK)
    assert used_weight(s, one, PostInfo(Weight(5_000, 5))) == Weight(1_000, 5).plus(SWAP_CHECK)
    assert used_weight(s, one, refusal) == Weight(5, 10).plus(SWAP_CHECK)


def test_calls_inside_calls_have_layers_of_their_own(s: State) -> None:
    def outer(s: State) -> None:
        assert isinstance(try_dispatch(s, ROOT_ORIGIN, made(raising(BadOrigin()))), BadOrigin)
        s.put(b"outer", b"1")

    dispatch(s, ROOT_ORIGIN, made(outer))

    assert s.changes() == {b"written": b"1", b"outer": b"1"}
    assert len(s.events) == 1


@pytest.mark.parametrize("outer", BATCHES)
@pytest.mark.parametrize("inner", BATCHES)
def test_a_batch_in_a_batch_is_refused_for_all_but_root(s: State, outer: str, inner: str) -> None:
    nested = RUNTIME.call("Utility", outer, [QUIET, RUNTIME.call("Utility", inner, [])])

    with refused(s, CallFiltered):
        dispatch(s, WHO, nested)
    with refused(s, CallFiltered):
        dispatch(s, NONE_ORIGIN, nested)
    assert not isinstance(try_dispatch(s, ROOT_ORIGIN, RUNTIME.call("Utility", outer, [nested])), DispatchError)


def test_a_batch_is_refused_wherever_it_is_nested(s: State) -> None:
    nested = RUNTIME.call("Utility", "batch", [RUNTIME.call("Utility", "batch", [REMARK])])

    with refused(s, CallFiltered):
        dispatch(s, WHO, RUNTIME.call("Utility", "as_derivative", 0, nested))
    # A batch behind another wrapper is no batch in a batch; the inner one is judged by itself.
    hidden = RUNTIME.call("Utility", "as_derivative", 0, RUNTIME.call("Utility", "batch", [REMARK]))
    dispatch(s, WHO, RUNTIME.call("Utility", "batch", [hidden]))
    assert sum(isinstance(event, Remarked) for _, event in s.events) == 1


def test_checks_before_a_call_reach_calls_inside_calls(s: State) -> None:
    serve = RUNTIME.call("SubtensorModule", "serve_axon", 1, 1, 3_232_235_777, 8_091, 4, 0, 0, 0)
    alone = try_dispatch(s, WHO, serve)

    assert isinstance(alone, DispatchError)
    with refused(s, type(alone)):
        dispatch(s, WHO, RUNTIME.call("Utility", "batch_all", [serve]))
    with refused(s, BadOrigin):
        dispatch(s, ROOT_ORIGIN, serve)


def test_calls_nested_as_deep_as_they_can_be_read_are_dispatched(s: State) -> None:
    deep = REMARK
    for _ in range(255):
        deep = RUNTIME.call("Utility", "batch", [deep])

    said = dispatch(s, ROOT_ORIGIN, deep)

    assert said.actual_weight is not None
    assert said.actual_weight.ref_time > 255 * SWAP_CHECK.ref_time
    assert not any(isinstance(event, Remarked) for _, event in s.events)  # root signs no remark
