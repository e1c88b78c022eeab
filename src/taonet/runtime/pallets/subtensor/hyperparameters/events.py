"""Events of hyperparameters: a new value each."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import BOOL, U16, U32, U64, Typed

_NUMBER = {"netuid": NET_UID, "value": U16}


@final
@event(index=10, fields=_NUMBER, named=False)
class MaxAllowedUidsSet(Event, frozen=True):
    """A subnet may have this many neurons."""

    netuid: NetUid
    value: int


@final
@event(index=20, fields=_NUMBER, named=False)
class MinAllowedWeightSet(Event, frozen=True):
    """A validator of a subnet must set at least this many weights."""

    netuid: NetUid
    value: int


@final
@event(index=24, fields=_NUMBER, named=False)
class ImmunityPeriodSet(Event, frozen=True):
    """New neurons of a subnet are immune for this many blocks."""

    netuid: NetUid
    value: int


@final
@event(index=28, fields=_NUMBER, named=False)
class MaxAllowedValidatorsSet(Event, frozen=True):
    """A subnet may have this many validators."""

    netuid: NetUid
    value: int


@final
@event(index=51, fields={"netuid": NET_UID, "allowed": BOOL}, named=False)
class RegistrationAllowed(Event, frozen=True):
    """Registration by paying the price was opened or closed on a subnet."""

    netuid: NetUid
    allowed: bool


@final
@event(index=53, fields=_NUMBER, named=False)
class TempoSet(Event, frozen=True):
    """A subnet has an epoch every so many blocks."""

    netuid: NetUid
    value: int


@final
@event(index=135, fields={"netuid": NET_UID, "factor_milli": U32})
class ActivityCutoffFactorMilliSet(Event, frozen=True):
    """Neurons of a subnet count as inactive after so many thousandths of a tempo."""

    netuid: NetUid
    factor_milli: int


@final
@event(index=136, fields={"netuid": NET_UID, "by": Typed(ACCOUNT_ID, "T::AccountId"), "fires_at": U64})
class EpochTriggered(Event, frozen=True):
    """The owner of a subnet asked for an epoch in a block to come."""

    netuid: NetUid
    by: AccountId
    fires_at: int
