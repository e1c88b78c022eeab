"""Names of the queue of encrypted calls, which the real chain keeps but cannot open."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError, dispatch_error
from taonet.frame.event import Event, event
from taonet.runtime.types import account
from taonet.scale import u32, u64


@final
class TooManyPendingExtrinsics(ModuleError, index=2):
    """As many encrypted calls wait as may. Try again in a later block."""


@final
class WeightExceedsAbsoluteMax(ModuleError, index=3):
    """More than half a block cannot be set aside. Choose less."""


@final
@event(index=1)
class ExtrinsicStored(Event, frozen=True):
    """An encrypted call waits, under this number."""

    index: u32
    who: account


@final
@event(index=2)
class ExtrinsicDecodeFailed(Event, frozen=True):
    """A call that waited could not be read and was dropped."""

    index: u32


@final
@event(index=3)
class ExtrinsicDispatchFailed(Event, frozen=True):
    """A call that waited was made and refused for this reason."""

    index: u32
    error: dispatch_error


@final
@event(index=4)
class ExtrinsicDispatched(Event, frozen=True):
    """A call that waited was made."""

    index: u32


@final
@event(index=5)
class ExtrinsicExpired(Event, frozen=True):
    """A call waited too long and was dropped."""

    index: u32


@final
@event(index=6)
class ExtrinsicPostponed(Event, frozen=True):
    """A call that waited had no room in this block and waits on."""

    index: u32


@final
@event(index=7)
class MaxPendingExtrinsicsNumberSet(Event, frozen=True):
    """So many encrypted calls may wait."""

    value: u32


@final
@event(index=8)
class OnInitializeWeightSet(Event, frozen=True):
    """Calls that wait may use this much of a block."""

    value: u64


@final
@event(index=9)
class ExtrinsicLifetimeSet(Event, frozen=True):
    """A call waits this many blocks at most."""

    value: u32


@final
@event(index=10)
class MaxExtrinsicWeightSet(Event, frozen=True):
    """One call that waits may use this much of a block."""

    value: u64


@final
@event(index=11)
class ExtrinsicWeightExceeded(Event, frozen=True):
    """A call that waited would have used too much of a block and was dropped."""

    index: u32
