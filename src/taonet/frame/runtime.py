"""The runtime: pallets, runtime APIs and transaction extensions as one value.

    RUNTIME = Runtime(VERSION, PALLETS, APIS, EXTRINSICS)

It holds what spans all pallets: the numbers in front of calls, events and errors, the codecs `RuntimeCall` and
`RuntimeEvent`, the handlers of signals, and the metadata. Constructing one has no side effects, so several runtimes
can exist in one process: before and after an upgrade, the real network's and an experiment's. Every state carries the
runtime under whose rules it is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, final

import msgspec

from taonet.frame.api import BoundMethod, RuntimeApi, UnknownApi
from taonet.frame.call import Call, RuntimeCall
from taonet.frame.constant import Constant
from taonet.frame.digest import ChainIdentity, metadata_digest
from taonet.frame.error import DispatchError, ModuleError, ModuleErrorValue, ModuleValue
from taonet.frame.event import Event
from taonet.frame.extension import ExtrinsicFormat
from taonet.frame.hooks import Question, Signal
from taonet.frame.metadata import Version, build_v15, metadata_bytes
from taonet.frame.origin import OriginCaller, OwnOrigins
from taonet.frame.outer_enums import (
    RUNTIME_CRATE,
    call_variants,
    event_variants,
    origin_variants,
    unchecked_extrinsic,
)
from taonet.frame.pallet import Pallet
from taonet.frame.state import State
from taonet.frame.version import RuntimeVersion
from taonet.frame.weight import Weight
from taonet.primitives.ids import Hash
from taonet.scale import Codec, DecodeError, EncodeError, FieldSpec, Late, Reader
from taonet.scale import shape as shapes
from taonet.scale.fields import Field, codec_of
from taonet.scale.structs import writer_of

_Write = Callable[[Any, bytearray], None]
_Read = Callable[[Reader], Any]


class TableMismatch(Exception):
    """Two pallets claim the same number or name, or two APIs the same method."""


@final
class Runtime:
    """A set of rules. `pallets` are in the order of their hooks."""

    __slots__ = (
        "_answers", "_calls", "_errors", "_events", "_metadata", "_names", "_origins", "apis", "bare_newtypes",
        "call_codec", "calls", "carried", "checks", "event_codec", "extrinsic_codec", "extrinsics", "filters", "implied",
        "methods", "migrations", "origin_codec", "origins", "pallets", "spec", "steps",
    )  # fmt: skip

    def __init__(
        self,
        spec: RuntimeVersion,
        pallets: tuple[Pallet, ...],
        apis: tuple[RuntimeApi, ...],
        extrinsics: ExtrinsicFormat,
        *,
        migrations: tuple[Callable[[State], Weight], ...] = (),
        bare_newtypes: bool = False,
    ) -> None:
        """Put a runtime together.

        `migrations` are done once, at the start of a chain's first block under these rules. `bare_newtypes` makes the
        metadata show balances and subnet numbers as integers.
        """
        if len({pallet.index for pallet in pallets}) != len(pallets) or len({p.name for p in pallets}) != len(pallets):
            raise TableMismatch(str([(pallet.index, pallet.name) for pallet in pallets]))
        self.spec = msgspec.structs.replace(spec, apis=sorted((api.id, api.version) for api in apis))
        self.pallets, self.apis, self.extrinsics = pallets, apis, extrinsics
        self.migrations, self.bare_newtypes = migrations, bare_newtypes
        self.filters = tuple(refuse for pallet in pallets for refuse in pallet.filters)
        extensions = extrinsics.extensions
        self.carried = tuple(one for one in extensions if one.carries)
        # What most extensions have no part in is gathered once: every transaction goes through it.
        self.implied = tuple((one.implicit.write, one.implied) for one in extensions if one.implied is not None)
        self.checks = tuple(one.validate for one in extensions if one.validate is not None)
        self.steps = tuple((one.prepare, one.settle) for one in extensions if one.prepare or one.settle)
        self._metadata: dict[object, Any] = {}
        self._calls, self._events, self._origins = _CallTable(), _EventTable(), _OriginTable()
        self.call_codec = self._outer("RuntimeCall", call_variants, self._calls.write, self._calls.read, 2)
        self.event_codec = self._outer("RuntimeEvent", event_variants, self._events.write, self._events.read, 2)
        self.origin_codec = self._outer("OriginCaller", origin_variants, self._origins.write, self._origins.read, 1)
        self.origins = self._origins.owners
        self.extrinsic_codec = unchecked_extrinsic(self)
        self.calls = {(pallet.name, call.name): call for pallet in pallets for call in pallet.calls}
        self._names = {call: name for name, call in self.calls.items()}
        self._errors = {error: pallet.index for pallet in pallets for error in pallet.errors}
        self._answers: dict[Signal[...] | Question[...], tuple[Callable[..., Any], ...]] = {}
        for pallet in pallets:
            self._bind(pallet)
        self.methods = self._bound_methods()

    def pallet(self, name: str) -> Pallet:
        """Return a pallet by name."""
        return next(pallet for pallet in self.pallets if pallet.name == name)

    def call(self, pallet: str, name: str, *args: Any) -> RuntimeCall:
        """Return a call with its arguments, ready to be dispatched or encoded."""
        return RuntimeCall(self.calls[pallet, name], args)

    def name_of(self, call: Call[..., Any]) -> tuple[str, str]:
        """Return the names of a call's pallet and of the call."""
        return self._names[call]

    def number_of(self, call: Call[..., Any]) -> tuple[int, int]:
        """Return the numbers of a call's pallet and of the call."""
        head = self._calls.heads[call][0]
        return head[0], head[1]

    def refusal(self, error: DispatchError) -> object:
        """Return a refusal in wire form (`DispatchError`), as events and dry runs carry it."""
        if isinstance(error, ModuleError):
            number = ModuleErrorValue(self._errors[type(error)], bytes((type(error).index, 0, 0, 0)))
            return ModuleValue(number)
        return error.value()

    def result(self, outcome: object) -> object | None:
        """Return an outcome in the form that `DISPATCH_RESULT` writes: None unless it is a refusal."""
        return self.refusal(outcome) if isinstance(outcome, DispatchError) else None

    def answers(self, signal: Signal[...] | Question[...]) -> tuple[Callable[..., Any], ...]:
        """Return the handlers of a signal or a question, in the order of the pallets."""
        return self._answers.get(signal, ())

    def ask(self, s: State, method: str, payload: bytes) -> bytes:
        """Call a method of a runtime API by its wire name, `Trait_method`.

        The state may be written to (a dry run does); throw it away. Raises `UnknownApi` and `BadApiInput`.
        """
        found = self.methods.get(method)
        if found is None:
            raise UnknownApi(method)
        return found.ask(s, payload)

    def spec_of(self, field: Field) -> FieldSpec:
        """Return the specification of a field, also of one that depends on the runtime."""
        return field.of(self) if isinstance(field, Late) else field

    def specs_of(self, fields: Mapping[str, Field]) -> dict[str, FieldSpec]:
        """Return the specifications of fields by name."""
        return {name: self.spec_of(field) for name, field in fields.items()}

    def value_of(self, constant: Constant[Any]) -> Any:
        """Return the value of a constant, also of one that depends on the runtime."""
        return constant.value.of(self) if isinstance(constant.value, Late) else constant.value

    def metadata(self, version: Version) -> bytes:
        """Return the description of this runtime for clients, made once."""
        if version not in self._metadata:
            self._metadata[version] = metadata_bytes(self, version)
        return self._metadata[version]

    def metadata_hash(self, identity: ChainIdentity) -> Hash:
        """Return the digest of the metadata that offline signers sign (RFC-78). It costs a second, once."""
        if identity not in self._metadata:
            self._metadata[identity] = Hash(metadata_digest(build_v15(self, bare_newtypes=False), identity))
        return self._metadata[identity]

    def with_bare_newtypes(self) -> Runtime:
        """Return the same rules with metadata for clients before 11, which read a one-field struct as a tuple."""
        return Runtime(
            self.spec, self.pallets, self.apis, self.extrinsics, migrations=self.migrations, bare_newtypes=True
        )

    def _outer(
        self,
        name: str,
        variants: Callable[[Runtime], tuple[shapes.VariantShape, ...]],
        write: _Write,
        read: _Read,
        minimum: int,
    ) -> Codec[Any]:
        """Return the codec of an enum over all pallets."""
        shape = shapes.Shape(shapes.Variant(lambda: variants(self)), path=f"{RUNTIME_CRATE}::{name}")
        return Codec(name, shape, write, read, minimum)

    def _bind(self, pallet: Pallet) -> None:
        for call in pallet.calls:
            codecs = tuple(codec_of(self.spec_of(field)) for field in call.args.values())
            self._calls.add(call, bytes((pallet.index, call.index)), codecs)
        for event in pallet.events:
            codecs = tuple(codec_of(self.spec_of(field)) for field in event.fields.values())
            self._events.add(event.kind, bytes((pallet.index, event.index)), tuple(event.fields), codecs)
        for own in pallet.origins:
            self._origins.add(own)
        for signal, answer in pallet.on:
            self._answers[signal] = (*self.answers(signal), answer)

    def _bound_methods(self) -> dict[str, BoundMethod]:
        table: dict[str, BoundMethod] = {}
        for method in (method for api in self.apis for method in api.methods.values()):
            if method.wire_name in table:
                raise TableMismatch(f"two APIs have a method {method.wire_name}")
            args = {name: codec_of(self.spec_of(field)) for name, field in method.args.items()}
            table[method.wire_name] = BoundMethod(method, args, codec_of(self.spec_of(method.returns)))
        return table


@final
class _CallTable:
    """How any call of a runtime is written and read: pallet number, call number, arguments."""

    __slots__ = ("heads", "readers")

    def __init__(self) -> None:
        self.heads: dict[Call[..., Any], tuple[bytes, tuple[_Write, ...]]] = {}
        self.readers: dict[bytes, tuple[Call[..., Any], tuple[_Read, ...]]] = {}

    def add(self, call: Call[..., Any], head: bytes, codecs: tuple[Codec[Any], ...]) -> None:
        self.heads[call] = (head, tuple(codec.write for codec in codecs))
        self.readers[head] = (call, tuple(codec.read for codec in codecs))

    def write(self, value: RuntimeCall, out: bytearray) -> None:
        entry = self.heads.get(value.call)
        if entry is None:
            raise EncodeError(f"{value.call.name} is a call of no pallet of this runtime")
        out += entry[0]
        for writer, argument in zip(entry[1], value.args, strict=True):
            writer(argument, out)

    def read(self, reader: Reader) -> RuntimeCall:
        head = reader.take(2)
        entry = self.readers.get(head)
        if entry is None:
            raise DecodeError(f"there is no call {head[0]}.{head[1]} at offset {reader.position - 2}")
        reader.enter()
        args = tuple([read(reader) for read in entry[1]])
        reader.leave()
        return RuntimeCall(entry[0], args)


@final
class _EventTable:
    """How any event of a runtime is written and read: pallet number, event number, fields."""

    __slots__ = ("readers", "writers")

    def __init__(self) -> None:
        self.writers: dict[type[Event], tuple[bytes, _Write]] = {}
        self.readers: dict[bytes, tuple[type[Event], tuple[_Read, ...]]] = {}

    def add(self, kind: type[Event], head: bytes, names: tuple[str, ...], codecs: tuple[Codec[Any], ...]) -> None:
        self.writers[kind] = (head, writer_of(names, [codec.write for codec in codecs]))
        self.readers[head] = (kind, tuple(codec.read for codec in codecs))

    def write(self, value: Event, out: bytearray) -> None:
        entry = self.writers.get(type(value))
        if entry is None:
            raise EncodeError(f"{type(value).__name__} is an event of no pallet of this runtime")
        out += entry[0]
        entry[1](value, out)

    def read(self, reader: Reader) -> Event:
        head = reader.take(2)
        entry = self.readers.get(head)
        if entry is None:
            raise DecodeError(f"there is no event {head[0]}.{head[1]} at offset {reader.position - 2}")
        return entry[0](*[read(reader) for read in entry[1]])


@final
class _OriginTable:
    """How any origin of a runtime is written and read: the number of its set, then the origin."""

    __slots__ = ("owners", "readers")

    def __init__(self) -> None:
        self.owners: dict[type[OriginCaller], OwnOrigins] = {}
        self.readers: dict[int, _Read] = {}

    def add(self, own: OwnOrigins) -> None:
        if own.index in self.readers or not self.owners.keys().isdisjoint(own.kinds):
            raise TableMismatch(f"{own.name}: an origin or its number is another pallet's already")
        self.readers[own.index] = own.codec.read
        self.owners.update(dict.fromkeys(own.kinds, own))

    def write(self, value: OriginCaller, out: bytearray) -> None:
        own = self.owners.get(type(value))
        if own is None:
            raise EncodeError(f"{value!r} is an origin of no pallet of this runtime")
        out.append(own.index)
        own.codec.write(value, out)

    def read(self, reader: Reader) -> OriginCaller:
        index = reader.byte()
        read = self.readers.get(index)
        if read is None:
            raise DecodeError(f"there is no origin {index} at offset {reader.position - 1}")
        return read(reader)
