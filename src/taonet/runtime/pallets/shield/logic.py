"""The queue of authors' keys, and the ids of carriers.

Source: pallets/shield/src/lib.rs announce_next_key, try_decode_shielded_tx, is_shielded_using_current_key
Source: pallets/shield/src/extension.rs validate
"""

from __future__ import annotations

from typing import TypeVar

from taonet.crypto.hashing import blake2_256, twox_128
from taonet.crypto.shield import PUBLIC_KEY_LENGTH
from taonet.frame.state import State
from taonet.frame.storage import OptionValue
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.aura.logic import author_of, slot_of
from taonet.runtime.pallets.shield.errors import BadEncKeyLen, Unreachable
from taonet.runtime.pallets.shield.storage import Storage
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import BYTES

V = TypeVar("V")

PENDING_LASTS = 2
NEXT_LASTS = 3
"""Blocks until a key in this place is of no use, counted from the block that put it there."""


def announce(s: State, key: bytes | None) -> None:
    """Move the keys on, then note the author's new one (None: it has none). Refuse a key of the wrong length.

    The next key is what the author of the slot after next announced earlier, so a lone author's key needs one block
    to become the next one.
    """
    slot = slot_of(System.Digest.get(s))
    author = None if slot is None else author_of(s, slot)
    if slot is None or author is None:
        raise Unreachable
    if key is not None and len(key) != PUBLIC_KEY_LENGTH:
        raise BadEncKeyLen

    now = System.Number.get(s)
    pending, following = Storage.NextKey.get(s), _key_of(s, author_of(s, slot + 2))
    _put(s, Storage.CurrentKey, Storage.PendingKey.get(s))
    _put(s, Storage.PendingKey, pending)
    _put(s, Storage.NextKey, following)
    _put(s, Storage.PendingKeyExpiresAt, None if pending is None else now + PENDING_LASTS)
    _put(s, Storage.NextKeyExpiresAt, None if following is None else now + NEXT_LASTS)
    if key is None:
        Storage.AuthorKeys.remove(s, author)
    else:
        Storage.AuthorKeys.put(s, author, key)


def _key_of(s: State, author: bytes | None) -> bytes | None:
    return None if author is None else Storage.AuthorKeys.get(s, author)


def _put(s: State, item: OptionValue[V], value: V | None) -> None:
    if value is None:
        item.kill(s)
    else:
        item.put(s, value)


def is_pending_key(s: State, key_hash: bytes) -> bool:
    """Tell whether a carrier made for this key is one that the author of the next block can open."""
    pending = Storage.PendingKey.get(s)
    return pending is not None and twox_128(pending) == key_hash


def carrier_id(who: AccountId, ciphertext: bytes) -> Hash:
    """Return the hash by which events name a carrier."""
    return Hash(blake2_256(ACCOUNT_ID.encode(who) + BYTES.encode(ciphertext)))
