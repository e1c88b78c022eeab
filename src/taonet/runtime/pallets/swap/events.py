"""Events of the swap pallet. Trades have events of their own, in staking."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import netuid
from taonet.scale import u16


@final
@event(index=0)
class FeeRateSet(Event, frozen=True):
    """The fee rate of a subnet's pool was set; 65535 would be the whole input."""

    netuid: netuid
    rate: u16
