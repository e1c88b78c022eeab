"""Names of trimming, by which an owner cuts the number of seats on a subnet."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import netuid
from taonet.scale import u16, u32


@final
class UidMapCouldNotBeCleared(ModuleError, index=121):
    """The seats of the subnet could not be numbered anew, so none was removed."""


@final
class TrimmingWouldExceedMaxImmunePercentage(ModuleError, index=122):
    """Too many of the seats that would be left are immune. Keep more seats, or wait."""


@final
@event(index=155)
class NullUidsPruningProgress(Event, frozen=True):
    """A subnet without consensus lost a batch of seats on its way to `target`."""

    netuid: netuid
    target: u16
    remaining: u16
    removed: u16
    cleared_commits: u32
