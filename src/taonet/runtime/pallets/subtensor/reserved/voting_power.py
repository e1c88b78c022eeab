"""Names of voting power: a moving average of the stake of validators, kept for contracts."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import netuid
from taonet.scale import u64


@final
class VotingPowerTrackingNotEnabled(ModuleError, index=126):
    """The subnet keeps no voting power. Enable it first."""


@final
class InvalidVotingPowerEmaAlpha(ModuleError, index=127):
    """The weight of the newest stake is above one, which is 10^18. Choose a smaller one."""


@final
@event(index=120)
class VotingPowerTrackingEnabled(Event, frozen=True):
    """A subnet keeps the voting power of its validators from now on."""

    netuid: netuid


@final
@event(index=121)
class VotingPowerTrackingDisableScheduled(Event, frozen=True):
    """A subnet forgets the voting power of its validators in a block to come."""

    netuid: netuid
    disable_at_block: u64


@final
@event(index=122)
class VotingPowerTrackingDisabled(Event, frozen=True):
    """A subnet has forgotten the voting power of its validators."""

    netuid: netuid


@final
@event(index=123)
class VotingPowerEmaAlphaSet(Event, frozen=True):
    """The newest stake counts this much in voting power; 10^18 is wholly."""

    netuid: netuid
    alpha: u64
