"""Events: one frozen class each, past tense, a fact.

    @event(index=64, fields={"coldkey": ACCOUNT_ID, "hotkey": ACCOUNT_ID, "take": U16}, named=False)
    class TakeDecreased(Event, frozen=True):
        '''A hotkey lowered its take.'''

        coldkey: AccountId
        hotkey: AccountId
        take: int
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from taonet.scale.structs import FieldSpec

E = TypeVar("E", bound=type["Event"])


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a block."""


@dataclass(frozen=True, slots=True)
class EventSpec:
    """How an event class looks on the wire."""

    kind: type[Event]
    index: int
    fields: Mapping[str, FieldSpec]
    named: bool
    name: str

    @property
    def doc(self) -> str:
        """Return the text that metadata ships."""
        return self.kind.__doc__ or ""


class EventMismatch(Exception):
    """An event's class and its wire fields differ."""


_SPECS: dict[type[Event], EventSpec] = {}


def event(
    *, index: int, fields: Mapping[str, FieldSpec] | None = None, named: bool = True, name: str | None = None
) -> Callable[[E], E]:
    """Give an event class its number and its fields' codecs; `named=False` hides field names in metadata."""

    def register(cls: E) -> E:
        specs = dict(fields or {})
        if tuple(specs) != cls.__struct_fields__:
            raise EventMismatch(f"{cls.__name__}: fields {cls.__struct_fields__} but codecs for {tuple(specs)}")
        _SPECS[cls] = EventSpec(cls, index, specs, named, name or cls.__name__)
        return cls

    return register


def spec_of(kind: type[Event]) -> EventSpec:
    """Return how an event class looks on the wire."""
    return _SPECS[kind]
