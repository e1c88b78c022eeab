"""Events: one frozen class each, past tense, a fact.

@event(index=64, named=False)
class TakeDecreased(Event, frozen=True):
    '''A hotkey lowered its take.'''

    coldkey: account
    hotkey: account
    take: u16
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

import msgspec

from taonet.scale.fields import Field, fields_of

E = TypeVar("E", bound=type["Event"])

_SPEC = "__event__"


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a block."""


@dataclass(frozen=True, slots=True)
class EventSpec:
    """How an event class looks on the wire."""

    kind: type[Event]
    index: int
    fields: Mapping[str, Field]
    named: bool
    name: str

    @property
    def doc(self) -> str:
        """Return the text that metadata ships."""
        return self.kind.__doc__ or ""


def event(*, index: int, named: bool = True, name: str | None = None) -> Callable[[E], E]:
    """Give an event class its number; `named=False` hides field names in metadata."""

    def register(cls: E) -> E:
        setattr(cls, _SPEC, EventSpec(cls, index, fields_of(cls), named, name or cls.__name__))
        return cls

    return register


def spec_of(kind: type[Event]) -> EventSpec:
    """Return how an event class looks on the wire."""
    return cast("EventSpec", getattr(kind, _SPEC))
