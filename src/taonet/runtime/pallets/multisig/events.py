"""Events of the multisig pallet."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import dispatch_result
from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.multisig.types import TIMEPOINT, Timepoint
from taonet.runtime.types import BYTES_32, TAO, account
from taonet.scale import Typed

_timepoint = Annotated[Timepoint, Typed(TIMEPOINT, "Timepoint<BlockNumberFor<T>>")]
_call_hash = Annotated[bytes, Typed(BYTES_32, "CallHash")]
_balance = Annotated[Tao, Typed(TAO, "BalanceOf<T>")]


@final
@event(index=0)
class NewMultisig(Event, frozen=True):
    """An operation began: the first of several approved a call."""

    approving: account
    multisig: account
    call_hash: _call_hash


@final
@event(index=1)
class MultisigApproval(Event, frozen=True):
    """Another one approved."""

    approving: account
    timepoint: _timepoint
    multisig: account
    call_hash: _call_hash


@final
@event(index=2)
class MultisigExecuted(Event, frozen=True):
    """Enough approved, and the call was made, with this result."""

    approving: account
    timepoint: _timepoint
    multisig: account
    call_hash: _call_hash
    result: dispatch_result


@final
@event(index=3)
class MultisigCancelled(Event, frozen=True):
    """An operation was given up by who began it."""

    cancelling: account
    timepoint: _timepoint
    multisig: account
    call_hash: _call_hash


@final
@event(index=4)
class DepositPoked(Event, frozen=True):
    """An operation's deposit was brought to what it is today."""

    who: account
    call_hash: _call_hash
    old_deposit: _balance
    new_deposit: _balance
