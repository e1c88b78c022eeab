"""Commits to weights by hash: a queue for each hotkey and mechanism, oldest first, and the epochs that they count in.

An entry is (hash, epoch, block, unused block). A reveal names weights and a salt that hash to it.

Source: subnets/weights.rs get_commit_hash, is_commit_expired, internal_commit_weights, current_epoch_with_lookahead
Source: subnets/weights.rs is_reveal_block_range
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.crypto.hashing import blake2_256
from taonet.frame.state import State
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import AccountId, Hash, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.schedule import is_due
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage
from taonet.runtime.types import ACCOUNT_ID, STORAGE_INDEX
from taonet.scale import U16, U64, tuple_of, vec

Commit = tuple[Hash, int, int, int]
"""Hash, epoch, block of the commit, and a number that nothing reads."""

_COMMITTED = tuple_of(ACCOUNT_ID, STORAGE_INDEX, vec(U16), vec(U16), vec(U16), U64)


def current_epoch(s: State, netuid: NetUid) -> int:
    """Return the number of the epoch that a commit or a reveal made now belongs to.

    An epoch that is still due in this block, because it was deferred, counts as begun.
    """
    begun = Epochs.SubnetEpochIndex.get(s, netuid)
    return saturating_add(begun, 1) if is_due(s, netuid, now(s)) else begun


def reveal_epoch(s: State, netuid: NetUid, commit_epoch: int) -> int:
    """Return the only epoch in which a commit of `commit_epoch` may be revealed."""
    return saturating_add(commit_epoch, Hyperparameters.RevealPeriodEpochs.get(s, netuid))


def may_be_revealed(s: State, netuid: NetUid, commit_epoch: int) -> bool:
    """Tell whether now is the epoch in which a commit is revealed."""
    return current_epoch(s, netuid) == reveal_epoch(s, netuid, commit_epoch)


def is_expired(s: State, netuid: NetUid, commit_epoch: int) -> bool:
    """Tell whether it is too late to reveal a commit."""
    return current_epoch(s, netuid) > reveal_epoch(s, netuid, commit_epoch)


def commit_hash(
    hotkey: AccountId,
    index: NetUidStorageIndex,
    uids: Sequence[int],
    values: Sequence[int],
    salt: Sequence[int],
    version_key: int,
) -> Hash:
    """Return the hash that a validator commits to before it reveals these weights."""
    return Hash(blake2_256(_COMMITTED.encode((hotkey, index, list(uids), list(values), list(salt), version_key))))


def queue_of(s: State, index: NetUidStorageIndex, hotkey: AccountId) -> list[Commit]:
    """Return the commits of a hotkey that were neither revealed nor dropped."""
    return WeightCommitsStorage.WeightCommits.get(s, index, hotkey) or []


def put_queue(s: State, index: NetUidStorageIndex, hotkey: AccountId, queue: list[Commit]) -> None:
    """Store the commits of a hotkey, no row for none."""
    if queue:
        WeightCommitsStorage.WeightCommits.put(s, index, hotkey, queue)
    else:
        WeightCommitsStorage.WeightCommits.remove(s, index, hotkey)


def without_expired(s: State, netuid: NetUid, queue: list[Commit]) -> tuple[list[Commit], list[Commit]]:
    """Split a queue into the commits at its front that are expired, and the rest."""
    count = 0
    while count < len(queue) and is_expired(s, netuid, queue[count][1]):
        count += 1
    return queue[:count], queue[count:]


def active_commit_blocks(
    s: State, netuid: NetUid, index: NetUidStorageIndex, hotkeys: Sequence[AccountId | None]
) -> list[int | None]:
    """Return for every seat the block of its oldest commit that can still be revealed."""
    uids = {hotkey: uid for uid, hotkey in enumerate(hotkeys)}
    blocks: list[int | None] = [None] * len(hotkeys)
    for hotkey, queue in WeightCommitsStorage.WeightCommits.items_under(s, index):
        uid = uids.get(hotkey)
        live = [block for _, epoch, block, _ in queue if not is_expired(s, netuid, epoch)]
        if uid is not None and live:
            blocks[uid] = live[0]
    for epoch, waiting in WeightCommitsStorage.TimelockedWeightCommits.items_under(s, index):
        if is_expired(s, netuid, epoch):
            continue
        for hotkey, block, _, _ in waiting:
            uid = uids.get(hotkey)
            if uid is not None:
                blocks[uid] = block if (earlier := blocks[uid]) is None else min(earlier, block)
    return blocks
