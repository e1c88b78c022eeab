"""Names of locks: stake bound to a hotkey, from which conviction and ownership of a subnet grow."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid


@final
class LockHotkeyMismatch(ModuleError, index=137):
    """The coldkey's lock on this subnet is for another hotkey. Use that one, or move the lock first."""


@final
class InsufficientStakeForLock(ModuleError, index=138):
    """The coldkey has less stake on the subnet than it would lock. Lock less, or stake more."""


@final
class NoExistingLock(ModuleError, index=139):
    """The coldkey has no lock on this subnet. Lock stake first."""


@final
class ActiveLockExists(ModuleError, index=140):
    """The coldkey that would get the lock has one already. Wait until that has run out."""


@final
class AccountRejectsLockedAlpha(ModuleError, index=149):
    """The other coldkey takes no locked alpha. Its owner must allow it first."""


@final
@event(index=132)
class StakeLocked(Event, frozen=True):
    """A coldkey bound stake to a hotkey."""

    coldkey: account
    hotkey: account
    netuid: netuid
    amount: alpha


@final
@event(index=134)
class LockMoved(Event, frozen=True):
    """A coldkey bound its locked stake to another hotkey."""

    coldkey: account
    origin_hotkey: account
    destination_hotkey: account
    netuid: netuid


@final
@event(index=139)
class SubnetOwnerChanged(Event, frozen=True):
    """A subnet went to the coldkey with the most conviction."""

    netuid: netuid
    old_coldkey: account
    new_coldkey: account


@final
@event(index=140)
class PerpetualLockUpdated(Event, frozen=True):
    """The locks of a coldkey on a subnet stay for ever from now on, or begin to run out."""

    coldkey: account
    netuid: netuid
    enabled: bool


@final
@event(index=142)
class RejectLockedAlphaUpdated(Event, frozen=True):
    """A coldkey takes no locked alpha from now on, or takes it again."""

    coldkey: account
    enabled: bool
