"""Refusals of the balances pallet."""

from taonet.frame.error import ModuleError


class VestingBalance(ModuleError, index=0):
    """The funds are still vesting. Send less."""


class LiquidityRestrictions(ModuleError, index=1):
    """Locks forbid the account to go this low. Use less, or wait until they end."""


class InsufficientBalance(ModuleError, index=2):
    """The account has less than that. Use a smaller amount."""


class ExistentialDeposit(ModuleError, index=3):
    """The amount is below the existential deposit and cannot open an account. Send more."""


class Expendability(ModuleError, index=4):
    """The account would be removed. Leave it the existential deposit."""


class ExistingVestingSchedule(ModuleError, index=5):
    """The account has a vesting schedule already."""


class DeadAccount(ModuleError, index=6):
    """The beneficiary does not exist. Give it the existential deposit first."""


class TooManyReserves(ModuleError, index=7):
    """The account has 50 named reserves. Release one first."""


class TooManyHolds(ModuleError, index=8):
    """The account has as many holds as there are reasons."""


class TooManyFreezes(ModuleError, index=9):
    """The account has 50 freezes. Thaw one first."""


class IssuanceDeactivated(ModuleError, index=10):
    """The issuance cannot fall below its inactive part."""


class DeltaZero(ModuleError, index=11):
    """A correction by zero changes nothing. Give an amount."""
