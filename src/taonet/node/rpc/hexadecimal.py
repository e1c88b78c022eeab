"""Hexadecimal as clients write it."""

from __future__ import annotations

from binascii import Error as NotHex
from binascii import unhexlify

from taonet.node.rpc.errors import invalid_params
from taonet.primitives.ids import Hash


def to_bytes(text: str, what: str = "value") -> bytes:
    """Return the bytes of hex with or without 0x; refuse anything else, naming the parameter."""
    try:
        return unhexlify(text.removeprefix("0x"))
    except (NotHex, ValueError):
        raise invalid_params(f"{what}: not hexadecimal") from None


def to_hash(text: str | None, what: str = "hash") -> Hash | None:
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
