"""Events of the proxy pallet."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import dispatch_result
from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.proxy.types import DEPOSIT_KIND, PROXY_TYPE, DepositKind, ProxyType
from taonet.runtime.types import H256, TAO, account, block_number
from taonet.scale import Typed, u16

_proxy_type = Annotated[ProxyType, Typed(PROXY_TYPE, "T::ProxyType")]
_call_hash = Annotated[Hash, Typed(H256, "CallHashOf<T>")]
_balance = Annotated[Tao, Typed(TAO, "BalanceOf<T>")]


@final
@event(index=0)
class ProxyExecuted(Event, frozen=True):
    """A call was made for another account, with this result."""

    result: dispatch_result


@final
@event(index=1)
class PureCreated(Event, frozen=True):
    """An account without a key was made; `who` acts for it."""

    pure: account
    who: account
    proxy_type: _proxy_type
    disambiguation_index: u16


@final
@event(index=2)
class PureKilled(Event, frozen=True):
    """A pure account gave itself up: nobody acts for it any more."""

    pure: account
    spawner: account
    proxy_type: _proxy_type
    disambiguation_index: u16


@final
@event(index=3)
class Announced(Event, frozen=True):
    """A delegate said which call it will make for an account."""

    real: account
    proxy: account
    call_hash: _call_hash


@final
@event(index=4)
class ProxyAdded(Event, frozen=True):
    """An account may be acted for."""

    delegator: account
    delegatee: account
    proxy_type: _proxy_type
    delay: block_number


@final
@event(index=5)
class ProxyRemoved(Event, frozen=True):
    """A delegate may not act for an account any more, not as this type."""

    delegator: account
    delegatee: account
    proxy_type: _proxy_type
    delay: block_number


@final
@event(index=6)
class DepositPoked(Event, frozen=True):
    """A deposit was brought to what it is today."""

    who: account
    kind: Annotated[DepositKind, Typed(DEPOSIT_KIND, "DepositKind")]
    old_deposit: _balance
    new_deposit: _balance


@final
@event(index=7)
class RealPaysFeeSet(Event, frozen=True):
    """An account pays for a delegate's transactions from now on, or no longer."""

    real: account
    delegate: account
    pays_fee: bool
