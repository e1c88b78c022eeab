"""Annotations as declarations: from a field's type to its codec.

    u16 = Annotated[int, U16]

    class TakeDecreased(Event, frozen=True):
        hotkey: account
        take: u16

The type checker sees `int`; the codec, and the type name that metadata shows, come out of the same annotation. `bool`,
`bytes`, lists, tuples, optional values and classes that have a codec of their own need no alias.
"""

from __future__ import annotations

import inspect
import keyword
import sys
from collections.abc import Callable, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeAlias, TypeVar, Union, cast, get_args, get_origin

import msgspec

from taonet.scale import shape as shapes
from taonet.scale.codec import Codec
from taonet.scale.collections import BYTES, TEXT, UNIT, option, tuple_of, vec
from taonet.scale.numbers import BOOL, I16, I32, I64, I128, U8, U16, U32, U64, U128

T = TypeVar("T")


class Typed(NamedTuple):
    """A field's codec together with the type name that the Rust source gives it."""

    codec: Codec[Any]
    type_name: str


FieldSpec = Codec[Any] | Typed


class Late(NamedTuple):
    """A field whose codec depends on the runtime: `of` returns it."""

    of: Callable[[Any], Any]


Field = FieldSpec | Late


class NoCodec(Exception):
    """An annotation does not declare a codec. Use an alias such as `u16`."""


u8: TypeAlias = Annotated[int, U8]
u16: TypeAlias = Annotated[int, U16]
u32: TypeAlias = Annotated[int, U32]
u64: TypeAlias = Annotated[int, U64]
u128: TypeAlias = Annotated[int, U128]
i16: TypeAlias = Annotated[int, I16]
i32: TypeAlias = Annotated[int, I32]
i64: TypeAlias = Annotated[int, I64]
i128: TypeAlias = Annotated[int, I128]

_OWN = "__scale__"
_MEMO: dict[int, tuple[object, Field]] = {}
_PLAIN: dict[object, Codec[Any]] = {bool: BOOL, bytes: BYTES, str: TEXT, NoneType: UNIT}


def field_of(annotation: object) -> Field:
    """Return the codec that an annotation declares; raises `NoCodec` where it declares none."""
    known = _MEMO.get(id(annotation))  # determinism: looked up only
    if known is not None:
        return known[1]
    field = _read(annotation)
    # The annotation is kept beside its field so that no other object takes over its identity.
    _MEMO[id(annotation)] = (annotation, field)  # determinism: looked up only
    return field


def _read(annotation: object) -> Field:
    if get_origin(annotation) is Annotated:
        return _marked(annotation)
    plain = _PLAIN.get(annotation)
    if plain is not None:
        return plain
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct | Enum):
        found: Codec[Any] | None = vars(annotation).get(_OWN)
        if found is not None:
            return found
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is list:
        return _composed(f"Vec<{_name(inner[0])}>", vec, inner)
    if origin is tuple and inner:
        return _composed(f"({', '.join(_name(item) for item in inner)})", tuple_of, inner)
    if origin in {Union, UnionType} and len(inner) == 2 and NoneType in inner:
        (item,) = (one for one in inner if one is not NoneType)
        return _composed(f"Option<{_name(item)}>", option, (item,))
    raise NoCodec(f"{annotation!r} does not tell its codec")


def fields_of(kind: type[msgspec.Struct]) -> dict[str, Field]:
    """Return the fields of a class in their order, each with what its annotation declares."""
    hints = {name: (base, hint) for base in reversed(kind.__mro__) for name, hint in _annotations(base).items()}
    return {name: field_of(_evaluated(*hints[name])) for name in kind.__struct_fields__}


def specs_of(kind: type[msgspec.Struct]) -> dict[str, FieldSpec]:
    """Return the fields of a class as `fields_of` does; refuse `Late` ones."""
    return {name: settled(field) for name, field in fields_of(kind).items()}


def parameters_of(function: Callable[..., Any], skip: int) -> dict[str, Field]:
    """Return the parameters of a function behind the first `skip`, each with what its annotation declares.

    A function made with `functools.wraps` has those of the one that it wraps.
    """
    function = inspect.unwrap(function)
    code, hints = function.__code__, function.__annotations__
    names = code.co_varnames[skip : code.co_argcount + code.co_kwonlyargcount]
    return {name: field_of(_evaluated(function, hints.get(name))) for name in names}


def returned_by(function: Callable[..., Any]) -> Field:
    """Return what the annotation of a function's result declares."""
    return field_of(_evaluated(function, function.__annotations__.get("return")))


def settled(field: Field) -> FieldSpec:
    """Return a field's specification; refuse a `Late` one."""
    if isinstance(field, Late):
        raise NoCodec("the type depends on the runtime and cannot stand here")
    return field


def _annotations(kind: type[Any]) -> dict[str, object]:
    return vars(kind).get("__annotations__", {})


def _evaluated(owner: Callable[..., Any] | type[Any], annotation: object) -> object:
    """Return what an annotation says, which is text where annotations are postponed; most are one name."""
    if not isinstance(annotation, str):
        return annotation
    names = vars(sys.modules[owner.__module__])
    if annotation in names:
        return names[annotation]
    return eval(annotation, names)  # noqa: S307  # determinism: our own source


def _marked(annotation: object) -> Field:
    for mark in get_args(annotation)[1:]:
        if isinstance(mark, Codec | Typed | Late):
            return cast("Field", mark)
    raise NoCodec(f"{annotation!r} carries no codec")


def _composed(name: str, make: Callable[..., Codec[Any]], inner: tuple[object, ...]) -> FieldSpec:
    codec = make(*(codec_of(settled(field_of(item))) for item in inner))
    return codec if codec.name == name else Typed(codec, name)


def _name(annotation: object) -> str:
    spec = settled(field_of(annotation))
    return spec.type_name if isinstance(spec, Typed) else spec.name


def own(kind: type[Any], codec: Codec[T]) -> Codec[T]:
    """Register a codec as that of annotations which name its class; a class with two codecs has none."""
    setattr(kind, _OWN, None if _OWN in vars(kind) else codec)
    return codec


def codec_of(spec: FieldSpec) -> Codec[Any]:
    """Return the codec inside a field's specification."""
    return spec.codec if isinstance(spec, Typed) else spec


def wire_name(name: str) -> str:
    """Return a field's name on chain: Python's own words carry an underscore here (`from_`, `class_`)."""
    bare = name.removesuffix("_")
    return bare if bare != name and keyword.iskeyword(bare) else name


def field_shapes(fields: Mapping[str, FieldSpec], *, named: bool = True) -> tuple[shapes.FieldShape, ...]:
    """Describe fields; the type name defaults to the codec's own."""
    return tuple(
        shapes.FieldShape(
            wire_name(name) if named else None,
            codec_of(spec),
            spec.type_name if isinstance(spec, Typed) else spec.name,
        )
        for name, spec in fields.items()
    )
