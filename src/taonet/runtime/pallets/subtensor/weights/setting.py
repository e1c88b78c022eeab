"""Setting weights: who may, how often, and what a row may look like.

Source: subnets/weights.rs internal_set_weights, check_version_key, check_rate_limit, check_validator_permit
Source: subnets/weights.rs check_length
Source: lib.rs check_weights_min_stake
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, MechId, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.children.inherited_stake import stake_weights
from taonet.runtime.pallets.subtensor.errors import MechanismDoesNotExist
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.shares import max_upscale_u16s
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.seats import INDEX_STEP, owner_uid, storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.rate_limits import has_passed
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.weights import errors
from taonet.runtime.pallets.subtensor.weights.events import WeightsSet

STAKE_FRACTION = 64  # bits after the point of a stake weight


def set_row(
    s: State,
    origin: Origin,
    netuid: NetUid,
    mechanism: MechId,
    uids: Sequence[int],
    values: Sequence[int],
    version_key: int,
) -> None:
    """Make these the weights of the hotkey that signed, scaled so that the largest is 65 535.

    With commit-reveal on, the commit has checked the rate limit and written the last update.
    """
    hotkey = ensure_signed(origin)
    ensure_may_set(s, netuid, mechanism, hotkey, uids, values, version_key)
    index, uid = storage_index(netuid, mechanism), seats.uid_of(s, netuid, hotkey)
    by_commit = Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid)
    if not by_commit and not rate_limit_passed(s, index, uid):
        raise errors.SettingWeightsTooFast
    scaled = max_upscale_u16s(values)
    _ensure_row(s, netuid, uid, uids, scaled)

    Neurons.Weights.put(s, index, uid, list(zip(uids, scaled, strict=True)))
    if not by_commit:
        seats.set_last_update(s, netuid, index, uid, now(s))
    s.emit(WeightsSet(index, uid))


def ensure_may_set(
    s: State,
    netuid: NetUid,
    mechanism: MechId,
    hotkey: AccountId,
    uids: Sequence[int],
    values: Sequence[int],
    version_key: int,
) -> None:
    """Refuse what can be refused before it is known whether the hotkey waited long enough."""
    if netuid == ROOT:
        raise errors.CanNotSetRootNetworkWeights
    if len(uids) != len(values):
        raise errors.WeightVecNotEqualSize
    ensure_mechanism(s, netuid, mechanism)
    if len(uids) > Subnets.SubnetworkN.get(s, netuid):
        raise errors.UidsLengthExceedUidsInSubNet
    seats.uid_of(s, netuid, hotkey)
    if not has_enough_stake(s, hotkey, netuid):
        raise errors.NotEnoughStakeToSetWeights
    required = Hyperparameters.WeightsVersionKey.get(s, netuid)
    if required != 0 and version_key < required:
        raise errors.IncorrectWeightVersionKey


def ensure_mechanism(s: State, netuid: NetUid, mechanism: MechId) -> None:
    """Refuse a mechanism, or a subnet, that does not exist."""
    if not registry.exists(s, netuid) or mechanism >= Hyperparameters.MechanismCountCurrent.get(s, netuid):
        raise MechanismDoesNotExist


def has_enough_stake(s: State, hotkey: AccountId, netuid: NetUid) -> bool:
    """Tell whether a hotkey has the stake weight that setting weights takes; the owner's hotkey needs none."""
    owner = owner_uid(s, netuid)
    if owner is not None and Neurons.Uids.get(s, netuid, hotkey) == owner:
        return True
    threshold = Hyperparameters.StakeThreshold.get(s)
    return threshold == 0 or stake_weights(s, hotkey, netuid)[0] >= threshold << STAKE_FRACTION


def rate_limit_passed(s: State, index: NetUidStorageIndex, uid: int) -> bool:
    """Tell whether a seat may set or commit weights in a mechanism again; one that does not exist may not."""
    netuid, mechanism = NetUid(index % INDEX_STEP), index // INDEX_STEP
    if not registry.exists(s, netuid) or mechanism >= Hyperparameters.MechanismCountCurrent.get(s, netuid):
        return False
    if not Neurons.Keys.exists(s, netuid, uid):
        return False
    updates = seats.last_updates(s, netuid, index)
    return has_passed(Hyperparameters.WeightsSetRateLimit.get(s, netuid), now(s), updates[uid])


def _ensure_row(s: State, netuid: NetUid, uid: int, uids: Sequence[int], scaled: Sequence[int]) -> None:
    """Refuse a row that the neuron may not give. One that names only the neuron itself needs little."""
    only_itself = len(scaled) == 1 and uids[0] == uid
    if not only_itself and owner_uid(s, netuid) != uid and not _has_permit(s, netuid, uid):
        raise errors.NeuronNoValidatorPermit
    if len(set(uids)) != len(uids):
        raise errors.DuplicateUids
    if not all(Neurons.Keys.exists(s, netuid, named) for named in uids):
        raise errors.UidVecContainInvalidOne
    if only_itself:
        return
    seats_there = Subnets.SubnetworkN.get(s, netuid)
    if len(scaled) < min(Hyperparameters.MinAllowedWeights.get(s, netuid), seats_there):
        raise errors.WeightVecLengthIsLow


def _has_permit(s: State, netuid: NetUid, uid: int) -> bool:
    permits = Neurons.ValidatorPermit.get(s, netuid)
    return uid < len(permits) and permits[uid]
