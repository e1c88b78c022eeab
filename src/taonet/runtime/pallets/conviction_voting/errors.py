"""Refusals of votes. Those from 64 on are this chain's own."""

from taonet.frame.error import ModuleError


class NotOngoing(ModuleError, index=0):
    """The poll is over, or there is none of this index. See `Referenda.ReferendumInfoFor`."""


class NotVoter(ModuleError, index=1):
    """The account has no vote of its own in this poll. Look at `ConvictionVoting.VotingFor`, or undelegate."""


class NoPermission(ModuleError, index=2):
    """Only the voter may take a vote back while the poll goes on."""


class NoPermissionYet(ModuleError, index=3):
    """Only the voter may take this vote back before its lock has run out."""


class AlreadyDelegating(ModuleError, index=4):
    """The account delegates in this class. Undelegate first."""


class AlreadyVoting(ModuleError, index=5):
    """The account has votes in this class. Remove them first, also those in polls that are over."""


class InsufficientFunds(ModuleError, index=6):
    """The account has less than that: TAO and root stake together, in a subnet's track its alpha there."""


class NotDelegating(ModuleError, index=7):
    """The account does not delegate in this class."""


class Nonsense(ModuleError, index=8):
    """An account cannot delegate to itself."""


class MaxVotesReached(ModuleError, index=9):
    """The account has as many votes in this class as may be. Remove those in polls that are over."""


class ClassNeeded(ModuleError, index=10):
    """Name the class: the poll is over and does not tell it."""


class BadClass(ModuleError, index=11):
    """There is no track of this number, or no such subnet. See the constant `Referenda.Tracks`."""


class NothingToLock(ModuleError, index=64):
    """A vote holds TAO that is to be unstaked, and an account without funds cannot be locked. Send it some TAO first."""
