"""Events of the sudo pallet. A `sudo_result` is None for success, else the refusal's wire form."""

from taonet.frame.error import DISPATCH_RESULT
from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import Typed, option

_RESULT = {"sudo_result": Typed(DISPATCH_RESULT, "DispatchResult")}


@event(index=0, fields=_RESULT)
class Sudid(Event, frozen=True):
    """A call was made as root, with this result."""

    sudo_result: object | None


@event(
    index=1,
    fields={"old": Typed(option(ACCOUNT_ID), "Option<T::AccountId>"), "new": Typed(ACCOUNT_ID, "T::AccountId")},
)
class KeyChanged(Event, frozen=True):
    """Another account is the sudo key now."""

    old: AccountId | None
    new: AccountId


@event(index=2)
class KeyRemoved(Event, frozen=True):
    """There is no sudo key any more, and never will be."""


@event(index=3, fields=_RESULT)
class SudoAsDone(Event, frozen=True):
    """A call was made as another account, with this result."""

    sudo_result: object | None
