"""Events of takes, identities and earnings."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid, per_u16


@final
@event(index=65, named=False)
class TakeDecreased(Event, frozen=True):
    """A hotkey lowered its take."""

    coldkey: account
    hotkey: account
    take: per_u16


@final
@event(index=66, named=False)
class TakeIncreased(Event, frozen=True):
    """A hotkey raised its take."""

    coldkey: account
    hotkey: account
    take: per_u16


@final
@event(index=78, named=False)
class ChainIdentitySet(Event, frozen=True):
    """The owner of a coldkey described itself."""

    coldkey: account


@final
@event(index=113)
class AutoStakeDestinationSet(Event, frozen=True):
    """What a coldkey's miners earn on a subnet goes to this hotkey from now on."""

    coldkey: account
    netuid: netuid
    hotkey: account
