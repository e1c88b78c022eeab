"""Events of epochs."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import alpha, netuid, storage_index
from taonet.scale import u64


@final
@event(index=111)
class IncentiveAlphaEmittedToMiners(Event, frozen=True):
    """An epoch of a mechanism rewarded work; the alpha of every seat, in their order."""

    netuid: storage_index
    emissions: list[alpha]


@final
@event(index=137)
class EpochDeferred(Event, frozen=True):
    """An epoch was due, but as many as may ran in the block already; it is due again in the next one."""

    netuid: netuid
    from_block: u64
    to_block: u64


@final
@event(index=138)
class EpochSkipped(Event, frozen=True):
    """An epoch was due but not run: a hotkey sits in two seats. The pending alpha stays."""

    netuid: netuid
    block: u64
