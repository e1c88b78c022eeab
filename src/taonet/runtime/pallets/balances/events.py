"""Events of the balances pallet. Amounts are rao."""

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.types import BALANCE_STATUS, BalanceStatus
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")
_BALANCE = Typed(TAO, "T::Balance")
_WHO_AMOUNT = {"who": _ACCOUNT, "amount": _BALANCE}


@event(index=0, fields={"account": _ACCOUNT, "free_balance": _BALANCE})
class Endowed(Event, frozen=True):
    """An account was opened with these funds."""

    account: AccountId
    free_balance: Tao


@event(index=1, fields={"account": _ACCOUNT, "amount": _BALANCE})
class DustLost(Event, frozen=True):
    """An account fell below the existential deposit; what was left is gone."""

    account: AccountId
    amount: Tao


@event(index=2, fields={"from_": _ACCOUNT, "to": _ACCOUNT, "amount": _BALANCE})
class Transfer(Event, frozen=True):
    """Funds went from one account to another."""

    from_: AccountId
    to: AccountId
    amount: Tao


@event(index=3, fields={"who": _ACCOUNT, "free": _BALANCE})
class BalanceSet(Event, frozen=True):
    """Root set an account's free balance."""

    who: AccountId
    free: Tao


@event(index=4, fields=_WHO_AMOUNT)
class Reserved(Event, frozen=True):
    """Free funds became reserved."""

    who: AccountId
    amount: Tao


@event(index=5, fields=_WHO_AMOUNT)
class Unreserved(Event, frozen=True):
    """Reserved funds became free."""

    who: AccountId
    amount: Tao


@event(
    index=6,
    fields={
        "from_": _ACCOUNT,
        "to": _ACCOUNT,
        "amount": _BALANCE,
        "destination_status": Typed(BALANCE_STATUS, "Status"),
    },
)
class ReserveRepatriated(Event, frozen=True):
    """Reserved funds of one account went to another."""

    from_: AccountId
    to: AccountId
    amount: Tao
    destination_status: BalanceStatus


@event(index=7, fields=_WHO_AMOUNT)
class Deposit(Event, frozen=True):
    """Funds arrived in an account, for example the unused part of a fee."""

    who: AccountId
    amount: Tao


@event(index=8, fields=_WHO_AMOUNT)
class Withdraw(Event, frozen=True):
    """Funds left an account, for example as a fee."""

    who: AccountId
    amount: Tao


@event(index=9, fields=_WHO_AMOUNT)
class Slashed(Event, frozen=True):
    """Funds were taken away as a punishment."""

    who: AccountId
    amount: Tao


@event(index=10, fields=_WHO_AMOUNT)
class Minted(Event, frozen=True):
    """New funds were made in an account."""

    who: AccountId
    amount: Tao


@event(index=11, fields=_WHO_AMOUNT)
class Burned(Event, frozen=True):
    """Funds of an account were destroyed."""

    who: AccountId
    amount: Tao


@event(index=12, fields=_WHO_AMOUNT)
class Suspended(Event, frozen=True):
    """Funds left the chain for a while and can be restored."""

    who: AccountId
    amount: Tao


@event(index=13, fields=_WHO_AMOUNT)
class Restored(Event, frozen=True):
    """Suspended funds came back."""

    who: AccountId
    amount: Tao


@event(index=14, fields={"who": _ACCOUNT})
class Upgraded(Event, frozen=True):
    """An account now counts its holds and freezes as references."""

    who: AccountId


@event(index=15, fields={"amount": _BALANCE})
class Issued(Event, frozen=True):
    """The issuance grew; the new funds are not yet in an account."""

    amount: Tao


@event(index=16, fields={"amount": _BALANCE})
class Rescinded(Event, frozen=True):
    """The issuance shrank by funds that were in no account."""

    amount: Tao


@event(index=17, fields=_WHO_AMOUNT)
class Locked(Event, frozen=True):
    """Locks now bind this much more of an account."""

    who: AccountId
    amount: Tao


@event(index=18, fields=_WHO_AMOUNT)
class Unlocked(Event, frozen=True):
    """Locks now bind this much less of an account."""

    who: AccountId
    amount: Tao


@event(index=19, fields=_WHO_AMOUNT)
class Frozen(Event, frozen=True):
    """Freezes now bind this much more of an account."""

    who: AccountId
    amount: Tao


@event(index=20, fields=_WHO_AMOUNT)
class Thawed(Event, frozen=True):
    """Freezes now bind this much less of an account."""

    who: AccountId
    amount: Tao


@event(index=21, fields={"old": _BALANCE, "new": _BALANCE})
class TotalIssuanceForced(Event, frozen=True):
    """Root corrected the issuance."""

    old: Tao
    new: Tao
