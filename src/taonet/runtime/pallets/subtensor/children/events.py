"""Events of parents and children."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import BOOL, U64, Typed, tuple_of, vec

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(
    index=77,
    fields={
        "hotkey": _ACCOUNT,
        "netuid": NET_UID,
        "children": Typed(vec(tuple_of(U64, ACCOUNT_ID)), "Vec<(u64, T::AccountId)>"),
    },
    named=False,
)
class SetChildren(Event, frozen=True):
    """A hotkey has these children on a subnet from now on, each with its share of 2^64-1."""

    hotkey: AccountId
    netuid: NetUid
    children: list[tuple[int, AccountId]]


@final
@event(index=131, fields={"hotkey": _ACCOUNT, "enabled": BOOL})
class AutoParentDelegationEnabledSet(Event, frozen=True):
    """A root validator switched lending to owners of subnets on or off."""

    hotkey: AccountId
    enabled: bool
