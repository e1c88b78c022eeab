"""Refusals of the system pallet.

Errors 0 to 2 and 6 to 8 belong to upgrades of the chain's code, which this runtime does not take as transactions.
"""

from taonet.frame.error import ModuleError


class NonDefaultComposite(ModuleError, index=3):
    """The account still holds data of its own and cannot be removed."""


class NonZeroRefCount(ModuleError, index=4):
    """The account is still referenced and cannot be removed."""


class CallFiltered(ModuleError, index=5):
    """The chain does not take this call now, or not from this origin."""
