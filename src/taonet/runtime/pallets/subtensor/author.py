"""Who built the block at hand."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.system.digest import PreRuntime
from taonet.runtime.pallets.system.storage import Storage as System

AURA = b"aura"
_SLOT_BYTES = 8


def block_author(s: State) -> AccountId | None:
    """Return the account of the authority whose slot the block has, or None where the digest does not say."""
    slot = _slot(s)
    return None if slot is None else _authority(s, slot)


def _slot(s: State) -> int | None:
    for item in System.Digest.get(s).logs:
        if isinstance(item, PreRuntime) and item.engine == AURA and len(item.data) >= _SLOT_BYTES:
            return int.from_bytes(item.data[:_SLOT_BYTES], "little")
    return None


def _authority(s: State, slot: int) -> AccountId | None:
    from taonet.runtime.pallets.aura.storage import Storage as Aura  # noqa: PLC0415  aura is assembled later

    authorities = Aura.Authorities.get(s)
    return AccountId(authorities[slot % len(authorities)]) if authorities else None
