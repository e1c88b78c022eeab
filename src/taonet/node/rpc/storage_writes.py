"""What `dev_setStorage` is given: values by the names of pallet and item, or raw bytes that are values of an item.

Either way only what a client can read afterwards is written.
"""

from __future__ import annotations

from typing import Any

import msgspec

from taonet.frame.runtime import Runtime
from taonet.frame.storage import StorageItem
from taonet.node.chain.view import View
from taonet.node.rpc.errors import invalid_params
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hex
from taonet.runtime.pallets.system.well_known import CODE, EXTRINSIC_INDEX
from taonet.runtime.rules import UnknownRules
from taonet.scale import ScaleError
from taonet.scale.from_json import encode_json

REMOVE_PREFIX = "$removePrefix"
Named = dict[str, dict[str, object]]
Raw = list[tuple[Hex, Hex | None]]
Writes = dict[bytes, bytes | None]

_PAIRS = list[tuple[list[object], object]]


def named_writes(view: View, values: Named) -> Writes:
    """Return the writes of `{Pallet: {Item: value}}`, for a map `{Item: [[keys, value], ...]}`; null removes."""
    writes: Writes = {}
    for pallet, items in values.items():
        known = _items_of(view.runtime, pallet)
        for name, value in items.items():
            if name == REMOVE_PREFIX:
                for removed in _converted(value, list[str], f"{pallet}.{name}"):
                    prefix = _item(known, pallet, removed).prefix
                    writes |= dict.fromkeys(view.all_keys(prefix, view.best_hash))
        for name, value in items.items():
            if name != REMOVE_PREFIX:
                writes |= _item_writes(view.runtime, _item(known, pallet, name), value)
    return writes


def _items_of(runtime: Runtime, pallet: str) -> dict[str, StorageItem[Any]]:
    found = next((one for one in runtime.pallets if one.name.lower() == pallet.lower()), None)
    if found is None:
        names = ", ".join(one.name for one in runtime.pallets)
        raise invalid_params(f"values: there is no pallet {pallet}, only {names}")
    return {item.name.lower(): item for item in found.storage}


def _item(known: dict[str, StorageItem[Any]], pallet: str, name: str) -> StorageItem[Any]:
    if name.lower() not in known:
        raise invalid_params(f"values: {pallet} has no item {name}; docs/reference/pallets lists them")
    return known[name.lower()]


def _item_writes(runtime: Runtime, item: StorageItem[Any], value: object) -> Writes:
    where, codec = f"{item.pallet}.{item.name}", item.codec_in(runtime)
    if not item.keys:
        return {item.prefix: None if value is None else _encoded(codec, value, where)}
    writes: Writes = {}
    for place, (parts, one) in enumerate(_converted(value, _PAIRS, where)):
        if len(parts) != len(item.keys):
            raise invalid_params(f"values: {where}[{place}]: expected {len(item.keys)} keys, got {len(parts)}")
        key = item.prefix
        for part, key_codec, hasher in zip(parts, item.keys, item.hashers, strict=True):
            key += hasher.apply(_encoded(key_codec, part, f"{where}[{place}] key"))
        writes[key] = None if one is None else _encoded(codec, one, f"{where}[{place}]")
    return writes


def _encoded(codec: Any, value: object, where: str) -> bytes:
    try:
        return encode_json(codec, value)
    except ScaleError as error:
        raise invalid_params(f"values: {where}: {error}") from error


def _converted(value: object, kind: Any, where: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise invalid_params(f"values: {where}: {error}") from error


def raw_writes(view: View, values: Raw) -> Writes:
    """Return the writes of `[[key, value], ...]`, null removes; a value that is none of its item's is refused."""
    writes: Writes = {}
    for place, (key, value) in enumerate(values):
        where = f"values[{place}]"
        raw_key = to_bytes(key, where)
        raw = None if value is None else to_bytes(value, where)
        if raw is not None:
            _check(view, raw_key, raw, where)
        writes[raw_key] = raw
    return writes


def _check(view: View, key: bytes, value: bytes, where: str) -> None:
    """Refuse a value that no client could decode, and rules that this program does not have."""
    runtime = view.runtime
    own = {pallet.storage_version_key for pallet in runtime.pallets}
    if key in own and len(value) == 2:
        return
    if key == CODE:
        try:
            view.machine.rules.named(value)
        except UnknownRules as error:
            raise invalid_params(f"{where}: {error}") from error
    if key in {CODE, EXTRINSIC_INDEX}:
        return
    item = next((one for pallet in runtime.pallets for one in pallet.storage if key.startswith(one.prefix)), None)
    if item is None:
        raise invalid_params(f"{where}: {to_hex(key)} is the key of no storage item")
    name = f"{item.pallet}.{item.name}"
    try:
        if all(hasher.before_key is not None for hasher in item.hashers):
            proper = item.key_of(item.parts_of(key)) == key
        else:
            proper = len(key) > len(item.prefix)
        item.codec_in(runtime).decode(value)
    except ScaleError as error:
        raise invalid_params(f"{where}: {to_hex(value)} is no value of {name}: {error}") from error
    if not proper:
        raise invalid_params(f"{where}: {to_hex(key)} is no key of {name}")
