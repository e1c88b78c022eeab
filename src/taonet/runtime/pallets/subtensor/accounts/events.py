"""Events of takes, identities and earnings."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, NET_UID, PER_U16
from taonet.scale import Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(index=65, fields={"coldkey": _ACCOUNT, "hotkey": _ACCOUNT, "take": PER_U16}, named=False)
class TakeDecreased(Event, frozen=True):
    """A hotkey lowered its take."""

    coldkey: AccountId
    hotkey: AccountId
    take: int


@final
@event(index=66, fields={"coldkey": _ACCOUNT, "hotkey": _ACCOUNT, "take": PER_U16}, named=False)
class TakeIncreased(Event, frozen=True):
    """A hotkey raised its take."""

    coldkey: AccountId
    hotkey: AccountId
    take: int


@final
@event(index=78, fields={"coldkey": _ACCOUNT}, named=False)
class ChainIdentitySet(Event, frozen=True):
    """The owner of a coldkey described itself."""

    coldkey: AccountId


@final
@event(index=113, fields={"coldkey": _ACCOUNT, "netuid": NET_UID, "hotkey": _ACCOUNT})
class AutoStakeDestinationSet(Event, frozen=True):
    """What a coldkey's miners earn on a subnet goes to this hotkey from now on."""

    coldkey: AccountId
    netuid: NetUid
    hotkey: AccountId
