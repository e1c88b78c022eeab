"""Undo records: for each key that a block changed, what it held before.

A record is one row a block. What is kept elsewhere is only named: a key that is overwritten again and again by a number, a
long value that came with a recent block (a key of the shield moves one place a block) by where it stands in that block's
body, and the hash of a block by the block's number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import msgspec

from taonet.node.store.port import HASH_LENGTH

REFERABLE = 256
"""Bytes from which a value is looked for in recent bodies."""
LOOK_BACK = 8
"""Blocks whose bodies are searched, newest first."""
MOST_SEARCHED = 1 << 16
"""Bytes of a body; longer ones are not searched."""

Reference: TypeAlias = tuple[int, int, int]
"""A part of a body: block, first byte, number of bytes."""
Before: TypeAlias = bytes | Reference | int | None
"""What a key held before a block: a value, a part of a body, the hash of the block with a number, nothing."""
Name: TypeAlias = int | bytes
"""A key, or the number that stands for it."""


class Blocks(NamedTuple):
    """What a store tells of its blocks; nothing of those it does not have."""

    body: Callable[[int], bytes | None]
    """The encoded body of the block with a number."""
    number: Callable[[bytes], int | None]
    """The number of the block with a hash."""
    hash: Callable[[int], bytes | None]
    """The hash of the block with a number."""


_RECORD = msgspec.msgpack.Decoder(dict[int | bytes, bytes | tuple[int, int, int] | int | None])
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


def shortened(value: bytes | None, number: int, blocks: Blocks) -> Before:
    """Return what the record of block `number` says of a value: whose hash it is, where it stands in a body, or itself."""
    if value is None or len(value) < REFERABLE:
        block = None if value is None or len(value) != HASH_LENGTH else blocks.number(value)
        return value if block is None or block >= number else block
    for block in range(number - 1, max(number - 1 - LOOK_BACK, -1), -1):
        body = blocks.body(block)
        if body is not None and len(body) <= MOST_SEARCHED:
            found = body.find(value)
            if found >= 0:
                return block, found, len(value)
    return value


def resolved(before: Before, blocks: Blocks) -> bytes | None:
    """Return the value that a record speaks of; raises `LookupError` when its block is not there."""
    if before is None or isinstance(before, bytes):
        return before
    if isinstance(before, int):
        block_hash = blocks.hash(before)
        if block_hash is None:
            raise LookupError(f"block {before}, whose hash a record speaks of, is missing")
        return block_hash
    block, first, length = before
    body = blocks.body(block)
    if body is None or len(body) < first + length:
        raise LookupError(f"block {block}, whose body a record refers to, is missing")
    return body[first : first + length]
