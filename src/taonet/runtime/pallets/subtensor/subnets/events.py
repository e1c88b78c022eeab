"""Events of creating, starting and describing subnets."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import BYTES, U16, U64, Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(index=0, fields={"netuid": NET_UID, "mechanism": U16}, named=False)
class NetworkAdded(Event, frozen=True):
    """A subnet was created, with the number of its pricing mechanism."""

    netuid: NetUid
    mechanism: int


@final
@event(index=79, fields={"netuid": NET_UID}, named=False)
class SubnetIdentitySet(Event, frozen=True):
    """The owner described a subnet."""

    netuid: NetUid


@final
@event(index=95, fields={"netuid": NET_UID, "hotkey": _ACCOUNT}, named=False)
class SubnetOwnerHotkeySet(Event, frozen=True):
    """A hotkey stands for the owner of a subnet from now on."""

    netuid: NetUid
    hotkey: AccountId


@final
@event(index=96, fields={"netuid": NET_UID, "block": U64}, named=False)
class FirstEmissionBlockNumberSet(Event, frozen=True):
    """A subnet was started; it has emission from this block on."""

    netuid: NetUid
    block: int


@final
@event(index=106, fields={"netuid": NET_UID, "symbol": BYTES})
class SymbolUpdated(Event, frozen=True):
    """The token of a subnet has another symbol."""

    netuid: NetUid
    symbol: bytes
