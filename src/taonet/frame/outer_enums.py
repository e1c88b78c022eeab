"""The outer enums over all pallets, `RuntimeCall`, `RuntimeEvent`, `RuntimeError` and `OriginCaller`, as metadata shows them.

Each pallet that has calls contributes one variant to `RuntimeCall`, holding the pallet's own `Call` enum; the same for
events and errors.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from taonet.frame.pallet import Pallet
from taonet.scale import BYTES, UNIT, Codec, DecodeError, EncodeError, Reader, newtype
from taonet.scale.fields import field_shapes
from taonet.scale.shape import Composite, FieldShape, Parameter, Shape, Variant, VariantShape

if TYPE_CHECKING:
    from taonet.frame.runtime import Runtime

RUNTIME_CRATE = "node_subtensor_runtime"


def marker(path: str, parameters: tuple[Parameter, ...] = ()) -> Codec[tuple[()]]:
    """Describe a struct without fields: it takes no bytes."""
    shape = Shape(Composite(lambda: ()), path=path, parameters=parameters)
    return Codec(path.rsplit("::", 1)[-1], shape, UNIT.write, UNIT.read, 0)


RUNTIME_TYPE = marker(f"{RUNTIME_CRATE}::Runtime")
"""The type that stands for the runtime itself."""


def call_variants(runtime: Runtime) -> tuple[VariantShape, ...]:
    """Return the variants of `RuntimeCall`: one for each pallet with calls."""
    prefix = "self::sp_api_hidden_includes_construct_runtime::hidden_include::dispatch\n::CallableCallFor"
    return tuple(
        _variant(pallet, codec, f"{prefix}<{pallet.name}, Runtime>")
        for pallet in runtime.pallets
        if (codec := call_type(runtime, pallet)) is not None
    )


def event_variants(runtime: Runtime) -> tuple[VariantShape, ...]:
    """Return the variants of `RuntimeEvent`: one for each pallet with events."""
    return tuple(
        _variant(pallet, codec, f"{pallet.alias}::Event" + ("<Runtime>" if pallet.event_parameters else ""))
        for pallet in runtime.pallets
        if (codec := event_type(runtime, pallet)) is not None
    )


def origin_variants(runtime: Runtime) -> tuple[VariantShape, ...]:
    """Return the variants of `OriginCaller`: one for each set of origins that a pallet declares."""
    return tuple(
        VariantShape(own.name, own.index, (FieldShape(None, own.codec, own.type_name),))
        for pallet in runtime.pallets
        for own in pallet.origins
    )


def error_variants(runtime: Runtime) -> tuple[VariantShape, ...]:
    """Return the variants of `RuntimeError`: one for each pallet with errors."""
    return tuple(
        _variant(pallet, codec, f"{pallet.alias}::Error<Runtime>")
        for pallet in runtime.pallets
        if (codec := error_type(pallet)) is not None
    )


def call_type(runtime: Runtime, pallet: Pallet) -> Codec[Any] | None:
    """Describe a pallet's `Call` enum; None when the pallet has no calls."""
    variants = tuple(
        VariantShape(call.name, call.index, field_shapes(runtime.specs_of(call.args)), doc_lines(call.doc))
        for call in pallet.calls
    )
    return described_enum(f"{pallet.crate}::pallet::Call", variants, pallet.parameters) if variants else None


def event_type(runtime: Runtime, pallet: Pallet) -> Codec[Any] | None:
    """Describe a pallet's `Event` enum; None when the pallet has no events."""
    variants = tuple(
        VariantShape(
            spec.name, spec.index, field_shapes(runtime.specs_of(spec.fields), named=spec.named), doc_lines(spec.doc)
        )
        for spec in pallet.events
    )
    return described_enum(f"{pallet.crate}::pallet::Event", variants, pallet.event_parameters) if variants else None


def error_type(pallet: Pallet) -> Codec[Any] | None:
    """Describe a pallet's `Error` enum; None when the pallet has no errors."""
    variants = tuple(
        VariantShape(kind.__name__, kind.index, (), doc_lines(kind.__doc__ or "")) for kind in pallet.errors
    )
    return described_enum(f"{pallet.crate}::pallet::Error", variants, pallet.parameters) if variants else None


def unchecked_extrinsic(runtime: Runtime) -> Codec[bytes]:
    """Return the codec of an extrinsic as the bytes that stand behind its length prefix."""
    form = runtime.extrinsics
    parts = {"Address": form.address, "Call": runtime.call_codec, "Signature": form.signature}
    field = (FieldShape(None, BYTES),)
    opaque = Codec(
        "UncheckedExtrinsic",
        Shape(
            Composite(lambda: field),
            path="sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
            parameters=tuple(Parameter(name, codec) for name, codec in (parts | {"Extra": form.extra}).items()),
        ),
        BYTES.write,
        BYTES.read,
        1,
    )
    return newtype(
        opaque,
        "fp_self_contained::unchecked_extrinsic::UncheckedExtrinsic",
        type_name="generic::UncheckedExtrinsic<Address, Call, Signature, Extension>",
        parameters=parts | {"Extension": form.extra},
    )


def described_enum(path: str, variants: tuple[VariantShape, ...], parameters: Sequence[str] = ()) -> Codec[Any]:
    """Return a codec that only describes an enum: its values travel inside others, never by themselves."""

    def write(_value: Any, _out: bytearray) -> None:
        raise EncodeError(f"{path} is only described, its values have no form of their own here")

    def read(_reader: Reader) -> Any:
        raise DecodeError(f"{path} is only described, its values have no form of their own here")

    shape = Shape(Variant(lambda: variants), path=path, parameters=tuple(Parameter(name) for name in parameters))
    return Codec(path.rsplit("::", 1)[-1], shape, write, read, 1)


def doc_lines(text: str) -> tuple[str, ...]:
    """Return a docstring as metadata carries it: without indentation, one entry a line."""
    return tuple(inspect.cleandoc(text).splitlines())


def _variant(pallet: Pallet, codec: Codec[Any], type_name: str) -> VariantShape:
    return VariantShape(pallet.name, pallet.index, (FieldShape(None, codec, type_name),))
