"""Events of the system pallet."""

from taonet.frame.error import dispatch_error
from taonet.runtime.types import account
from typing import Annotated
from taonet.frame.error import DISPATCH_ERROR
from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.system.types import DISPATCH_EVENT_INFO, DispatchEventInfo
from taonet.runtime.types import ACCOUNT_ID, H256
from taonet.scale import Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@event(index=0)
class ExtrinsicSuccess(Event, frozen=True):
    """An extrinsic did what it asked for."""

    dispatch_info: DispatchEventInfo


@event(index=1)
class ExtrinsicFailed(Event, frozen=True):
    """An extrinsic was refused and undone; its fee stays paid."""

    dispatch_error: dispatch_error
    dispatch_info: DispatchEventInfo


@event(index=3)
class NewAccount(Event, frozen=True):
    """An account came into being."""

    account: account


@event(index=4)
class KilledAccount(Event, frozen=True):
    """An account ceased to be."""

    account: account


@event(index=5)
class Remarked(Event, frozen=True):
    """An account put a remark on chain."""

    sender: account
    hash: Annotated[Hash, Typed(H256, 'T::Hash')]
