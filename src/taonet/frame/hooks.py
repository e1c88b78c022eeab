"""What a pallet does around a block's extrinsics, and the signals by which pallets hear of each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, ParamSpec, Protocol, final

from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import BlockNumber

P = ParamSpec("P")


class OnInitialize(Protocol):
    """Before the extrinsics; returns the weight used."""

    def __call__(self, s: State, number: BlockNumber, /) -> Weight:
        """Run the hook."""
        ...


class OnFinalize(Protocol):
    """After the extrinsics."""

    def __call__(self, s: State, number: BlockNumber, /) -> None:
        """Run the hook."""
        ...


class OnIdle(Protocol):
    """After the extrinsics, with the weight that is left; returns the weight used."""

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


Invariant = Callable[[State], None]
"""Raises `BrokenInvariant` when the state is not what the rules promise."""


class BrokenInvariant(Exception):
    """A promise about the state does not hold; says which and by how much."""


@final
class Signal(Generic[P]):
    """Something that one pallet does and others answer to, though it does not know them.

    Declared where it is sent; a part says `on={SIGNAL: answer}`. Answers run in the order of the pallets.
    """

    __slots__ = ("doc",)

    def __init__(self, doc: str) -> None:
        self.doc = doc

    def send(self, s: State, *args: P.args, **kwargs: P.kwargs) -> None:
        """Let everyone who answers do so."""
        for answer in s.runtime.answers(self):
            answer(s, *args, **kwargs)


Answers = Mapping[Signal[...], Callable[..., None]]
