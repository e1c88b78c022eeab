"""Names of what no call of this runtime does with balances: vesting, freezes, slashing, minting."""

from typing import Annotated

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.pallets.balances.types import BALANCE_STATUS, BalanceStatus
from taonet.runtime.types import account, balance
from taonet.scale import Typed


class VestingBalance(ModuleError, index=0):
    """The funds are still vesting. Send less."""


class ExistentialDeposit(ModuleError, index=3):
    """The amount is below the existential deposit and cannot open an account. Send more."""


class Expendability(ModuleError, index=4):
    """The account would be removed. Leave it the existential deposit."""


class ExistingVestingSchedule(ModuleError, index=5):
    """The account has a vesting schedule already."""


class DeadAccount(ModuleError, index=6):
    """The beneficiary does not exist. Give it the existential deposit first."""


class TooManyFreezes(ModuleError, index=9):
    """The account has 50 freezes. Thaw one first."""


@event(index=6)
class ReserveRepatriated(Event, frozen=True):
    """Reserved funds of one account went to another."""

    from_: account
    to: account
    amount: balance
    destination_status: Annotated[BalanceStatus, Typed(BALANCE_STATUS, "Status")]


@event(index=10)
class Minted(Event, frozen=True):
    """New funds were made in an account."""

    who: account
    amount: balance


@event(index=12)
class Suspended(Event, frozen=True):
    """Funds left the chain for a while and can be restored."""

    who: account
    amount: balance


@event(index=13)
class Restored(Event, frozen=True):
    """Suspended funds came back."""

    who: account
    amount: balance


@event(index=19)
class Frozen(Event, frozen=True):
    """Freezes now bind this much more of an account."""

    who: account
    amount: balance


@event(index=20)
class Thawed(Event, frozen=True):
    """Freezes now bind this much less of an account."""

    who: account
    amount: balance
