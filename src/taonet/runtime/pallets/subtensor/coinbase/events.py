"""Events of distributing emission."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID
from taonet.scale import Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(
    index=110,
    fields={
        "netuid": NET_UID,
        "destination": _ACCOUNT,
        "hotkey": _ACCOUNT,
        "owner": _ACCOUNT,
        "incentive": ALPHA,
    },
)
class AutoStakeAdded(Event, frozen=True):
    """What a miner earned was staked to the hotkey that its coldkey chose for that."""

    netuid: NetUid
    destination: AccountId
    hotkey: AccountId
    owner: AccountId
    incentive: Alpha
