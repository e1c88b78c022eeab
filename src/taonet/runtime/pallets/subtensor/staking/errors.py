"""Refusals that only staking raises. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class StakeUnavailable(ModuleError, index=75):
    """This part of the stake is held as collateral or locked. Ask for less."""


@final
class TransferDisallowed(ModuleError, index=85, pool_code=9):
    """The subnet does not let stake change its owner."""


@final
class CannotBurnOrRecycleOnRootSubnet(ModuleError, index=91):
    """Root stake is TAO; only alpha can be burned or recycled."""


@final
class SameNetuid(ModuleError, index=97):
    """Origin and destination are the same position. Change subnet, hotkey or coldkey."""


@final
class RootStakeLocked(ModuleError, index=156):
    """Root stake changed too recently to leave root. Wait for `RootStakeUnlockInterval` blocks."""


@final
class TooManyStakingHotkeys(ModuleError, index=163):
    """The coldkey has stake with as many hotkeys as it may. Use one of them, or empty one first."""
