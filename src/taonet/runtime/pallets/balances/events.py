"""Events of the balances pallet. Amounts are rao."""

from taonet.frame.event import Event, event
from taonet.runtime.types import account, balance


@event(index=0)
class Endowed(Event, frozen=True):
    """An account was opened with these funds."""

    account: account
    free_balance: balance


@event(index=1)
class DustLost(Event, frozen=True):
    """An account fell below the existential deposit; what was left is gone."""

    account: account
    amount: balance


@event(index=2)
class Transfer(Event, frozen=True):
    """Funds went from one account to another."""

    from_: account
    to: account
    amount: balance


@event(index=3)
class BalanceSet(Event, frozen=True):
    """Root set an account's free balance."""

    who: account
    free: balance


@event(index=4)
class Reserved(Event, frozen=True):
    """Free funds became reserved."""

    who: account
    amount: balance


@event(index=5)
class Unreserved(Event, frozen=True):
    """Reserved funds became free."""

    who: account
    amount: balance


@event(index=7)
class Deposit(Event, frozen=True):
    """Funds arrived in an account, for example the unused part of a fee."""

    who: account
    amount: balance


@event(index=8)
class Withdraw(Event, frozen=True):
    """Funds left an account, for example as a fee."""

    who: account
    amount: balance


@event(index=9)
class Slashed(Event, frozen=True):
    """Reserved funds were taken away as a punishment."""

    who: account
    amount: balance


@event(index=11)
class Burned(Event, frozen=True):
    """Funds of an account were destroyed."""

    who: account
    amount: balance


@event(index=14)
class Upgraded(Event, frozen=True):
    """An account now counts its holds and freezes as references."""

    who: account


@event(index=15)
class Issued(Event, frozen=True):
    """The issuance grew; the new funds are not yet in an account."""

    amount: balance


@event(index=16)
class Rescinded(Event, frozen=True):
    """The issuance shrank by funds that were in no account."""

    amount: balance


@event(index=17)
class Locked(Event, frozen=True):
    """Locks now bind this much more of an account."""

    who: account
    amount: balance


@event(index=18)
class Unlocked(Event, frozen=True):
    """Locks now bind this much less of an account."""

    who: account
    amount: balance


@event(index=21)
class TotalIssuanceForced(Event, frozen=True):
    """Root corrected the issuance."""

    old: balance
    new: balance
