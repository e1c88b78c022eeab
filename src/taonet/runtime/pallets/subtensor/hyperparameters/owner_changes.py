"""What a subnet's owner or root changes under a rate limit: its timing, and the hotkey that stands for the owner.

The calls that lead here belong to the pallet AdminUtils; those of the same name in this pallet do nothing any more.

Source: subnets/subnet.rs do_set_sn_owner_hotkey
"""

from __future__ import annotations

from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter, SetSNOwnerHotkey
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.hyperparameters import setters
from taonet.runtime.pallets.subtensor.hyperparameters.errors import (
    ActivityCutoffFactorMilliOutOfBounds,
    TempoOutOfBounds,
)
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.subnets import registry

MIN_TEMPO = 360  # blocks: 72 minutes of 12 s blocks; also the blocks between two changes
MAX_TEMPO = 50_400  # blocks: a week of 12 s blocks
MIN_ACTIVITY_CUTOFF_FACTOR = 1_000  # thousandths of a tempo
MAX_ACTIVITY_CUTOFF_FACTOR = 50_000


def change_tempo(s: State, origin: Origin, netuid: NetUid, tempo: int) -> None:
    """Set the blocks between two epochs, counted from this block. Refused shortly before an epoch.

    The owner is held to the bounds and to a change in MIN_TEMPO blocks; root may set any tempo at any time.
    """
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    if owner is not None and not MIN_TEMPO <= tempo <= MAX_TEMPO:
        raise TempoOutOfBounds
    schedule.ensure_not_frozen(s, netuid)
    if owner is not None:
        rate_limits.ensure_action(s, TransactionType.TempoUpdate, owner, netuid, MIN_TEMPO)

    setters.set_tempo_from_now(s, netuid, tempo)
    if owner is not None:
        rate_limits.set_last_action(s, TransactionType.TempoUpdate, owner, netuid, now(s))


def change_activity_cutoff_factor(s: State, origin: Origin, netuid: NetUid, factor_milli: int) -> None:
    """Set after how many thousandths of a tempo a neuron counts as inactive.

    The owner is refused shortly before an epoch and too soon after the last change; root is held to the bounds only.
    """
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    if not MIN_ACTIVITY_CUTOFF_FACTOR <= factor_milli <= MAX_ACTIVITY_CUTOFF_FACTOR:
        raise ActivityCutoffFactorMilliOutOfBounds
    if owner is not None:
        schedule.ensure_not_frozen(s, netuid)
        rate_limits.ensure_owner_may_update(s, netuid, Hyperparameter.ActivityCutoffFactorMilli)

    setters.set_activity_cutoff_factor(s, netuid, factor_milli)
    if owner is not None:
        rate_limits.note_owner_update(s, netuid, Hyperparameter.ActivityCutoffFactorMilli)


RATE_LIMIT = 50_400  # blocks: a week of 12 s blocks


def change_owner_hotkey(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
    """Let owner or root name another hotkey, once a week for each subnet whoever does it."""
    registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    limit = SetSNOwnerHotkey(netuid)
    if not rate_limits.has_passed(RATE_LIMIT, now(s), rate_limits.last_block(s, limit)):
        raise TxRateLimitExceeded

    registry.set_owner_hotkey(s, netuid, hotkey)
    rate_limits.set_last_block(s, limit, now(s))
