"""Events of distributing emission."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid


@final
@event(index=110)
class AutoStakeAdded(Event, frozen=True):
    """What a miner earned was staked to the hotkey that its coldkey chose for that."""

    netuid: netuid
    destination: account
    hotkey: account
    owner: account
    incentive: alpha
