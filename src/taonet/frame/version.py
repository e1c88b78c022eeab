"""The version of a runtime: names and numbers."""

from __future__ import annotations

from typing import Annotated, TypeVar, final

import msgspec

from taonet.scale import TEXT, U32, Codec, Typed, bytes_array, struct, tuple_of, u8, u32, vec
from taonet.scale import shape as shapes

T = TypeVar("T")


def cow(item: Codec[T]) -> Codec[T]:
    """Return the codec of `Cow<item>`: the bytes of `item`, shown as a struct whose field names no type."""
    field = shapes.FieldShape(None, item)
    shape = shapes.Shape(shapes.Composite(lambda: (field,)), path="Cow", parameters=(shapes.Parameter("T", item),))
    return Codec("Cow", shape, item.write, item.read, item.minimum)


cow_text = Annotated[str, Typed(cow(TEXT), "Cow<'static, str>")]


@final
class RuntimeVersion(msgspec.Struct, frozen=True):
    """Names and numbers by which clients choose how to talk to a runtime.

    `apis` pairs an API's id and version; a `Runtime` puts in those that it serves.
    """

    spec_name: cow_text
    impl_name: cow_text
    authoring_version: u32
    spec_version: u32
    impl_version: u32
    apis: Annotated[list[tuple[bytes, int]], Typed(cow(vec(tuple_of(bytes_array(8), U32))), "ApisVec")]
    transaction_version: u32
    system_version: u8


RUNTIME_VERSION = struct(RuntimeVersion, "sp_version::RuntimeVersion")
