"""Refusals of validators' votes."""

from taonet.frame.error import ModuleError


class NotOngoing(ModuleError, index=0):
    """The poll is over, or there is none of this index. See `Referenda.ReferendumInfoFor`."""


class NotOwner(ModuleError, index=1):
    """The hotkey belongs to another coldkey, or to none."""


class NotARootTrack(ModuleError, index=2):
    """The poll is of a subnet: root stake decides nothing there."""


class MaxVotesReached(ModuleError, index=3):
    """The hotkey has votes in as many polls as may be. Remove one, or refresh to drop those that are over."""


class NotVoter(ModuleError, index=4):
    """The hotkey has no vote in this poll."""


class NothingToDo(ModuleError, index=5):
    """It is so already."""
