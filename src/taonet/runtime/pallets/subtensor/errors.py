"""Refusals of the subtensor pallet that more than one slice raises. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class HotKeyAccountNotExists(ModuleError, index=5, pool_code=4):
    """No coldkey owns this hotkey. Register it, or associate it with a coldkey, first."""


@final
class NonAssociatedColdKey(ModuleError, index=7, pool_code=25):
    """The caller does not own this hotkey. Sign with the coldkey that does."""


@final
class NotEnoughStakeToWithdraw(ModuleError, index=9, pool_code=5):
    """The stake is smaller than what is taken from it. Ask for less."""


@final
class NotEnoughBalanceToStake(ModuleError, index=12, pool_code=2):
    """The coldkey has not enough free TAO to stake. Stake less or add TAO."""


@final
class MechanismDoesNotExist(ModuleError, index=74):
    """The subnet or its mechanism does not exist."""


@final
class SubnetNotExists(ModuleError, index=76, pool_code=3):
    """There is no subnet of this number."""


@final
class AmountTooLow(ModuleError, index=82, pool_code=1):
    """The amount is below the minimum. Use a larger one."""


@final
class InsufficientLiquidity(ModuleError, index=83, pool_code=7):
    """The pool of the subnet is too small for this trade, or cannot price it. Trade less."""


@final
class SlippageTooHigh(ModuleError, index=84, pool_code=8):
    """The whole amount would move the price beyond the limit. Allow partial execution, or change limit or amount."""


@final
class SubtokenDisabled(ModuleError, index=94):
    """The subnet's token is not tradable yet: its owner has not started it."""


@final
class InsufficientTaoBalance(ModuleError, index=98):
    """The account has not enough TAO for this transfer."""


@final
class CannotUseSystemAccount(ModuleError, index=141):
    """This account belongs to the chain itself. Use one of your own."""


@final
class HotKeyNotRegisteredInSubNet(ModuleError, index=4, pool_code=19):
    """The hotkey has no seat on the subnet. Register it first."""


@final
class HotKeyNotRegisteredInNetwork(ModuleError, index=6, pool_code=10):
    """The hotkey has no seat there, or none anywhere. Register it first."""


@final
class NetworkTxRateLimitExceeded(ModuleError, index=33, pool_code=6):
    """A subnet was created a short while ago. Wait for the rate limit."""


@final
class SubNetRegistrationDisabled(ModuleError, index=37):
    """Registration is closed here or not yet open. Try elsewhere or later."""


@final
class RegistrationNotPermittedOnRootSubnet(ModuleError, index=42):
    """This is not possible on root. Name another subnet."""


@final
class NoNeuronIdAvailable(ModuleError, index=48):
    """All seats are taken and none may be replaced. Try again later."""


@final
class TxRateLimitExceeded(ModuleError, index=64):
    """This was done a short while ago. Wait for the rate limit."""


@final
class InvalidIdentity(ModuleError, index=73):
    """A field of the identity is too long. Shorten it."""
