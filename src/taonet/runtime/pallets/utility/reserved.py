"""The name of a refusal that cannot come to pass: every index derives an account."""

from taonet.frame.error import ModuleError


class InvalidDerivedAccount(ModuleError, index=1):
    """The derived account cannot be made of these."""
