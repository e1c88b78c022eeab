"""Names of users' own positions in a pool, which the real chain gave up."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class InsufficientInputAmount(ModuleError, index=1):
    """Former chains: the input was too small to be paid anything for."""


@final
class InsufficientBalance(ModuleError, index=4):
    """Former chains: the account had too little for the position."""


@final
class InvalidTickRange(ModuleError, index=5):
    """Former chains: the range of prices was empty."""


@final
class InvalidLiquidityValue(ModuleError, index=6):
    """Former chains: the position would have been too small."""


@final
class SubtokenDisabled(ModuleError, index=9):
    """Former chains: the subnet's token was not tradable yet."""
