"""Changing a hyperparameter: how a value is written and told, and how a subnet gets more mechanisms or fewer.

Who may do it, and when, is for the pallet AdminUtils to say.

Source: subnets/mechanism.rs do_set_mechanism_count, do_set_emission_split, ensure_max_uids_over_all_mechanisms
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from taonet.frame.event import Event
from taonet.frame.state import State
from taonet.frame.storage import Map, Value
from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.ids import MechId, NetUid
from taonet.runtime.pallets.subtensor.errors import MechanismDoesNotExist
from taonet.runtime.pallets.subtensor.hyperparameters import errors
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage

MAX_MECHANISMS = 16  # 2**16 indices, 4096 a mechanism
YUMA_UIDS = 256
NULL_UIDS = 2_500


def change(s: State, item: Value[Any] | Map[Any, Any], event: Callable[..., Event] | None, *at: Any) -> None:
    """Write a value, `at` a subnet or for all, and tell it. Whether it may be written is for the caller to check."""
    put: Callable[..., None] = item.put
    put(s, *at)
    if event is not None:
        s.emit(event(*at))


def uid_budget(s: State, netuid: NetUid) -> int:
    """Return how many neurons all mechanisms of a subnet may have together."""
    null = Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null
    return NULL_UIDS if null else YUMA_UIDS


def ensure_within_budget(s: State, netuid: NetUid, uids: int, mechanisms: int) -> None:
    """Refuse more neurons over all mechanisms than the epoch of a subnet can take."""
    if min(uids * mechanisms, U16_MAX) > uid_budget(s, netuid):
        raise errors.TooManyUIDsPerMechanism


def set_mechanism_count(s: State, netuid: NetUid, count: MechId) -> None:
    """Give a subnet this many mechanisms, which share evenly; what those that go have kept is removed."""
    if not registry.exists(s, netuid):
        raise MechanismDoesNotExist
    if count == 0 or count > Hyperparameters.MaxMechanismCount.get(s):
        raise errors.InvalidValue
    ensure_within_budget(s, netuid, Hyperparameters.MaxAllowedUids.get(s, netuid), count)
    former = Hyperparameters.MechanismCountCurrent.get(s, netuid)
    if former == count:
        return

    for number in range(count, former):
        _clear(s, netuid, MechId(number))
    Hyperparameters.MechanismCountCurrent.put(s, netuid, count)
    Hyperparameters.MechanismEmissionSplit.remove(s, netuid)


def set_emission_split(s: State, netuid: NetUid, split: Sequence[int] | None) -> None:
    """Give each mechanism its share of 65 535, or all the same for None."""
    if not registry.exists(s, netuid):
        raise MechanismDoesNotExist
    if split is None:
        Hyperparameters.MechanismEmissionSplit.remove(s, netuid)
        return
    if len(split) != Hyperparameters.MechanismCountCurrent.get(s, netuid) or sum(split) != U16_MAX:
        raise errors.InvalidValue

    Hyperparameters.MechanismEmissionSplit.put(s, netuid, list(split))


def _clear(s: State, netuid: NetUid, mechanism: MechId) -> None:
    index = storage_index(netuid, mechanism)
    Neurons.Weights.clear_under(s, index)
    Neurons.Incentive.remove(s, index)
    Neurons.ConsensusByMechanism.remove(s, index)
    Neurons.LastUpdate.remove(s, index)
    Neurons.Bonds.clear_under(s, index)
    WeightCommitsStorage.WeightCommits.clear_under(s, index)
    WeightCommitsStorage.TimelockedWeightCommits.clear_under(s, index)
