"""Storage of epochs: when they ran and when they are due."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import IDENTITY
from taonet.frame.storage import Map, storage
from taonet.runtime.types import NET_UID
from taonet.scale import U64


@final
@storage("SubtensorModule")
class Epochs:
    """Items of this slice in the state."""

    LastEpochBlock = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="Block from which the next epoch of a subnet is counted: that of the last one, or of a new tempo.",
    )
    PendingEpochAt = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="Block of an epoch that the owner asked for; 0 for none.",
    )
