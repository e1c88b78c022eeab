"""The event of the transaction payment pallet."""

from typing import Annotated

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.runtime.types import TAO, account
from taonet.scale import Typed

_BALANCE = Typed(TAO, "BalanceOf<T>")


@event(index=0)
class TransactionFeePaid(Event, frozen=True):
    """A transaction was paid: the fee in rao, of which `tip` was given freely."""

    who: account
    actual_fee: Annotated[Tao, _BALANCE]
    tip: Annotated[Tao, _BALANCE]
