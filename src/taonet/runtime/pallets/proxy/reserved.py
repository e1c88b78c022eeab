"""Names of refusals that cannot come to pass: filters refuse with their own, deposits follow, every hash is an account."""

from taonet.frame.error import ModuleError


class Unproxyable(ModuleError, index=3):
    """The call is not one that the delegate's type allows."""


class AnnouncementDepositInvariantViolated(ModuleError, index=8):
    """A deposit is nothing though announcements are there."""


class InvalidDerivedAccountId(ModuleError, index=9):
    """The pure account cannot be made of these."""
