"""Events of creating, starting and describing subnets."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid
from taonet.scale import u16, u64


@final
@event(index=0, named=False)
class NetworkAdded(Event, frozen=True):
    """A subnet was created, with the number of its pricing mechanism."""

    netuid: netuid
    mechanism: u16


@final
@event(index=79, named=False)
class SubnetIdentitySet(Event, frozen=True):
    """The owner described a subnet."""

    netuid: netuid


@final
@event(index=95, named=False)
class SubnetOwnerHotkeySet(Event, frozen=True):
    """A hotkey stands for the owner of a subnet from now on."""

    netuid: netuid
    hotkey: account


@final
@event(index=96, named=False)
class FirstEmissionBlockNumberSet(Event, frozen=True):
    """A subnet was started; it has emission from this block on."""

    netuid: netuid
    block: u64


@final
@event(index=106)
class SymbolUpdated(Event, frozen=True):
    """The token of a subnet has another symbol."""

    netuid: netuid
    symbol: bytes
