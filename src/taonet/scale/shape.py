"""Type descriptions of codecs, from which metadata is made.

A `Shape` is the portable form of a Rust type as `scale-info` describes it: path, parameters and definition.
The registry in `taonet.scale.registry` turns shapes into numbered types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from taonet.scale.codec import Codec

    AnyCodec = Codec[Any]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a composite or of a variant; `type_name` is how the Rust source spells the type."""

    name: str | None
    codec: AnyCodec
    type_name: str | None = None


@dataclass(frozen=True, slots=True)
class VariantShape:
    """One case of an enum."""

    name: str
    index: int
    fields: tuple[FieldShape, ...] = ()
    docs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Primitive:
    """A built-in type: `bool`, `str`, `u8` … `i128`."""

    name: str


@dataclass(frozen=True, slots=True)
class Composite:
    """A struct; `fields` is a thunk so that types may contain themselves."""

    fields: Callable[[], tuple[FieldShape, ...]]


@dataclass(frozen=True, slots=True)
class Variant:
    """An enum; `variants` is a thunk so that types may contain themselves."""

    variants: Callable[[], tuple[VariantShape, ...]]


@dataclass(frozen=True, slots=True)
class Sequence:
    """`Vec<item>`."""

    item: AnyCodec


@dataclass(frozen=True, slots=True)
class Array:
    """`[item; length]`."""

    item: AnyCodec
    length: int


@dataclass(frozen=True, slots=True)
class Tuple:
    """A tuple; the empty one is the unit type."""

    items: tuple[AnyCodec, ...]


@dataclass(frozen=True, slots=True)
class Compact:
    """`Compact<item>`."""

    item: AnyCodec


@dataclass(frozen=True, slots=True)
class Parameter:
    """A generic parameter; `codec` is None where the Rust type is not described."""

    name: str
    codec: AnyCodec | None = None


Definition = Primitive | Composite | Variant | Sequence | Array | Tuple | Compact


@dataclass(frozen=True, slots=True)
class Shape:
    """A whole type. `path` is written with `::`; it is empty for built-in shapes.

    `transparent` marks a newtype around one primitive, which old clients want to see as the bare primitive.
    """

    definition: Definition
    path: str = ""
    parameters: tuple[Parameter, ...] = ()
    docs: tuple[str, ...] = ()
    transparent: AnyCodec | None = None
