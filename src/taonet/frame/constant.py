"""Constants of pallets, as metadata shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast, final

from taonet.scale import Codec

T = TypeVar("T")


@final
@dataclass(slots=True)
class Constant(Generic[T]):
    """A pallet's constant: codec, value and text. Declared as a class attribute that carries the on-chain name.

    A `Late` value is given by the runtime.
    """

    codec: Codec[T]
    value: T
    doc: str
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


def constants_of(cls: type) -> list[Constant[Any]]:
    """Return the constants of a class in the order of their declaration."""
    return [cast("Constant[Any]", item) for item in vars(cls).values() if isinstance(item, Constant)]
