"""What a pallet does around a block's extrinsics."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, final

from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import BlockNumber


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
