"""Refusals of creating, starting and describing subnets. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class NotSubnetOwner(ModuleError, index=41):
    """The caller does not own the subnet. Sign with the coldkey that does."""


@final
class FirstEmissionBlockNumberAlreadySet(ModuleError, index=88):
    """The subnet was started before. It needs no second start."""


@final
class SymbolDoesNotExist(ModuleError, index=109):
    """The symbol is not one a subnet can have. Choose one of the list."""


@final
class SymbolAlreadyInUse(ModuleError, index=110):
    """Another subnet has this symbol. Choose a free one."""


@final
class SubnetLimitReached(ModuleError, index=116):
    """There are as many subnets as there may be. Wait until one is removed."""


@final
class CannotAffordLockCost(ModuleError, index=117):
    """The coldkey cannot pay for a new subnet. Add TAO or wait until the price has fallen."""


@final
class StartCallNotReady(ModuleError, index=151):
    """The subnet is too young to be started. Wait until the delay has passed."""
