"""Events of safe mode."""

from taonet.frame.event import Event, event
from taonet.runtime.pallets.safe_mode.types import ExitReason
from taonet.runtime.types import account, balance_of, block_number


@event(index=0)
class Entered(Event, frozen=True):
    """Safe mode began; this is its last block."""

    until: block_number


@event(index=1)
class Extended(Event, frozen=True):
    """Safe mode goes on; this is its last block."""

    until: block_number


@event(index=2)
class Exited(Event, frozen=True):
    """Safe mode is over, for this reason."""

    reason: ExitReason


@event(index=4)
class DepositReleased(Event, frozen=True):
    """A deposit went back to its account."""

    account: account
    amount: balance_of


@event(index=5)
class DepositSlashed(Event, frozen=True):
    """A deposit was burned."""

    account: account
    amount: balance_of
