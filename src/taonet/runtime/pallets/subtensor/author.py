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
    from taonet.runtime.pallets.aura.storage import Storage as Aura  # noqa: PLC0415  aura is assembled later

    authorities = Aura.Authorities.get(s)
    for item in System.Digest.get(s).logs:
        if isinstance(item, PreRuntime) and item.engine == AURA and len(item.data) >= _SLOT_BYTES and authorities:
            slot = int.from_bytes(item.data[:_SLOT_BYTES], "little")
            return AccountId(authorities[slot % len(authorities)])
    return None
