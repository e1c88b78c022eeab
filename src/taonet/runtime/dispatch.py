"""Dispatch: run one call inside its own storage layer.

A refused call leaves nothing behind. Calls inside calls go through the same function, so each has a layer of its own.
"""

from typing import TYPE_CHECKING

from taonet.frame.call import PostInfo, RuntimeCall
from taonet.frame.error import ArithmeticKind, ArithmeticRefusal, DispatchError
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.primitives.arithmetic import DivisionByZero, Overflow, Underflow

if TYPE_CHECKING:
    from collections.abc import Callable

AS_DECLARED = PostInfo()

Guard = "Callable[[State, Origin, RuntimeCall], None]"


class Guards:
    """Checks that run before every call, nested ones included; filled when the runtime is constructed."""

    checks: "tuple[Callable[[State, Origin, RuntimeCall], None], ...]" = ()


def dispatch(s: State, origin: Origin, call: RuntimeCall) -> PostInfo:
    """Run a call and return what it says afterwards.

    Raises `DispatchError` after undoing every write and event of the call.
    """
    for check in Guards.checks:
        check(s, origin, call)
    with s.transaction():
        try:
            said = call.call.function(s, origin, *call.args)
        except Overflow as error:
            raise ArithmeticRefusal(ArithmeticKind.Overflow) from error
        except Underflow as error:
            raise ArithmeticRefusal(ArithmeticKind.Underflow) from error
        except DivisionByZero as error:
            raise ArithmeticRefusal(ArithmeticKind.DivisionByZero) from error
    return said if isinstance(said, PostInfo) else AS_DECLARED


def try_dispatch(s: State, origin: Origin, call: RuntimeCall) -> PostInfo | DispatchError:
    """Run a call and return either what it says or why it was refused."""
    try:
        return dispatch(s, origin, call)
    except DispatchError as refusal:
        return refusal
