"""What a state key is called and what its value means, for people who read findings."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from taonet.crypto.ss58 import encode
from taonet.frame.runtime import Runtime
from taonet.frame.state import ITEM_PREFIX

MOST_SHOWN = 120
"""Characters of a value."""


def item_of(runtime: Runtime, key: bytes) -> str:
    """Return the name of a state key, such as `SubtensorModule.SubnetTAO(1)`."""
    item = _items(runtime).get(key[:ITEM_PREFIX])
    if item is None:
        return key.decode("ascii") if key.isascii() and key.startswith(b":") else f"0x{key.hex()}"
    name = f"{item.pallet}.{item.name}"
    if not item.keys:
        return name
    try:
        parts = item.parts_of(key)
    except Exception:  # noqa: BLE001  a damaged key has no parts
        return f"{name}(0x{key[ITEM_PREFIX:].hex()})"
    return f"{name}({', '.join(_part(part) for part in parts)})"


def value_of(runtime: Runtime, key: bytes, raw: bytes | None) -> str:
    """Return a value in words: decoded where it is short, else its bytes."""
    if raw is None:
        return "nothing"
    item = _items(runtime).get(key[:ITEM_PREFIX])
    shown = f"0x{raw.hex()}"
    if item is not None and len(raw) <= MOST_SHOWN:
        try:
            shown = _shown(item.codec_in(runtime).decode(raw))
        except Exception:  # noqa: BLE001  a damaged value is shown as it is
            shown = f"0x{raw.hex()}"
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}… ({len(raw)} bytes)"


def _shown(value: Any) -> str:
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return ", ".join(f"{name} {_shown(one)}" for name, one in fields.items() if not name.startswith("flags"))
    return _part(value) if isinstance(value, bytes) else str(value)


def _part(part: Any) -> str:
    if not isinstance(part, bytes):
        return str(part)
    return encode(part) if len(part) == 32 else f"0x{part.hex()}"


@cache
def _items(runtime: Runtime) -> dict[bytes, Any]:
    return {item.prefix: item for pallet in runtime.pallets for item in pallet.storage}
