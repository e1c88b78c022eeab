"""Events of settings that the pallet reports itself; those of most settings are SubtensorModule's."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import NetUid
from taonet.runtime.types import NET_UID, U64F64
from taonet.scale import BOOL, U16, Typed

_SWITCH = {"netuid": NET_UID, "enabled": BOOL}


@final
@event(index=1, fields=_SWITCH)
class Yuma3EnableToggled(Event, frozen=True):
    """Bonds of a subnet follow the third version of the rules from now on, or the second."""

    netuid: NetUid
    enabled: bool


@final
@event(index=3, fields={"netuid": NET_UID, "burn_half_life": U16})
class BurnHalfLifeSet(Event, frozen=True):
    """The price of registering on a subnet halves in this many blocks."""

    netuid: NetUid
    burn_half_life: int


@final
@event(index=4, fields={"netuid": NET_UID, "burn_increase_mult": Typed(U64F64, "U64F64")})
class BurnIncreaseMultSet(Event, frozen=True):
    """A registration multiplies the price of the next by this, U64F64 bits."""

    netuid: NetUid
    burn_increase_mult: int


@final
@event(index=5, fields=_SWITCH)
class SubnetEmissionEnabledSet(Event, frozen=True):
    """TAO of the block emission may flow into the pool of a subnet, or may not."""

    netuid: NetUid
    enabled: bool


@final
@event(index=6, fields={"netuid": NET_UID, "lock_share": U16})
class CollateralLockShareSet(Event, frozen=True):
    """This share of the price of registering is locked instead of burned; 65535 is all of it."""

    netuid: NetUid
    lock_share: int


@final
@event(index=7, fields={"netuid": NET_UID, "drain_ratio": Typed(U64F64, "U64F64")})
class CollateralDrainRatioSet(Event, frozen=True):
    """Collateral of miners that register from now on is released by this per alpha earned, U64F64 bits."""

    netuid: NetUid
    drain_ratio: int
