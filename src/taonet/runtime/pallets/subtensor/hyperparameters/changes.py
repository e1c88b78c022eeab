"""Changing a hyperparameter: how a value is written and told, and the changes that have rules of their own.

Those are of a subnet's timing, of the hotkey that stands for its owner, and of its mechanisms. The calls that lead here
belong to the pallet AdminUtils; those of the same name in this pallet do nothing any more.

Source: coinbase/tempo_control.rs do_set_tempo, do_set_activity_cutoff_factor
Source: subnets/subnet.rs do_set_sn_owner_hotkey
Source: subnets/mechanism.rs do_set_mechanism_count, do_set_emission_split, ensure_max_uids_over_all_mechanisms
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from taonet.frame.event import Event
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.storage import Map, Value
from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.ids import AccountId, MechId, NetUid
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter, SetSNOwnerHotkey
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import MechanismDoesNotExist, TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.hyperparameters import errors
from taonet.runtime.pallets.subtensor.hyperparameters.events import ActivityCutoffFactorMilliSet, TempoSet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage

MIN_TEMPO = 360  # blocks: 72 minutes of 12 s blocks; also the blocks between two changes
MAX_TEMPO = 50_400  # blocks: a week of 12 s blocks
MIN_ACTIVITY_CUTOFF_FACTOR = 1_000  # thousandths of a tempo
MAX_ACTIVITY_CUTOFF_FACTOR = 50_000
OWNER_HOTKEY_RATE_LIMIT = 50_400  # blocks: a week of 12 s blocks
MAX_MECHANISMS = 16  # 2**16 indices, 4096 a mechanism
YUMA_UIDS = 256
NULL_UIDS = 2_500


def change(s: State, item: Value[Any] | Map[Any, Any], event: Callable[..., Event] | None, *at: Any) -> None:
    """Write a value, `at` a subnet or for all, and tell it. Whether it may be written is for the caller to check."""
    put: Callable[..., None] = item.put
    put(s, *at)
    if event is not None:
        s.emit(event(*at))


def change_tempo(s: State, origin: Origin, netuid: NetUid, tempo: int) -> None:
    """Set the blocks between two epochs, counted from this block. Refused shortly before an epoch.

    The owner is held to the bounds and to a change in MIN_TEMPO blocks; root may set any tempo at any time.
    """
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    if owner is not None and not MIN_TEMPO <= tempo <= MAX_TEMPO:
        raise errors.TempoOutOfBounds
    schedule.ensure_not_frozen(s, netuid)
    if owner is not None:
        rate_limits.ensure_action(s, TransactionType.TempoUpdate, owner, netuid, MIN_TEMPO)

    change(s, Hyperparameters.Tempo, TempoSet, netuid, tempo)
    Epochs.LastEpochBlock.put(s, netuid, now(s))
    if owner is not None:
        rate_limits.set_last_action(s, TransactionType.TempoUpdate, owner, netuid, now(s))


def change_activity_cutoff_factor(s: State, origin: Origin, netuid: NetUid, factor_milli: int) -> None:
    """Set after how many thousandths of a tempo a neuron counts as inactive.

    The owner is refused shortly before an epoch and too soon after the last change; root is held to the bounds only.
    """
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    if not MIN_ACTIVITY_CUTOFF_FACTOR <= factor_milli <= MAX_ACTIVITY_CUTOFF_FACTOR:
        raise errors.ActivityCutoffFactorMilliOutOfBounds
    if owner is not None:
        schedule.ensure_not_frozen(s, netuid)
        rate_limits.ensure_owner_may_update(s, netuid, Hyperparameter.ActivityCutoffFactorMilli)

    change(s, Hyperparameters.ActivityCutoffFactorMilli, ActivityCutoffFactorMilliSet, netuid, factor_milli)
    if owner is not None:
        rate_limits.note_owner_update(s, netuid, Hyperparameter.ActivityCutoffFactorMilli)


def change_owner_hotkey(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
    """Let owner or root name another hotkey, once a week for each subnet whoever does it."""
    registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    limit = SetSNOwnerHotkey(netuid)
    if not rate_limits.has_passed(OWNER_HOTKEY_RATE_LIMIT, now(s), rate_limits.last_block(s, limit)):
        raise TxRateLimitExceeded

    registry.set_owner_hotkey(s, netuid, hotkey)
    rate_limits.set_last_block(s, limit, now(s))


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
