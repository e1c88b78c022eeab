"""The block being built: its number, which is the time of the rules, and its author.

Source: runtime/src/lib.rs get_block_author
Source: utils/misc.rs get_current_block_as_u64
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId, BlockNumber
from taonet.runtime.pallets.aura import logic as aura
from taonet.runtime.pallets.system.storage import Storage as System


def now(s: State) -> BlockNumber:
    """Return the number of the block being built."""
    return BlockNumber(System.Number.get(s))


def block_author(s: State) -> AccountId | None:
    """Return the account of the authority whose slot the block has, or None where the digest does not say.

    An authority's key is an account id; fees of trades go there.
    """
    slot = aura.slot_of(System.Digest.get(s))
    key = None if slot is None else aura.author_of(s, slot)
    return None if key is None else AccountId(key)
