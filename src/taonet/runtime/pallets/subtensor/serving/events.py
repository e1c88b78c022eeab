"""Events of endpoints."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(index=29, fields={"netuid": NET_UID, "hotkey": _ACCOUNT}, named=False)
class AxonServed(Event, frozen=True):
    """A hotkey announced where it answers requests."""

    netuid: NetUid
    hotkey: AccountId


@final
@event(index=30, fields={"netuid": NET_UID, "hotkey": _ACCOUNT}, named=False)
class PrometheusServed(Event, frozen=True):
    """A hotkey announced where it shows its metrics."""

    netuid: NetUid
    hotkey: AccountId
