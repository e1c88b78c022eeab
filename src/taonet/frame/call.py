"""Calls: decorated functions whose first two arguments are the state and the origin.

    @call(index=65, args={"hotkey": ACCOUNT_ID, "take": U16}, weight=Weight(30_000_000))
    def decrease_take(s: State, origin: Origin, hotkey: AccountId, take: int) -> None:
        '''Lower the share a hotkey keeps, from this block on.'''

All checks come first, then all writes. A call may return a `PostInfo` when it used less than it declared or decided
to be free. Inside tests and other calls it is used as the function it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar, final

from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.scale import Codec, Reader
from taonet.scale import shape as shapes
from taonet.scale.structs import FieldSpec, codec_of

P = ParamSpec("P")
R = TypeVar("R")


@final
@dataclass(frozen=True, slots=True)
class PostInfo:
    """What a call says afterwards: its true weight (None: as declared) and whether it pays."""

    actual_weight: Weight | None = None
    pays: Pays = Pays.Yes


@final
@dataclass(frozen=True, slots=True)
class Declared:
    """What a call says beforehand."""

    weight: Weight
    dispatch_class: DispatchClass = DispatchClass.Normal
    pays: Pays = Pays.Yes


class CallMismatch(Exception):
    """A call's signature and its wire arguments differ, or its text is missing."""


@final
class Call(Generic[P, R]):
    """A call of a pallet: what it does, and how it looks on the wire."""

    __slots__ = (
        "_declared",
        "args",
        "doc",
        "function",
        "index",
        "name",
        "pallet_index",
        "pallet_name",
        "readers",
        "writers",
    )

    def __init__(
        self,
        function: Callable[P, R],
        index: int,
        args: Mapping[str, FieldSpec],
        declared: Declared | Callable[..., Declared],
        name: str,
    ) -> None:
        self.function = function
        self.index = index
        self.name = name
        self.args = dict(args)
        self.doc = inspect.cleandoc(function.__doc__ or "")
        self._declared = declared
        self.writers = tuple(codec_of(spec).write for spec in args.values())
        self.readers = tuple(codec_of(spec).read for spec in args.values())
        self.pallet_index = -1
        self.pallet_name = ""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the call as the plain function it is."""
        return self.function(*args, **kwargs)

    def declared(self, values: tuple[Any, ...]) -> Declared:
        """Return weight, class and payment for these arguments."""
        declared = self._declared
        return declared if isinstance(declared, Declared) else declared(*values)

    def __repr__(self) -> str:
        return f"<call {self.pallet_name}.{self.name}>"


def call(
    *,
    index: int,
    args: Mapping[str, FieldSpec] | None = None,
    weight: Weight | None = None,
    dispatch_class: DispatchClass = DispatchClass.Normal,
    pays: Pays = Pays.Yes,
    declared: Callable[..., Declared] | None = None,
    name: str | None = None,
) -> Callable[[Callable[P, R]], Call[P, R]]:
    """Make a function a call. Give `weight` (with class and payment), or `declared`, a function of the arguments."""

    def wrap(function: Callable[P, R]) -> Call[P, R]:
        parameters = tuple(inspect.signature(function).parameters)[2:]
        if parameters != tuple(args or {}):
            raise CallMismatch(f"{function.__name__}: parameters {parameters} but codecs for {tuple(args or {})}")
        if not function.__doc__:
            raise CallMismatch(f"{function.__name__} needs a docstring: metadata ships it (Python runs without -OO)")
        if declared is None and weight is None:
            raise CallMismatch(f"{function.__name__} declares no weight")
        fixed = Declared(weight or Weight(0), dispatch_class, pays)
        return Call(function, index, args or {}, declared or fixed, name or function.__name__)

    return wrap


@final
class RuntimeCall:
    """A call with its arguments, ready to be dispatched or encoded."""

    __slots__ = ("args", "call")

    def __init__(self, call: Call[..., Any], args: tuple[Any, ...]) -> None:
        self.call = call
        self.args = args

    def declared(self) -> Declared:
        """Return weight, class and payment."""
        return self.call.declared(self.args)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments by name."""
        return dict(zip(self.call.args, self.args, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuntimeCall) and self.call is other.call and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.call.pallet_index, self.call.index))

    def __repr__(self) -> str:
        return f"{self.call.pallet_name}.{self.call.name}{self.args!r}"


class UnboundTable(Exception):
    """The runtime's table of pallets was needed before it was built."""


@final
class CallTable:
    """Where the codec of all calls finds the pallets; filled once, when the runtime is constructed."""

    __slots__ = ("calls", "variants")

    def __init__(self) -> None:
        self.calls: dict[tuple[int, int], Call[..., Any]] = {}
        self.variants: Callable[[], tuple[shapes.VariantShape, ...]] | None = None


CALLS = CallTable()


def _write_call(value: RuntimeCall, out: bytearray) -> None:
    target = value.call
    out.append(target.pallet_index)
    out.append(target.index)
    for writer, argument in zip(target.writers, value.args, strict=True):
        writer(argument, out)


def _read_call(reader: Reader) -> RuntimeCall:
    from taonet.scale import DecodeError  # noqa: PLC0415  only the refusal needs it

    start = reader.position
    number = (reader.byte(), reader.byte())
    target = CALLS.calls.get(number)
    if target is None:
        raise DecodeError(f"there is no call {number[0]}.{number[1]} at offset {start}")
    reader.enter()
    args = tuple([read(reader) for read in target.readers])
    reader.leave()
    return RuntimeCall(target, args)


def _call_variants() -> tuple[shapes.VariantShape, ...]:
    if CALLS.variants is None:
        raise UnboundTable("construct the runtime first")
    return CALLS.variants()


RUNTIME_CALL: Codec[RuntimeCall] = Codec(
    "RuntimeCall",
    shapes.Shape(shapes.Variant(_call_variants), path="node_subtensor_runtime::RuntimeCall"),
    _write_call,
    _read_call,
    2,
)
"""The codec of any call of the runtime; it reads calls inside calls."""
