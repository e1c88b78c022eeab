"""Events of registering neurons and of their collateral."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import AccountId, NetUid, Uid
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID
from taonet.scale import U16, Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(index=7, fields={"netuid": NET_UID, "uid": U16, "hotkey": _ACCOUNT}, named=False)
class NeuronRegistered(Event, frozen=True):
    """A hotkey has a seat on a subnet."""

    netuid: NetUid
    uid: Uid
    hotkey: AccountId


@final
@event(
    index=144,
    fields={"netuid": NET_UID, "hotkey": _ACCOUNT, "locked": ALPHA, "total_locked": ALPHA},
)
class CollateralLocked(Event, frozen=True):
    """Alpha was locked on a hotkey as collateral; `total_locked` is what its coldkey has locked on it now."""

    netuid: NetUid
    hotkey: AccountId
    locked: Alpha
    total_locked: Alpha


@final
@event(index=145, fields={"netuid": NET_UID, "hotkey": _ACCOUNT, "min_locked": ALPHA})
class MinCollateralSet(Event, frozen=True):
    """The collateral of a hotkey keeps itself at this amount from now on."""

    netuid: NetUid
    hotkey: AccountId
    min_locked: Alpha
