"""Events of hyperparameters: a new value each."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid
from taonet.scale import u16, u32, u64


@final
@event(index=10, named=False)
class MaxAllowedUidsSet(Event, frozen=True):
    """A subnet may have this many neurons."""

    netuid: netuid
    value: u16


@final
@event(index=20, named=False)
class MinAllowedWeightSet(Event, frozen=True):
    """A validator of a subnet must set at least this many weights."""

    netuid: netuid
    value: u16


@final
@event(index=24, named=False)
class ImmunityPeriodSet(Event, frozen=True):
    """New neurons of a subnet are immune for this many blocks."""

    netuid: netuid
    value: u16


@final
@event(index=28, named=False)
class MaxAllowedValidatorsSet(Event, frozen=True):
    """A subnet may have this many validators."""

    netuid: netuid
    value: u16


@final
@event(index=51, named=False)
class RegistrationAllowed(Event, frozen=True):
    """Registration by paying the price was opened or closed on a subnet."""

    netuid: netuid
    allowed: bool


@final
@event(index=53, named=False)
class TempoSet(Event, frozen=True):
    """A subnet has an epoch every so many blocks."""

    netuid: netuid
    value: u16


@final
@event(index=135)
class ActivityCutoffFactorMilliSet(Event, frozen=True):
    """Neurons of a subnet count as inactive after so many thousandths of a tempo."""

    netuid: netuid
    factor_milli: u32


@final
@event(index=136)
class EpochTriggered(Event, frozen=True):
    """The owner of a subnet asked for an epoch in a block to come."""

    netuid: netuid
    by: account
    fires_at: u64
