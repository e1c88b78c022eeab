"""Names of coldkey swaps: an owner announces a new coldkey, waits, and moves all that it has."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.primitives.ids import Hash
from taonet.runtime.types import H256, account, block_number
from taonet.scale import Typed


@final
class ColdKeyAlreadyAssociated(ModuleError, index=58):
    """The new coldkey already has stake or hotkeys. Use a fresh one."""


@final
class NotEnoughBalanceToPaySwapColdKey(ModuleError, index=59):
    """The coldkey cannot pay for the swap. Add TAO first."""


@final
class ColdkeySwapAnnouncementNotFound(ModuleError, index=65):
    """This coldkey has announced no swap. Announce one first."""


@final
class ColdkeySwapTooEarly(ModuleError, index=66):
    """The wait after the announcement is not over. Try again when it is."""


@final
class ColdkeySwapReannouncedTooEarly(ModuleError, index=67):
    """The last announcement is too recent to be replaced. Wait for the delay."""


@final
class AnnouncedColdkeyHashDoesNotMatch(ModuleError, index=68):
    """This is not the coldkey that was announced. Name the one whose hash was."""


@final
class ColdkeySwapAlreadyDisputed(ModuleError, index=69):
    """The swap is disputed already; there is nothing more to do."""


@final
class NewColdKeyIsHotkey(ModuleError, index=70):
    """The new coldkey is in use as a hotkey. Use another key."""


@final
class ColdkeySwapAnnounced(ModuleError, index=132, pool_code=0):
    """The coldkey has announced a swap and may do little else until then. Finish it, or clear it."""


@final
class ColdkeySwapDisputed(ModuleError, index=133, pool_code=21):
    """The swap of this coldkey is disputed, and the coldkey may do nothing. Root must decide first."""


@final
class ColdkeySwapClearTooEarly(ModuleError, index=134):
    """The announcement is too recent to be cleared. Wait for the delay."""


@final
class ColdkeyCollateralIncomplete(ModuleError, index=153):
    """The collateral of the old coldkey does not add up, so nothing was moved. Look for positions that lost their list."""


@final
class ColdkeySwapTooHeavy(ModuleError, index=164):
    """The coldkey has more hotkeys or positions than one swap can move. Empty some first."""


@final
@event(index=70, name="ColdkeySwapAnnounced")
class SwapAnnounced(Event, frozen=True):
    """A coldkey promised to move to the one with this hash."""

    who: account
    new_coldkey_hash: Annotated[Hash, Typed(H256, "T::Hash")]


@final
@event(index=71)
class ColdkeySwapReset(Event, frozen=True):
    """Root removed the announcement and the dispute of a coldkey."""

    who: account


@final
@event(index=72)
class ColdkeySwapped(Event, frozen=True):
    """All that a coldkey had belongs to another from now on."""

    old_coldkey: account
    new_coldkey: account


@final
@event(index=73, name="ColdkeySwapDisputed")
class SwapDisputed(Event, frozen=True):
    """A swap is disputed; its coldkey stays blocked until root decides."""

    coldkey: account


@final
@event(index=82, named=False)
class ColdkeySwapAnnouncementDelaySet(Event, frozen=True):
    """A swap waits this many blocks after its announcement."""

    blocks: block_number


@final
@event(index=83, named=False)
class ColdkeySwapReannouncementDelaySet(Event, frozen=True):
    """An announcement stands this many blocks before it can be replaced or cleared."""

    blocks: block_number


@final
@event(index=127)
class ColdkeySwapCleared(Event, frozen=True):
    """A coldkey took its announcement back."""

    who: account
