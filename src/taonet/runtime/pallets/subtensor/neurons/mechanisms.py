"""Mechanisms of a subnet: each keeps its own weights, bonds, incentives and times under its own index."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.ids import MechId, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters

INDEX_STEP = 4_096
"""Difference of the indices of two mechanisms of a subnet; above the highest subnet number in use."""


def storage_index(netuid: NetUid, mechanism: MechId) -> NetUidStorageIndex:
    """Return the index under which a mechanism of a subnet keeps its own, at most 2**16-1."""
    return NetUidStorageIndex(min(mechanism * INDEX_STEP + netuid, U16_MAX))


def storage_indices(s: State, netuid: NetUid) -> list[NetUidStorageIndex]:
    """Return the indices of all mechanisms of a subnet."""
    return [
        storage_index(netuid, MechId(number)) for number in range(Hyperparameters.MechanismCountCurrent.get(s, netuid))
    ]
