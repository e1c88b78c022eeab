"""Events of epochs."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import NetUid, NetUidStorageIndex
from taonet.runtime.types import ALPHA, NET_UID, STORAGE_INDEX
from taonet.scale import U64, vec


@final
@event(index=111, fields={"netuid": STORAGE_INDEX, "emissions": vec(ALPHA)})
class IncentiveAlphaEmittedToMiners(Event, frozen=True):
    """An epoch of a mechanism rewarded work; the alpha of every seat, in their order."""

    netuid: NetUidStorageIndex
    emissions: list[Alpha]


@final
@event(index=137, fields={"netuid": NET_UID, "from_block": U64, "to_block": U64})
class EpochDeferred(Event, frozen=True):
    """An epoch was due, but as many as may ran in the block already; it is due again in the next one."""

    netuid: NetUid
    from_block: int
    to_block: int


@final
@event(index=138, fields={"netuid": NET_UID, "block": U64})
class EpochSkipped(Event, frozen=True):
    """An epoch was due but not run: a hotkey sits in two seats. The pending alpha stays."""

    netuid: NetUid
    block: int
