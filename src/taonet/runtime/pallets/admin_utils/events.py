"""Events of settings that the pallet reports itself; those of most settings are SubtensorModule's."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import netuid, u64f64
from taonet.scale import u16


@final
@event(index=1)
class Yuma3EnableToggled(Event, frozen=True):
    """Bonds of a subnet follow the third version of the rules from now on, or the second."""

    netuid: netuid
    enabled: bool


@final
@event(index=3)
class BurnHalfLifeSet(Event, frozen=True):
    """The price of registering on a subnet halves in this many blocks."""

    netuid: netuid
    burn_half_life: u16


@final
@event(index=4)
class BurnIncreaseMultSet(Event, frozen=True):
    """A registration multiplies the price of the next by this, U64F64 bits."""

    netuid: netuid
    burn_increase_mult: u64f64


@final
@event(index=5)
class SubnetEmissionEnabledSet(Event, frozen=True):
    """TAO of the block emission may flow into the pool of a subnet, or may not."""

    netuid: netuid
    enabled: bool


@final
@event(index=6)
class CollateralLockShareSet(Event, frozen=True):
    """This share of the price of registering is locked instead of burned; 65535 is all of it."""

    netuid: netuid
    lock_share: u16


@final
@event(index=7)
class CollateralDrainRatioSet(Event, frozen=True):
    """Collateral of miners that register from now on is released by this per alpha earned, U64F64 bits."""

    netuid: netuid
    drain_ratio: u64f64
