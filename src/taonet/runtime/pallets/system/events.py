"""Events of the system pallet."""

from typing import Annotated

from taonet.frame.error import dispatch_error
from taonet.frame.event import Event, event
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.types import DispatchEventInfo
from taonet.runtime.types import H256, account
from taonet.scale import Typed


@event(index=0)
class ExtrinsicSuccess(Event, frozen=True):
    """An extrinsic did what it asked for."""

    dispatch_info: DispatchEventInfo


@event(index=1)
class ExtrinsicFailed(Event, frozen=True):
    """An extrinsic was refused and undone; its fee stays paid."""

    dispatch_error: dispatch_error
    dispatch_info: DispatchEventInfo


@event(index=2)
class CodeUpdated(Event, frozen=True):
    """The chain has new code."""


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
    hash: Annotated[Hash, Typed(H256, "T::Hash")]


@event(index=6)
class UpgradeAuthorized(Event, frozen=True):
    """Root named the hash of the next code."""

    code_hash: Annotated[Hash, Typed(H256, "T::Hash")]
    check_version: bool


@event(index=7)
class RejectedInvalidAuthorizedUpgrade(Event, frozen=True):
    """Code with the authorised hash was refused for this reason."""

    code_hash: Annotated[Hash, Typed(H256, "T::Hash")]
    error: dispatch_error
