"""Names of hotkey swaps: seats, stake and children move to a new hotkey."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid


@final
class NewHotKeyIsSameWithOld(ModuleError, index=22):
    """Old and new hotkey are the same. Name another one."""


@final
class NewHotKeyNotCleanForRootSwap(ModuleError, index=23):
    """The new hotkey has dividends or stake on root that cannot be merged. Claim and empty it, or use a fresh one."""


@final
class HotKeySetTxRateLimitExceeded(ModuleError, index=35):
    """The coldkey swapped a hotkey a short while ago. Wait for the rate limit."""


@final
class NotEnoughBalanceToPaySwapHotKey(ModuleError, index=45):
    """The coldkey cannot pay for the swap. Add TAO first."""


@final
class HotKeySwapOnSubnetIntervalNotPassed(ModuleError, index=95):
    """A hotkey was swapped on this subnet a short while ago. Wait for the interval."""


@final
class KeepStakeBlockedByCollateral(ModuleError, index=96):
    """The old hotkey has collateral, which cannot stay behind. Let the stake move with the seat."""


@final
@event(index=67)
class HotkeySwapped(Event, frozen=True):
    """All that a hotkey had on every subnet belongs to another from now on."""

    coldkey: account
    old_hotkey: account
    new_hotkey: account


@final
@event(index=103)
class HotkeySwappedOnSubnet(Event, frozen=True):
    """All that a hotkey had on one subnet belongs to another from now on."""

    coldkey: account
    old_hotkey: account
    new_hotkey: account
    netuid: netuid
