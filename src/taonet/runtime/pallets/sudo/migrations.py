"""What the first block does under rules that have no pallet Sudo any more.

Source: polkadot-sdk/substrate/frame/support/src/migrations.rs RemovePallet
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.sudo import PALLET
from taonet.runtime.pallets.sudo.storage import Storage


def forget_key(s: State) -> Weight:
    """Remove what the pallet kept: its key, and the note of its storage version."""
    Storage.Key.kill(s)
    s.delete(PALLET.storage_version_key)
    return reads_writes(0, 0, 2)
