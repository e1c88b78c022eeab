"""Slots and their authors.

Source: polkadot-sdk/substrate/frame/aura/src/lib.rs current_slot_from_digests, find_author
"""

from __future__ import annotations

from taonet.frame.error import BlockRefused
from taonet.frame.state import State
from taonet.runtime.pallets.aura.storage import SLOT, SLOT_DURATION, Storage
from taonet.runtime.pallets.system.digest import Digest, PreRuntime
from taonet.scale import ScaleError

ENGINE = b"aura"


def slot_item(slot: int) -> PreRuntime:
    """Return the digest item by which an author claims a slot."""
    return PreRuntime(ENGINE, SLOT.encode(slot))


def slot_of(digest: Digest) -> int | None:
    """Return the slot that a digest claims, if any."""
    for item in digest.logs:
        if isinstance(item, PreRuntime) and item.engine == ENGINE:
            try:
                return SLOT.decode(item.data)
            except ScaleError:
                continue
    return None


def author_of(s: State, slot: int) -> bytes | None:
    """Return the key whose turn a slot is, or None when there are no authorities."""
    authorities = Storage.Authorities.get(s)
    return authorities[slot % len(authorities)] if authorities else None


def check_slot_of(s: State, time: int) -> None:
    """Refuse a block whose time (ms) is not in its slot."""
    slot = Storage.CurrentSlot.get(s)
    if time // SLOT_DURATION != slot:
        raise BlockRefused(f"the time {time} is in slot {time // SLOT_DURATION}, the block in slot {slot}")
