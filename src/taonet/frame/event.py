"""Events: one frozen class each, past tense, a fact.

An event class gives its number and the codecs of its fields to the decorator `event`, and its text as docstring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, final

import msgspec

from taonet.scale import Codec, DecodeError, EncodeError, Reader
from taonet.scale import shape as shapes
from taonet.scale.structs import FieldSpec, codec_of

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


class UnboundEvents(Exception):
    """The runtime's table of pallets was needed before it was built."""


_Writer = Callable[[Any, bytearray], None]
_Read = Callable[[Reader], Any]


@final
class EventTable:
    """Where the codec of all events finds the pallets; filled once, when the runtime is constructed."""

    __slots__ = ("_readers", "_writers", "variants")

    def __init__(self) -> None:
        self._writers: dict[type[Event], tuple[bytes, tuple[tuple[str, _Writer], ...]]] = {}
        self._readers: dict[tuple[int, int], tuple[type[Event], tuple[_Read, ...]]] = {}
        self.variants: Callable[[], tuple[shapes.VariantShape, ...]] | None = None

    def bind(self, pallet_index: int, specs: Sequence[EventSpec]) -> None:
        """Give a pallet's events their pallet's number."""
        for spec in specs:
            codecs = tuple(codec_of(field) for field in spec.fields.values())
            self._writers[spec.kind] = (
                bytes((pallet_index, spec.index)),
                tuple(zip(spec.fields, (codec.write for codec in codecs), strict=True)),
            )
            self._readers[pallet_index, spec.index] = (spec.kind, tuple(codec.read for codec in codecs))

    def write(self, value: Event, out: bytearray) -> None:
        """Append an event: pallet number, event number, fields."""
        entry = self._writers.get(type(value))
        if entry is None:
            raise EncodeError(f"{type(value).__name__} is an event of no pallet of this runtime")
        out += entry[0]
        for name, writer in entry[1]:
            writer(getattr(value, name), out)

    def read(self, reader: Reader) -> Event:
        """Return the next event."""
        start = reader.position
        number = (reader.byte(), reader.byte())
        entry = self._readers.get(number)
        if entry is None:
            raise DecodeError(f"there is no event {number[0]}.{number[1]} at offset {start}")
        return entry[0](*[read(reader) for read in entry[1]])


EVENTS = EventTable()


def _event_variants() -> tuple[shapes.VariantShape, ...]:
    if EVENTS.variants is None:
        raise UnboundEvents("construct the runtime first")
    return EVENTS.variants()


RUNTIME_EVENT: Codec[Event] = Codec(
    "RuntimeEvent",
    shapes.Shape(shapes.Variant(_event_variants), path="node_subtensor_runtime::RuntimeEvent"),
    EVENTS.write,
    EVENTS.read,
    2,
)
"""The codec of any event of the runtime."""
