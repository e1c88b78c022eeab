"""Refusals of the balances pallet."""

from taonet.frame.error import ModuleError


class LiquidityRestrictions(ModuleError, index=1):
    """Locks forbid the account to go this low. Use less, or wait until they end."""


class InsufficientBalance(ModuleError, index=2):
    """The account has less than that. Use a smaller amount."""


class TooManyReserves(ModuleError, index=7):
    """The account has 50 named reserves. Release one first."""


class TooManyHolds(ModuleError, index=8):
    """The account has as many holds as there are reasons."""


class IssuanceDeactivated(ModuleError, index=10):
    """The issuance cannot fall below its inactive part."""


class DeltaZero(ModuleError, index=11):
    """A correction by zero changes nothing. Give an amount."""
