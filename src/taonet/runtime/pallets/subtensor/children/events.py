"""Events of parents and children."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid
from taonet.scale import u64


@final
@event(index=77, named=False)
class SetChildren(Event, frozen=True):
    """A hotkey has these children on a subnet from now on, each with its share of 2^64-1."""

    hotkey: account
    netuid: netuid
    children: list[tuple[u64, account]]


@final
@event(index=131)
class AutoParentDelegationEnabledSet(Event, frozen=True):
    """A root validator switched lending to owners of subnets on or off."""

    hotkey: account
    enabled: bool
