"""Refusals of the swap pallet. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class FeeRateTooHigh(ModuleError, index=0):
    """The fee rate is above `MaxFeeRate`."""


@final
class InsufficientLiquidity(ModuleError, index=2):
    """The pool does not hold what the trade would pay out. Trade less."""


@final
class PriceLimitExceeded(ModuleError, index=3):
    """The price is already at or beyond the limit. Set a limit on the other side of it."""


@final
class ReservesTooLow(ModuleError, index=7):
    """The pool holds less than the minimum reserve, or the input is too small to be paid anything for."""


@final
class MechanismDoesNotExist(ModuleError, index=8):
    """There is no subnet of this number."""


@final
class ReservesOutOfBalance(ModuleError, index=10):
    """A weight of the pool would leave 1 % to 99 %."""


@final
class SwapInputTooLarge(ModuleError, index=11):
    """The input is above 1 000 times the reserve it enters. Trade less at once."""


@final
class Deprecated(ModuleError, index=12):
    """Positions of users were given up; this call does nothing any more."""
