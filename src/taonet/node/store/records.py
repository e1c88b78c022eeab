"""Undo records: for each key that a block changed, what it held before.

A record is one row a block. A key that is overwritten again and again is named by a number, and a long value that came
with a recent block (a key of the shield moves one place a block) by where it stands in that block's body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

REFERABLE = 256
"""Bytes from which a value is looked for in recent bodies."""
LOOK_BACK = 8
"""Blocks whose bodies are searched, newest first."""
MOST_SEARCHED = 1 << 16
"""Bytes of a body; longer ones are not searched."""

Reference: TypeAlias = tuple[int, int, int]
"""A part of a body: block, first byte, number of bytes."""
Before: TypeAlias = bytes | Reference | None
"""What a key held before a block; None for nothing."""
Name: TypeAlias = int | bytes
"""A key, or the number that stands for it."""
BodyOf: TypeAlias = Callable[[int], bytes | None]
"""Gives the encoded body of a block."""

_RECORD = msgspec.msgpack.Decoder(dict[int | bytes, bytes | tuple[int, int, int] | None])
_BODY = msgspec.msgpack.Decoder(list[bytes])

encode_body = msgspec.msgpack.Encoder().encode
"""Writes a list of extrinsics as a row."""


def decode_body(raw: bytes) -> list[bytes]:
    """Return the extrinsics of an encoded body."""
    return _BODY.decode(raw)


def encode_record(record: Mapping[Name, Before]) -> bytes:
    """Write the record of a block."""
    return msgspec.msgpack.encode(record)


def decode_record(raw: bytes) -> dict[Name, Before]:
    """Read the record of a block."""
    return _RECORD.decode(raw)


def shortened(value: bytes | None, number: int, body_of: BodyOf) -> Before:
    """Return what the record of block `number` says of a value: where it stands in an earlier body, or itself."""
    if value is None or len(value) < REFERABLE:
        return value
    for block in range(number - 1, max(number - 1 - LOOK_BACK, -1), -1):
        body = body_of(block)
        if body is not None and len(body) <= MOST_SEARCHED:
            found = body.find(value)
            if found >= 0:
                return block, found, len(value)
    return value


def resolved(before: Before, body_of: BodyOf) -> bytes | None:
    """Return the value that a record speaks of; raises `LookupError` when its body is not there."""
    if before is None or isinstance(before, bytes):
        return before
    block, first, length = before
    body = body_of(block)
    if body is None or len(body) < first + length:
        raise LookupError(f"block {block}, whose body a record refers to, is missing")
    return body[first : first + length]
