"""Refusals of values that a hyperparameter cannot have. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class LiquidAlphaDisabled(ModuleError, index=55):
    """The rates of adaptive bonds mean nothing while those are off. Switch liquid alpha on first."""


@final
class AlphaHighTooLow(ModuleError, index=56):
    """The higher rate is too low. Choose a larger one."""


@final
class AlphaLowOutOfRange(ModuleError, index=57):
    """The lower rate is too low, or above the higher one."""


@final
class RevealPeriodTooLarge(ModuleError, index=113):
    """Weights would be revealed too many epochs after their commit. Choose a smaller number."""


@final
class RevealPeriodTooSmall(ModuleError, index=114):
    """Weights cannot be revealed in the epoch of their commit. Choose at least 1."""


@final
class InvalidValue(ModuleError, index=115):
    """This value is not possible here."""


@final
class TooManyUIDsPerMechanism(ModuleError, index=125):
    """All mechanisms together would have too many neurons. Use fewer neurons or fewer mechanisms."""
