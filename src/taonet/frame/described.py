"""A runtime as its metadata describes it to clients: calls, events, storage and constants, without its code.

    chain = Described.of(metadata)
    data = chain.encode_call(chain.read_call("Balances.transfer_keep_alive(dest=5F…, value=1.5tao)"))
    chain.item("System", "Account").key(account)

It works for any chain whose metadata has version 14 or 15.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self, final

import msgspec

from taonet.crypto.hashing import twox_128
from taonet.frame.hashers import (
    BLAKE2_128,
    BLAKE2_128_CONCAT,
    BLAKE2_256,
    IDENTITY,
    TWOX_64_CONCAT,
    TWOX_128,
    TWOX_256,
    Hasher,
)
from taonet.frame.metadata_types import MapEntry, Modifier, PalletMetadata, StorageEntry, decode_metadata
from taonet.frame.state import ITEM_PREFIX
from taonet.scale.described.naming import CALL, unknown
from taonet.scale.described.reading import Resolve, address_only, read_text
from taonet.scale.described.syntax import BadText
from taonet.scale.described.types import Case, Types
from taonet.scale.described.writing import write_text
from taonet.scale.errors import DecodeError
from taonet.scale.portable import PortableType, TupleDef
from taonet.scale.reader import Reader

EVENT: Final = "RuntimeEvent"
HASHERS: Final[Mapping[int, Hasher]] = {
    one.index: one for one in (BLAKE2_128, BLAKE2_256, BLAKE2_128_CONCAT, TWOX_128, TWOX_256, TWOX_64_CONCAT, IDENTITY)
}


@final
class Item(msgspec.Struct, frozen=True):
    """A storage item: where it lives, and the types of its keys and values."""

    pallet: str
    name: str
    prefix: bytes
    hashers: Sequence[Hasher]
    keys: Sequence[int]
    value: int
    default: bytes | None
    """What an absent key stands for; None where it stands for nothing."""
    types: Types

    def key(self, *parts: object) -> bytes:
        """Return the state key of key parts, or the prefix of all keys that begin with these."""
        encoded = (
            hasher.apply(self.types.encode(kind, part))
            for hasher, kind, part in zip(self.hashers, self.keys, parts, strict=False)
        )
        return self.prefix + b"".join(encoded)

    def parts(self, key: bytes) -> list[Any] | None:
        """Return the key parts of a state key; None where a hasher does not keep them."""
        if any(one.before_key is None for one in self.hashers):
            return None
        reader, parts = Reader(key, len(self.prefix)), list[Any]()
        for hasher, kind in zip(self.hashers, self.keys, strict=True):
            reader.take(hasher.before_key or 0)
            parts.append(self.types.read(kind, reader))
        reader.finish()
        return parts

    def decode(self, raw: bytes | None) -> Any:
        """Return a value, what an absent one stands for, or None."""
        data = self.default if raw is None else raw
        return None if data is None else self.types.decode(self.value, data)

    def name_of(self, key: bytes) -> str:
        """Return how a state key is written: `Pallet.Item[key parts]`."""
        head, parts = f"{self.pallet}.{self.name}", self.parts(key)
        if parts is None:
            return f"{head}[0x{key[len(self.prefix) :].hex()}]"
        shown = ", ".join(write_text(self.types, kind, part) for kind, part in zip(self.keys, parts, strict=True))
        return f"{head}[{shown}]" if parts else head

    def text(self, raw: bytes) -> str:
        """Return a value as text."""
        return write_text(self.types, self.value, self.types.decode(self.value, raw))


@final
class Described:
    """The description of a runtime."""

    def __init__(self, types: Sequence[PortableType], pallets: Sequence[PalletMetadata]) -> None:
        self.types = Types(types)
        self._pallets = {one.name: one for one in pallets}
        self._ends = {one.type.path[-1]: one.id for one in types if one.type.path}
        self._call, self._event = self.type_named(CALL), self.type_named(EVENT)
        self._by_prefix = {
            item.prefix: item
            for pallet in pallets
            if pallet.storage is not None
            for item in (self._item(pallet, pallet.storage.prefix, entry) for entry in pallet.storage.entries)
        }

    @classmethod
    def of(cls, metadata: bytes) -> Self:
        """Return what metadata of version 14 or 15 describes."""
        read = decode_metadata(metadata)
        return cls(read.types, read.pallets)

    def type_named(self, name: str) -> int | None:
        """Return a type by the last word of its path, for names that only one type has."""
        return self._ends.get(name)

    def text(self, number: int, data: bytes) -> str:
        """Return the text of a value of a type."""
        return write_text(self.types, number, self.types.decode(number, data))

    @property
    def pallets(self) -> Sequence[str]:
        """Return the names of the pallets."""
        return list(self._pallets)

    def has(self, pallet: str) -> bool:
        """Tell whether there is a pallet."""
        return pallet in self._pallets

    def pallet(self, name: str) -> PalletMetadata:
        """Return a pallet; refuse a name that there is not."""
        if name not in self._pallets:
            raise BadText(unknown("pallet", name, self._pallets))
        return self._pallets[name]

    @property
    def call_type(self) -> int:
        """Return the type of calls."""
        if self._call is None:
            raise DecodeError(f"the metadata describes no {CALL}")
        return self._call

    def read_call(self, text: str, resolve: Resolve = address_only) -> Case:
        """Return the call that a text says; raises `BadText`."""
        return read_text(self.types, self.call_type, text, resolve)

    def write_call(self, call: Case) -> str:
        """Return the text of a call."""
        return write_text(self.types, self.call_type, call)

    def encode_call(self, call: Case) -> bytes:
        """Return the bytes of a call."""
        return self.types.encode(self.call_type, call)

    def decode_call(self, data: bytes) -> Case:
        """Return the call of these bytes."""
        return self.types.decode(self.call_type, data)

    def calls_of(self, pallet: str) -> Sequence[str]:
        """Return the names of a pallet's calls."""
        number = self.pallet(pallet).calls
        return [] if number is None else [one.name for one in self.types.variants(number)]

    def decode_event(self, data: bytes) -> Case:
        """Return the event of these bytes."""
        return self.types.decode(self._need_event(), data)

    def event_text(self, event: Case) -> str:
        """Return an event as text, `Pallet.Event(field=value)`."""
        inner = write_text(self.types, self._need_event(), event)
        return f"{event.name}.{inner[len(event.name) + 1 : -1]}"

    def _need_event(self) -> int:
        if self._event is None:
            raise DecodeError(f"the metadata describes no {EVENT}")
        return self._event

    def constant(self, pallet: str, name: str) -> Any:
        """Return the value of a constant."""
        found = {one.name: one for one in self.pallet(pallet).constants}
        if name not in found:
            raise BadText(unknown(f"constant of {pallet} named", name, found))
        return self.types.decode(found[name].type, found[name].value)

    def error(self, pallet_index: int, error_index: int) -> tuple[str, str]:
        """Return the name of a pallet's refusal, `Pallet.Error`, and what it says."""
        pallet = next((one for one in self._pallets.values() if one.index == pallet_index), None)
        if pallet is not None and pallet.error is not None:
            for one in self.types.variants(pallet.error):
                if one.index == error_index:
                    return f"{pallet.name}.{one.name}", " ".join(one.docs)
        return f"error {error_index} of pallet {pallet_index}", ""

    def refusal(self, error: Case) -> tuple[str, str]:
        """Return the name and the words of a refusal in wire form (`DispatchError`)."""
        if error.name == "Module":
            return self.error(error.only["index"], error.only["error"][0])
        inner = error.only if error.fields else None
        return (f"{error.name}.{inner.name}" if isinstance(inner, Case) else error.name), ""

    def item(self, pallet: str, name: str) -> Item:
        """Return a storage item by name; refuse names that there are not."""
        storage = self.pallet(pallet).storage
        prefix = twox_128((storage.prefix if storage else pallet).encode()) + twox_128(name.encode())
        if prefix not in self._by_prefix:
            raise BadText(
                unknown(f"item of {pallet} named", name, (one.name for one in storage.entries) if storage else ())
            )
        return self._by_prefix[prefix]

    def item_of(self, key: bytes) -> Item | None:
        """Return the storage item to which a state key belongs."""
        return self._by_prefix.get(key[:ITEM_PREFIX])

    def _item(self, pallet: PalletMetadata, prefix: str, entry: StorageEntry) -> Item:
        kind = entry.type
        hashers, keys = list[Hasher](), list[int]()
        if isinstance(kind, MapEntry):
            hashers = [HASHERS[one.value] for one in kind.hashers]
            inner = self.types.get(kind.key).definition
            keys = inner.types if len(hashers) > 1 and isinstance(inner, TupleDef) else [kind.key]
        default = None if entry.modifier is Modifier.Optional else entry.default
        place = twox_128(prefix.encode()) + twox_128(entry.name.encode())
        return Item(pallet.name, entry.name, place, hashers, keys, kind.value, default, self.types)
