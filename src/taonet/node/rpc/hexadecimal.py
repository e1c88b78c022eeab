"""Bytes as clients write them: hexadecimal with or without 0x, or a list of numbers."""

from __future__ import annotations

from binascii import Error as NotHex
from binascii import unhexlify
from typing import Annotated

import msgspec

from taonet.node.rpc.errors import invalid_params
from taonet.primitives.ids import Hash

Byte = Annotated[int, msgspec.Meta(ge=0, le=255)]
Hex = str | list[Byte]
"""What a real node reads as bytes."""

_SPACES = str.maketrans("", "", " \t\r\n")


def to_bytes(text: Hex, what: str = "value") -> bytes:
    """Return the bytes written; refuse anything else, naming the parameter.

    As a real node reads them, white space counts nothing and an odd number of digits begins with half a byte.
    """
    if not isinstance(text, str):
        return bytes(text)
    digits = text.removeprefix("0x")
    try:
        return unhexlify(digits)
    except (NotHex, ValueError):
        pass
    digits = digits.translate(_SPACES)
    try:
        return unhexlify(digits if len(digits) % 2 == 0 else f"0{digits}")
    except (NotHex, ValueError):
        raise invalid_params(f"{what}: not hexadecimal") from None


def to_hash(text: Hex | None, what: str = "hash") -> Hash | None:
    """Return a block hash, None for None; refuse other lengths than 32 bytes."""
    if text is None:
        return None
    raw = to_bytes(text, what)
    if len(raw) != 32:
        raise invalid_params(f"{what}: expected 32 bytes, got {len(raw)}")
    return Hash(raw)


def to_hex(raw: bytes) -> str:
    """Return 0x-prefixed hex."""
    return f"0x{raw.hex()}"


def hexed(raw: bytes | None) -> str | None:
    """Return 0x-prefixed hex, None for None."""
    return None if raw is None else f"0x{raw.hex()}"
