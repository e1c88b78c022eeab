"""The event of the transaction payment pallet."""

from taonet.runtime.types import account
from typing import Annotated
from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import Typed

_BALANCE = Typed(TAO, "BalanceOf<T>")


@event(index=0)
class TransactionFeePaid(Event, frozen=True):
    """A transaction was paid: the fee in rao, of which `tip` was given freely."""

    who: account
    actual_fee: Annotated[Tao, _BALANCE]
    tip: Annotated[Tao, _BALANCE]
