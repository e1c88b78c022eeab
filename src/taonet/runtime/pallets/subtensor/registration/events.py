"""Events of registering neurons and of their collateral."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid
from taonet.scale import u16


@final
@event(index=7, named=False)
class NeuronRegistered(Event, frozen=True):
    """A hotkey has a seat on a subnet."""

    netuid: netuid
    uid: u16
    hotkey: account


@final
@event(index=144)
class CollateralLocked(Event, frozen=True):
    """Alpha was locked on a hotkey as collateral; `total_locked` is what its coldkey has locked on it now."""

    netuid: netuid
    hotkey: account
    locked: alpha
    total_locked: alpha


@final
@event(index=145)
class MinCollateralSet(Event, frozen=True):
    """The collateral of a hotkey keeps itself at this amount from now on."""

    netuid: netuid
    hotkey: account
    min_locked: alpha
