"""Hooks that a pallet runs around a block's extrinsics, filters of all calls, and what pallets tell and ask others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, final

from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import BlockNumber

if TYPE_CHECKING:
    from taonet.frame.call import RuntimeCall

P = ParamSpec("P")


class OnInitialize(Protocol):
    """Runs before the extrinsics; returns the weight used."""

    def __call__(self, s: State, number: BlockNumber, /) -> Weight:
        """Run the hook."""
        ...


class OnFinalize(Protocol):
    """Runs at the end of a block."""

    def __call__(self, s: State, number: BlockNumber, /) -> None:
        """Run the hook."""
        ...


class OnIdle(Protocol):
    """Runs after the extrinsics, with the weight that is left; returns the weight used."""

    def __call__(self, s: State, number: BlockNumber, remaining: Weight, /) -> Weight:
        """Run the hook."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Hooks:
    """A pallet's hooks; absent ones cost nothing."""

    on_initialize: OnInitialize | None = None
    on_idle: OnIdle | None = None
    on_finalize: OnFinalize | None = None


CallFilter = Callable[[State, "RuntimeCall"], None]
"""Raises the refusal of a call that the chain does not take now, from whomever but root."""

Invariant = Callable[[State], None]
"""Raises `BrokenInvariant` when the state breaks a rule that holds after every block."""


class BrokenInvariant(Exception):
    """An invariant of the state does not hold; says which and by how much."""


@final
class Signal(Generic[P]):
    """An action of one pallet that others handle; the pallet need not import them.

    Declared where it is sent; a part says `on={SIGNAL: handler}`. Handlers run in the order of the pallets.
    """

    __slots__ = ("doc",)

    def __init__(self, doc: str) -> None:
        self.doc = doc

    def send(self, s: State, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run all handlers."""
        for answer in s.runtime.answers(self):
            answer(s, *args, **kwargs)


@final
class Question(Generic[P]):
    """A number that pallets above may know better; the asking pallet need not import them.

    Declared where it is asked; a part says `on={QUESTION: answer}`. Answers write nothing.
    """

    __slots__ = ("doc",)

    def __init__(self, doc: str) -> None:
        self.doc = doc

    def highest(self, s: State, *args: P.args, **kwargs: P.kwargs) -> int:
        """Return the highest of all answers, 0 where nobody answers."""
        return max((answer(s, *args, **kwargs) for answer in s.runtime.answers(self)), default=0)


Answers = Mapping[Signal[...] | Question[...], Callable[..., Any]]
