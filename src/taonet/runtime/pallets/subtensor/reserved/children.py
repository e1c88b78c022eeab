"""Names of children: lending stake to other hotkeys, and what those take for it."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid, per_u16
from taonet.scale import u64


@final
class NotEnoughStakeToSetChildkeys(ModuleError, index=11):
    """The hotkey has too little stake to lend. Reach `StakeThreshold` first."""


@final
class InvalidChild(ModuleError, index=60):
    """A hotkey cannot be its own child or parent. Leave it out."""


@final
class DuplicateChild(ModuleError, index=61):
    """A child is named twice. Name each once."""


@final
class ProportionOverflow(ModuleError, index=62):
    """The children would get more than the whole. Lower their proportions."""


@final
class TooManyChildren(ModuleError, index=63):
    """A hotkey has five children at most. Name fewer."""


@final
class InvalidChildkeyTake(ModuleError, index=71):
    """The take is outside what this subnet allows. Choose one between the minimum and the maximum."""


@final
class TxChildkeyTakeRateLimitExceeded(ModuleError, index=72):
    """The take was raised a short while ago. Wait for the rate limit."""


@final
class ChildParentInconsistency(ModuleError, index=123):
    """A hotkey would be child and parent of another at once. Take back one of the two relations."""


@final
@event(index=43, named=False)
class TxChildKeyTakeRateLimitSet(Event, frozen=True):
    """So many blocks must lie between two raises of a child's take."""

    blocks: u64


@final
@event(index=46, named=False)
class MinChildKeyTakeSet(Event, frozen=True):
    """No child takes less than this; 65535 is all of it."""

    take: per_u16


@final
@event(index=48, named=False)
class MaxChildKeyTakeSet(Event, frozen=True):
    """No child takes more than this; 65535 is all of it."""

    take: per_u16


@final
@event(index=49, named=False)
class ChildKeyTakeSet(Event, frozen=True):
    """A hotkey keeps this share of what stake lent to it earns; 65535 is all of it."""

    hotkey: account
    take: per_u16


@final
@event(index=76, named=False)
class SetChildrenScheduled(Event, frozen=True):
    """The children of a hotkey on a subnet change in a block to come; each has its proportion, of 2^64 - 1."""

    hotkey: account
    netuid: netuid
    block: u64
    children: list[tuple[u64, account]]
