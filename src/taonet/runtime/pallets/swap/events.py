"""What happened to pools, other than trades, which staking reports."""

from __future__ import annotations

from taonet.runtime.types import netuid
from taonet.scale import u16
from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import NetUid
from taonet.runtime.types import NET_UID
from taonet.scale import U16


@final
@event(index=0)
class FeeRateSet(Event, frozen=True):
    """The fee rate of a subnet's pool was set; 65535 would be the whole input."""

    netuid: netuid
    rate: u16
