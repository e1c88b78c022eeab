"""Refusals of safe mode."""

from taonet.frame.error import ModuleError


class Entered(ModuleError, index=0):
    """The chain is in safe mode. Wait for its end."""


class Exited(ModuleError, index=1):
    """The chain is not in safe mode."""


class NotConfigured(ModuleError, index=2):
    """Only root may do this on this chain."""


class NoDeposit(ModuleError, index=3):
    """The account has no deposit of that block."""


class CurrencyError(ModuleError, index=6):
    """The deposit's funds cannot be moved."""
