"""How much of a coldkey's alpha locks hold now.

Source: staking/lock.rs get_current_locked
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.locks.storage import Locks
from taonet.runtime.pallets.subtensor.math.conviction import roll


def locked_alpha(s: State, coldkey: AccountId, netuid: NetUid) -> Alpha:
    """Return what a coldkey's locks on a subnet hold at this block, in alpha units."""
    block, held = now(s), 0
    perpetual = Locks.DecayingLock.get(s, coldkey, netuid) is False
    for _, lock in Locks.Lock.items_under(s, coldkey, netuid):
        rates = Locks.UnlockRate.get(s), Locks.MaturityRate.get(s)
        # Who a lock favours changes its conviction only.
        rolled, _ = roll(lock, block, *rates, to_owner=False, perpetual=perpetual)
        held = saturating_add(held, rolled.locked_mass)
    return Alpha(held)
