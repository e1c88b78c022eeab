"""Events of endpoints."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid


@final
@event(index=29, named=False)
class AxonServed(Event, frozen=True):
    """A hotkey announced where it answers requests."""

    netuid: netuid
    hotkey: account


@final
@event(index=30, named=False)
class PrometheusServed(Event, frozen=True):
    """A hotkey announced where it shows its metrics."""

    netuid: netuid
    hotkey: account
