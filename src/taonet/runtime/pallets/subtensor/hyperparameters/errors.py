"""Refusals of changing hyperparameters. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class AdminActionProhibitedDuringWeightsWindow(ModuleError, index=108):
    """An epoch is near, and nothing changes before it. Wait until it has run."""


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
