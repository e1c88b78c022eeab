"""Events of the sudo pallet. A `sudo_result` is None for success, else the refusal's wire form."""

from taonet.frame.error import dispatch_result
from taonet.frame.event import Event, event
from taonet.runtime.types import account


@event(index=0)
class Sudid(Event, frozen=True):
    """A call was made as root, with this result."""

    sudo_result: dispatch_result


@event(index=1)
class KeyChanged(Event, frozen=True):
    """Another account is the sudo key now."""

    old: account | None
    new: account


@event(index=2)
class KeyRemoved(Event, frozen=True):
    """There is no sudo key any more, and never will be."""


@event(index=3)
class SudoAsDone(Event, frozen=True):
    """A call was made as another account, with this result."""

    sudo_result: dispatch_result
