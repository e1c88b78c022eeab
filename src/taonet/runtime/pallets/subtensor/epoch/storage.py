"""Storage of epochs: when they ran and will run. Their results are stored with the neurons."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import IDENTITY
from taonet.frame.storage import Map, OptionMap, storage
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
        doc="Block from which a subnet's tempo counts: that of its last epoch.",
    )
    PendingEpochAt = Map(
        NET_UID, U64, hasher=IDENTITY, default=0, doc="Block in which a subnet's epoch runs out of turn; 0 for none."
    )
    SubnetEpochIndex = Map(NET_UID, U64, hasher=IDENTITY, default=0, doc="Number of epochs that a subnet has had.")
    BlocksSinceLastStep = Map(NET_UID, U64, hasher=IDENTITY, default=0, doc="Blocks since a subnet's last epoch.")
    LastMechansimStepBlock = Map(
        NET_UID, U64, hasher=IDENTITY, default=0, doc="Block in which a subnet's emission was last distributed."
    )
    LastYumaStepBlock = OptionMap(
        NET_UID, U64, hasher=IDENTITY, doc="Block of a subnet's last distribution by Yuma consensus."
    )
