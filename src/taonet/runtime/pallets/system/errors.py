"""Refusals of the system pallet."""

from taonet.frame.error import ModuleError


class InvalidSpecName(ModuleError, index=0):
    """The new code is another chain's. Build it under this chain's name."""


class SpecVersionNeedsToIncrease(ModuleError, index=1):
    """The new code is no newer than what runs. Raise its version."""


class FailedToExtractRuntimeVersion(ModuleError, index=2):
    """The new code tells no version. Send a whole, valid runtime."""


class CallFiltered(ModuleError, index=5):
    """The chain does not take this call now, or not from this origin."""


class NothingAuthorized(ModuleError, index=7):
    """No upgrade was authorised. Root must name its hash first."""


class Unauthorized(ModuleError, index=8):
    """This is not the code that was authorised. Send the one with that hash."""
