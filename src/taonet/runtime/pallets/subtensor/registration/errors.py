"""Refusals of registering neurons. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class RootNetworkDoesNotExist(ModuleError, index=0):
    """There is no root. The chain was made without it."""


@final
class TooManyRegistrationsThisBlock(ModuleError, index=20):
    """As many registered in this block as may. Try again in the next."""


@final
class HotKeyAlreadyRegisteredInSubNet(ModuleError, index=21):
    """The hotkey has a seat on this subnet. Use another hotkey or subnet."""


@final
class InvalidWorkBlock(ModuleError, index=24):
    """The work names a block that is too old, yet to come, or already used by this hotkey. Work on a recent one."""


@final
class InvalidDifficulty(ModuleError, index=25):
    """The work is easier than the subnet asks for. Search on for a better nonce."""


@final
class InvalidSeal(ModuleError, index=26):
    """The seal does not follow from subnet, block, nonce and keys. Compute it anew from what is sent."""


@final
class TooManyRegistrationsThisInterval(ModuleError, index=38):
    """As many registered in this interval as may. Try again in the next."""


@final
class RegistrationPriceLimitExceeded(ModuleError, index=136):
    """Registering costs more than the limit given. Raise it or wait until the price has fallen."""


@final
class ColdkeyCollateralPositionsFull(ModuleError, index=154):
    """The coldkey has collateral on as many hotkeys of this subnet as it may. Use one of those."""
