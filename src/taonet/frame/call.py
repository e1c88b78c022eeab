"""Calls: decorated functions whose first two arguments are the state and the origin.

    @call(index=65, weight=Weight(30_000_000))
    def decrease_take(s: State, origin: Origin, hotkey: account, take: u16) -> None:
        '''Lower the share a hotkey keeps, from this block on.'''

The annotations of the other parameters are the call's arguments on the wire. All checks come first, then all writes.
A call may return a `PostInfo` when it used less than it declared or decided to be free. Inside tests and other calls
it is used as the function it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, final

import msgspec

from taonet.frame.weight import ZERO, DispatchClass, Pays, Weight
from taonet.primitives.ids import AccountId, NetUid
from taonet.scale.fields import Field, parameters_of

if TYPE_CHECKING:
    from taonet.frame.origin import Origin
    from taonet.frame.state import State
    from taonet.frame.validity import ValidTransaction

P = ParamSpec("P")
R = TypeVar("R")

Arguments = dict[str, Any]
Check = Callable[["State", AccountId, Arguments], None]
"""Raises the refusal that the call itself would raise; gets the signer and the call's arguments by name."""

Position = tuple[AccountId, NetUid]
FeePositions = Callable[["State", AccountId, Arguments], list[Position]]
"""Gives the stakes, by hotkey and subnet, of which the signer may pay the fee in alpha."""
Tags = Callable[["State", AccountId, Arguments], tuple[bytes, ...]]
"""Returns tags of which the pool keeps one holder at a time; gets the signer and the call's arguments by name."""
Unsigned = Callable[["State", Arguments], "ValidTransaction"]
"""Returns what the pool needs to know of a call that nobody signed, or raises `TransactionInvalid`."""
Longevity = Callable[["State", Arguments], int]
"""Returns for how many blocks more a call can succeed; gets its arguments by name."""


@final
class PostInfo(msgspec.Struct, frozen=True):
    """Post-dispatch info of a call: the actual weight (None: as declared) and whether the fee is taken."""

    actual_weight: Weight | None = None
    pays: Pays = Pays.Yes


@final
class Declared(msgspec.Struct, frozen=True):
    """Dispatch info of a call, known before it runs."""

    weight: Weight
    dispatch_class: DispatchClass = DispatchClass.Normal
    pays: Pays = Pays.Yes


@final
class Policy(msgspec.Struct, frozen=True):
    """How transactions with a call are treated.

    `check` runs in the pool and again before every dispatch, which weighs `check_weight` more; `pool_check` in the pool
    only; `guard` before every dispatch, with the origin. Of ready calls with one of the same `tags` the pool keeps one,
    and each for as many blocks as `longevity` says. `payer` gives who pays for a call that an account signed, None for
    the signer; `sponsor` gives who agreed to pay for all of it, tip included, and comes first. `fee_positions` pay where the
    payer's TAO cannot. `billed_at_most` bounds the picoseconds that the fee is for. `unsigned` validates a call that nobody
    signed. `inherent` calls are made by a block's author only. `wraps` names the arguments that hold nested calls whose
    weight this one includes.
    """

    check: Check | None = None
    check_weight: Weight = ZERO
    pool_check: Check | None = None
    guard: Callable[[State, Origin, RuntimeCall], None] | None = None
    tags: Tags | None = None
    longevity: Longevity | None = None
    unsigned: Unsigned | None = None
    payer: Callable[[State, AccountId], AccountId | None] | None = None
    sponsor: Callable[[State, AccountId, RuntimeCall], AccountId | None] | None = None
    fee_positions: FeePositions | None = None
    billed_at_most: int | None = None
    inherent: bool = False
    wraps: tuple[str, ...] = ()


PLAIN = Policy()


class CallMismatch(Exception):
    """A call has no docstring or no weight."""


@final
class Call(Generic[P, R]):
    """A call of a pallet: what it does, how it looks on the wire, and how transactions with it are treated."""

    __slots__ = ("_declared", "args", "function", "index", "name", "policy")

    def __init__(
        self,
        function: Callable[P, R],
        index: int,
        declared: Declared | Callable[..., Declared],
        name: str,
        policy: Policy,
    ) -> None:
        self.function = function
        self.index = index
        self.name = name
        self.args: dict[str, Field] = parameters_of(function, skip=2)
        self.policy = policy
        self._declared = declared

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the call as the plain function it is."""
        return self.function(*args, **kwargs)

    @property
    def doc(self) -> str:
        """Return the text that metadata ships."""
        return inspect.cleandoc(self.function.__doc__ or "")

    def declared(self, s: State, values: tuple[Any, ...]) -> Declared:
        """Return weight, class and payment for these arguments in the present state."""
        declared = self._declared
        return declared if isinstance(declared, Declared) else declared(s, *values)

    def __repr__(self) -> str:
        return f"<call {self.name}>"


def call(
    *,
    index: int,
    weight: Weight | None = None,
    dispatch_class: DispatchClass = DispatchClass.Normal,
    pays: Pays = Pays.Yes,
    declared: Callable[..., Declared] | None = None,
    name: str | None = None,
    policy: Policy = PLAIN,
) -> Callable[[Callable[P, R]], Call[P, R]]:
    """Make a function a call. Give `weight` (with class and payment), or `declared`, a function of state and arguments."""

    def wrap(function: Callable[P, R]) -> Call[P, R]:
        if not function.__doc__:
            raise CallMismatch(f"{function.__name__} needs a docstring: metadata ships it (Python runs without -OO)")
        if declared is None and weight is None:
            raise CallMismatch(f"{function.__name__} declares no weight")
        fixed = Declared(weight or Weight(0), dispatch_class, pays)
        return Call(function, index, declared or fixed, name or function.__name__, policy)

    return wrap


@final
class RuntimeCall:
    """A call with its arguments, ready to be dispatched or encoded."""

    __slots__ = ("args", "call")

    def __init__(self, call: Call[..., Any], args: tuple[Any, ...]) -> None:
        self.call = call
        self.args = args

    def declared(self, s: State) -> Declared:
        """Return weight, class and payment in the present state."""
        return self.call.declared(s, self.args)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments by name."""
        return dict(zip(self.call.args, self.args, strict=True))

    def inner(self) -> Iterator[RuntimeCall]:
        """Yield the nested calls whose weight this one includes."""
        arguments = self.arguments() if self.call.policy.wraps else {}
        for name in self.call.policy.wraps:
            value = arguments[name]
            yield from value if isinstance(value, list) else (value,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuntimeCall) and self.call is other.call and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.call.name, self.call.index))

    def __repr__(self) -> str:
        return f"{self.call.name}{self.args!r}"
