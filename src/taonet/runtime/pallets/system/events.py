"""Events of the system pallet."""

from taonet.frame.error import DISPATCH_ERROR
from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.system.types import DISPATCH_EVENT_INFO, DispatchEventInfo
from taonet.runtime.types import ACCOUNT_ID, H256
from taonet.scale import Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@event(index=0, fields={"dispatch_info": DISPATCH_EVENT_INFO})
class ExtrinsicSuccess(Event, frozen=True):
    """An extrinsic did what it asked for."""

    dispatch_info: DispatchEventInfo


@event(index=1, fields={"dispatch_error": DISPATCH_ERROR, "dispatch_info": DISPATCH_EVENT_INFO})
class ExtrinsicFailed(Event, frozen=True):
    """An extrinsic was refused and undone; its fee stays paid."""

    dispatch_error: object
    dispatch_info: DispatchEventInfo


@event(index=3, fields={"account": _ACCOUNT})
class NewAccount(Event, frozen=True):
    """An account came into being."""

    account: AccountId


@event(index=4, fields={"account": _ACCOUNT})
class KilledAccount(Event, frozen=True):
    """An account ceased to be."""

    account: AccountId


@event(index=5, fields={"sender": _ACCOUNT, "hash": Typed(H256, "T::Hash")})
class Remarked(Event, frozen=True):
    """An account put a remark on chain."""

    sender: AccountId
    hash: Hash
