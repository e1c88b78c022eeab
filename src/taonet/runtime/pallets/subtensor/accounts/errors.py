"""Refusals of takes and earnings. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class DelegateTxRateLimitExceeded(ModuleError, index=34):
    """The take was changed a short while ago. Wait before raising it."""


@final
class DelegateTakeTooLow(ModuleError, index=49, pool_code=26):
    """The take is below the lowest allowed, or on the wrong side of the present one. Use the other call."""


@final
class DelegateTakeTooHigh(ModuleError, index=50, pool_code=27):
    """The take is above the highest allowed. Ask for less."""


@final
class SameAutoStakeHotkeyAlreadySet(ModuleError, index=120):
    """The earnings go to this hotkey already. Nothing is to be done."""
