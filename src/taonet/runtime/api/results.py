"""`Result`, as runtime APIs return it: success and failure are both values."""

from __future__ import annotations

from typing import Any, final

import msgspec

from taonet.scale import Codec, DecodeError, EncodeError, Reader
from taonet.scale import shape as shapes


@final
class Ok(msgspec.Struct, frozen=True):
    """What was asked for."""

    value: Any


@final
class Err(msgspec.Struct, frozen=True):
    """Why there is none."""

    value: Any


def result_of(ok: Codec[Any], err: Codec[Any]) -> Codec[Ok | Err]:
    """Return the codec of `Result<ok, err>`."""

    def write(value: Ok | Err, out: bytearray) -> None:
        if isinstance(value, Ok):
            out.append(0)
            ok.write(value.value, out)
        elif isinstance(value, Err):  # pyright: ignore[reportUnnecessaryIsInstance]  codecs check what they are given
            out.append(1)
            err.write(value.value, out)
        else:
            raise EncodeError(f"{value!r} is neither Ok nor Err")

    def read(reader: Reader) -> Ok | Err:
        tag = reader.byte()
        if tag > 1:
            raise DecodeError(f"{tag} is not a result's tag at offset {reader.position - 1}")
        return Err(err.read(reader)) if tag else Ok(ok.read(reader))

    variants = (
        shapes.VariantShape("Ok", 0, (shapes.FieldShape(None, ok),)),
        shapes.VariantShape("Err", 1, (shapes.FieldShape(None, err),)),
    )
    shape = shapes.Shape(
        shapes.Variant(lambda: variants),
        path="Result",
        parameters=(shapes.Parameter("T", ok), shapes.Parameter("E", err)),
    )
    return Codec(f"Result<{ok.name}, {err.name}>", shape, write, read, 1)
