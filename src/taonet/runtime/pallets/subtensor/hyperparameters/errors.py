"""Refusals of changing hyperparameters, and of values that they cannot have. Numbers are the chain's."""

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
class AdminActionProhibitedDuringWeightsWindow(ModuleError, index=108):
    """An epoch is near, and nothing changes before it. Wait until it has run."""


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


@final
class TempoOutOfBounds(ModuleError, index=144):
    """The tempo is too short or too long. Choose one between the bounds."""


@final
class ActivityCutoffFactorMilliOutOfBounds(ModuleError, index=145):
    """The factor is too small or too large. Choose one between the bounds."""


@final
class EpochTriggerAlreadyPending(ModuleError, index=146):
    """An epoch was asked for and has not run yet. Wait for it."""


@final
class AutoEpochAlreadyImminent(ModuleError, index=147):
    """The next epoch comes by itself before one that is asked for could. Wait for it."""


@final
class DynamicTempoBlockedByCommitReveal(ModuleError, index=148):
    """An epoch out of turn would break the reveal of committed weights. Switch commit-reveal off first."""
