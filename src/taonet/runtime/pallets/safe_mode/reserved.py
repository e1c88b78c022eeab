"""Names around deposits for safe mode, which nobody can place on this chain."""

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, balance_of


class AlreadyDeposited(ModuleError, index=4):
    """The account has a deposit already."""


class CannotReleaseYet(ModuleError, index=5):
    """The deposit stays a while longer."""


@event(index=3)
class DepositPlaced(Event, frozen=True):
    """An account paid a deposit to enter or extend safe mode."""

    account: account
    amount: balance_of


@event(index=6)
class CannotDeposit(Event, frozen=True):
    """A deposit could not be held."""


@event(index=7)
class CannotRelease(Event, frozen=True):
    """A deposit could not be released."""
