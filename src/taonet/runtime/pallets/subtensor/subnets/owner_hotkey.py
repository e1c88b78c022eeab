"""Naming the hotkey that stands for a subnet's owner."""

from __future__ import annotations

from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts import rate_limits
from taonet.runtime.pallets.subtensor.accounts.types import SetSNOwnerHotkey
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.errors import TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.subnets import registry

RATE_LIMIT = 50_400  # blocks: a week of 12 s blocks


def change_owner_hotkey(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
    """Let owner or root name another hotkey, once a week for each subnet whoever does it."""
    registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    limit = SetSNOwnerHotkey(netuid)
    if not rate_limits.has_passed(RATE_LIMIT, now(s), rate_limits.last_block(s, limit)):
        raise TxRateLimitExceeded

    registry.set_owner_hotkey(s, netuid, hotkey)
    rate_limits.set_last_block(s, limit, now(s))
