"""Committing to weights and revealing them an epoch or more later, so that nobody can copy them in time.

Source: subnets/weights.rs internal_commit_weights, internal_reveal_weights, do_batch_reveal_weights
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import msgspec

from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash, MechId, NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.commits import (
    Commit,
    commit_hash,
    current_epoch,
    may_be_revealed,
    put_queue,
    queue_of,
    without_expired,
)
from taonet.runtime.pallets.subtensor.errors import SubnetNotExists
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.weights import errors
from taonet.runtime.pallets.subtensor.weights.events import WeightsBatchRevealed, WeightsCommitted, WeightsRevealed
from taonet.runtime.pallets.subtensor.weights.setting import ensure_mechanism, rate_limit_passed, set_row

MAX_UNREVEALED = 10
MAIN = MechId(0)


@final
class Reveal(msgspec.Struct, frozen=True):
    """What a reveal names: it hashes to the commit."""

    uids: Sequence[int]
    values: Sequence[int]
    salt: Sequence[int]
    version_key: int


def commit(s: State, origin: Origin, netuid: NetUid, mechanism: MechId, committed: Hash) -> None:
    """Put a commit at the end of the queue of the hotkey that signed; drop expired ones from its front."""
    ensure_mechanism(s, netuid, mechanism)
    index = storage_index(netuid, mechanism)
    hotkey = ensure_signed(origin)
    _ensure_enabled(s, netuid)
    uid = seats.uid_of(s, netuid, hotkey)
    if not rate_limit_passed(s, index, uid):
        raise errors.CommittingWeightsTooFast
    _, queue = without_expired(s, netuid, queue_of(s, index, hotkey))
    if len(queue) >= MAX_UNREVEALED:
        raise errors.TooManyUnrevealedCommits

    put_queue(s, index, hotkey, [*queue, (committed, current_epoch(s, netuid), now(s), 0)])
    s.emit(WeightsCommitted(hotkey, index, committed))
    seats.set_last_update(s, netuid, index, uid, now(s))


def reveal(s: State, origin: Origin, netuid: NetUid, mechanism: MechId, revealed: Reveal) -> None:
    """Set the weights of a commit whose epoch has come; that commit and all older ones are removed."""
    _ensure_subnet(s, netuid)
    index = storage_index(netuid, mechanism)
    hotkey = ensure_signed(origin)
    _ensure_enabled(s, netuid)
    stored = queue_of(s, index, hotkey)
    if not stored:
        raise errors.NoWeightsCommitFound
    expired, queue = without_expired(s, netuid, stored)
    wanted = _hash_of(hotkey, netuid, mechanism, revealed)
    if not queue and not _names(expired, wanted):
        raise errors.NoWeightsCommitFound
    position = _position(s, netuid, queue, expired, wanted)

    put_queue(s, index, hotkey, queue[position + 1 :])
    set_row(s, origin, netuid, mechanism, revealed.uids, revealed.values, revealed.version_key)
    s.emit(WeightsRevealed(hotkey, index, wanted))


def reveal_all(s: State, origin: Origin, netuid: NetUid, reveals: Sequence[Reveal]) -> None:
    """Set the weights of several commits one after the other; if one cannot be set, none is."""
    index = storage_index(netuid, MAIN)
    hotkey = ensure_signed(origin)
    _ensure_enabled(s, netuid)
    stored = queue_of(s, index, hotkey)
    if not stored:
        raise errors.NoWeightsCommitFound
    expired, queue = without_expired(s, netuid, stored)
    hashes = [_hash_of(hotkey, netuid, MAIN, one) for one in reveals]
    for wanted in hashes:
        _position(s, netuid, queue, expired, wanted)

    for wanted, one in zip(hashes, reveals, strict=True):
        # A commit that the batch names twice is gone at the second time.
        queue.pop(_position(s, netuid, queue, expired, wanted))
        set_row(s, origin, netuid, MAIN, one.uids, one.values, one.version_key)
    put_queue(s, index, hotkey, queue)
    s.emit(WeightsBatchRevealed(hotkey, netuid, hashes))


def _ensure_subnet(s: State, netuid: NetUid) -> None:
    if not registry.exists(s, netuid):
        raise SubnetNotExists


def _ensure_enabled(s: State, netuid: NetUid) -> None:
    if not Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid):
        raise errors.CommitRevealDisabled


def _hash_of(hotkey: AccountId, netuid: NetUid, mechanism: MechId, revealed: Reveal) -> Hash:
    index = storage_index(netuid, mechanism)
    return commit_hash(hotkey, index, revealed.uids, revealed.values, revealed.salt, revealed.version_key)


def _names(queue: Sequence[Commit], wanted: Hash) -> bool:
    return any(entry[0] == wanted for entry in queue)


def _position(s: State, netuid: NetUid, queue: Sequence[Commit], expired: Sequence[Commit], wanted: Hash) -> int:
    """Return where in the queue a commit is; refuse one that is not there or whose epoch has not come."""
    for position, entry in enumerate(queue):
        if entry[0] == wanted:
            if not may_be_revealed(s, netuid, entry[1]):
                raise errors.RevealTooEarly
            return position
    raise errors.ExpiredWeightCommit if _names(expired, wanted) else errors.InvalidRevealCommitHashNotMatch
