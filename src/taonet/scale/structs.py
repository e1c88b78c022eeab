"""Structs, enums and newtypes with the paths that clients look for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from taonet.scale import shape as shapes
from taonet.scale.codec import Codec, Fixed, read_whole, remember
from taonet.scale.errors import DecodeError, EncodeError
from taonet.scale.fields import FieldSpec, codec_of, field_shapes, own, specs_of, wire_name
from taonet.scale.layouts import in_one_call
from taonet.scale.reader import MAX_DEPTH, Reader

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)
I = TypeVar("I", bound=IntEnum)  # noqa: E741  the letter says what it bounds

# A nested call takes about a dozen Python frames a level, and MAX_DEPTH levels may be read and dispatched.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 40 * MAX_DEPTH))


Parameters = Mapping[str, Codec[Any] | None]


def _parameters(parameters: Parameters | None) -> tuple[shapes.Parameter, ...]:
    return tuple(shapes.Parameter(name, codec) for name, codec in (parameters or {}).items())


def struct(
    kind: type[S],
    path: str,
    fields: Mapping[str, FieldSpec] | None = None,
    *,
    parameters: Parameters | None = None,
    named: bool = True,
) -> Codec[S]:
    """Return the codec of a struct whose Python form is the msgspec class `kind`, and let annotations find it there.

    The fields are the class's; `fields` lists them in wire order where its annotations do not tell their codecs.
    `named=False` hides the names in metadata (a tuple struct).
    """
    fields = specs_of(kind) if fields is None else fields
    names = tuple(fields)
    codecs = tuple(codec_of(spec) for spec in fields.values())
    write = writer_of(names, [codec.write for codec in codecs])
    readers = tuple(codec.read for codec in codecs)
    positional = names == kind.__struct_fields__

    def read(reader: Reader) -> S:
        values = [read_field(reader) for read_field in readers]
        return kind(*values) if positional else kind(**dict(zip(names, values, strict=True)))

    described = field_shapes(fields, named=named)
    shape = shapes.Shape(shapes.Composite(lambda: described), path=path, parameters=_parameters(parameters))
    minimum = sum(codec.minimum for codec in codecs)
    fixed = _fixed_struct(kind, names, codecs, read)
    small = kind.__struct_config__.frozen and all(codec.small for codec in codecs)
    codec = Codec(path.rsplit("::", 1)[-1], shape, write, read, minimum, fixed, small=small)
    return own(kind, remember(codec) if small else codec)


def writer_of(
    names: Sequence[str], writers: Sequence[Callable[[Any, bytearray], None]]
) -> Callable[[Any, bytearray], None]:
    """Return what writes attributes of a value one after the other."""
    pairs = tuple(zip(names, writers, strict=True))

    def write(value: Any, out: bytearray) -> None:
        for name, writer in pairs:
            writer(getattr(value, name), out)

    return write


def _fixed_struct(
    kind: type[S], names: tuple[str, ...], codecs: tuple[Codec[Any], ...], read: Callable[[Reader], S]
) -> Fixed[S] | None:
    """Return the fixed-size form of a struct whose fields are all of fixed size, else None."""
    parts: list[tuple[str, int, int, Fixed[Any]]] = []
    position = 0
    for name, codec in zip(names, codecs, strict=True):
        if codec.fixed is None:
            return None
        parts.append((name, position, position + codec.minimum, codec.fixed))
        position += codec.minimum
    packers = [(name, fixed.pack) for name, _, _, fixed in parts]
    unpackers = [(start, stop, fixed.unpack) for _, start, stop, fixed in parts]
    positional = names == kind.__struct_fields__

    def pack(value: S) -> bytes:
        return b"".join([packer(getattr(value, name)) for name, packer in packers])

    def unpack(data: bytes) -> S:
        if len(data) != position:
            return read_whole(read, data)
        values = [unpacker(data[start:stop]) for start, stop, unpacker in unpackers]
        return kind(*values) if positional else kind(**dict(zip(names, values, strict=True)))

    plain = Fixed(pack, unpack)
    return in_one_call(kind, names, [fixed for *_, fixed in parts], plain) if positional else plain


def record(
    path: str, fields: Mapping[str, FieldSpec], *, parameters: Parameters | None = None
) -> Codec[dict[str, Any]]:
    """Return the codec of a struct whose Python form is a dict by field name, for structs that tables describe."""
    codecs = {name: codec_of(spec) for name, spec in fields.items()}
    writers = tuple((name, codec.write) for name, codec in codecs.items())
    readers = tuple((name, codec.read) for name, codec in codecs.items())

    def write(value: dict[str, Any], out: bytearray) -> None:
        for name, writer in writers:
            writer(value[name], out)

    def read(reader: Reader) -> dict[str, Any]:
        return {name: read_field(reader) for name, read_field in readers}

    described = field_shapes(fields)
    shape = shapes.Shape(shapes.Composite(lambda: described), path=path, parameters=_parameters(parameters))
    return Codec(path.rsplit("::", 1)[-1], shape, write, read, sum(codec.minimum for codec in codecs.values()))


def newtype(
    inner: Codec[T],
    path: str,
    *,
    type_name: str | None = None,
    field: str | None = None,
    parameters: Parameters | None = None,
    transparent: bool = False,
) -> Codec[T]:
    """Return a codec with the bytes and values of `inner` that metadata shows as a struct around it."""
    described = (shapes.FieldShape(field, inner, type_name or inner.name),)
    shape = shapes.Shape(
        shapes.Composite(lambda: described),
        path=path,
        parameters=_parameters(parameters),
        transparent=inner if transparent else None,
    )
    return Codec(
        path.rsplit("::", 1)[-1], shape, inner.write, inner.read, inner.minimum, inner.fixed, small=inner.small
    )


def unit_enum(kind: type[I], path: str, *, parameters: Parameters | None = None) -> Codec[I]:
    """Return the codec of an enum without fields: member names as fields are named, values as indices."""

    def write(value: I, out: bytearray) -> None:
        out.append(value)

    members = {member.value: member for member in kind}

    def read(reader: Reader) -> I:
        index = reader.byte()
        member = members.get(index)
        if member is None:
            raise DecodeError(f"{path} has no variant {index} at offset {reader.position - 1}")
        return member

    variants = tuple(shapes.VariantShape(wire_name(member.name), member.value) for member in kind)
    shape = shapes.Shape(shapes.Variant(lambda: variants), path=path, parameters=_parameters(parameters))
    return own(kind, Codec(path.rsplit("::", 1)[-1], shape, write, read, 1, small=True))


class Case(NamedTuple):
    """One variant of an enum: its Python class and number. `name` defaults to the class's, `fields` to its own."""

    kind: type[Any]
    number: int
    fields: Mapping[str, FieldSpec] | None = None
    name: str | None = None
    named: bool = True

    def specs(self) -> Mapping[str, FieldSpec]:
        """Return the variant's fields in wire order."""
        return specs_of(self.kind) if self.fields is None else self.fields


def tagged_enum(path: str, cases: Sequence[Case], *, parameters: Parameters | None = None) -> Codec[Any]:
    """Return the codec of an enum whose variants are msgspec classes; the class tells the variant."""
    by_kind: dict[type[Any], tuple[int, Callable[[Any, bytearray], None]]] = {}
    by_index: dict[int, tuple[type[Any], tuple[Callable[[Reader], Any], ...]]] = {}
    for case in cases:
        fields = case.specs()
        codecs = tuple(codec_of(spec) for spec in fields.values())
        by_kind[case.kind] = (case.number, writer_of(tuple(fields), [codec.write for codec in codecs]))
        by_index[case.number] = (case.kind, tuple(c.read for c in codecs))

    def write(value: Any, out: bytearray) -> None:
        entry = by_kind.get(cast("type[Any]", type(value)))
        if entry is None:
            raise EncodeError(f"{value!r} is no variant of {path}")
        out.append(entry[0])
        entry[1](value, out)

    def read(reader: Reader) -> Any:
        index = reader.byte()
        entry = by_index.get(index)
        if entry is None:
            raise DecodeError(f"{path} has no variant {index} at offset {reader.position - 1}")
        return entry[0](*[read_field(reader) for read_field in entry[1]])

    variants = tuple(
        shapes.VariantShape(case.name or case.kind.__name__, case.number, field_shapes(case.specs(), named=case.named))
        for case in cases
    )
    shape = shapes.Shape(shapes.Variant(lambda: variants), path=path, parameters=_parameters(parameters))
    return Codec(path.rsplit("::", 1)[-1], shape, write, read, 1)
