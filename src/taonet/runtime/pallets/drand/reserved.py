"""Names of refusals that no rule of the chain uses, here as there."""

from typing import final

from taonet.frame.error import ModuleError


@final
class NoneValue(ModuleError, index=0):
    """There is no value."""


@final
class StorageOverflow(ModuleError, index=1):
    """A number would be too large."""


@final
class DrandConnectionFailure(ModuleError, index=2):
    """The beacon cannot be reached."""


@final
class UnverifiedPulse(ModuleError, index=3):
    """The pulse is not the beacon's."""
