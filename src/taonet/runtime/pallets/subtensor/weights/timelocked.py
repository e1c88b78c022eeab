"""Weights that are sealed until a round of the beacon: nobody can copy them in time, and nobody has to reveal them.

A commit waits under the epoch in which it was made. From the block on in which the epoch of its reveal begins, and before the
emission of that block, it is opened with the beacon's signature of its round, and set. One whose round is not on the chain
yet waits for the next block; one that cannot be opened, read or set is gone.

At 475 a subnet under Yuma takes commits of 5,000 bytes, as before. One under Null consensus has 32 KiB for those of an epoch,
and for each mechanism its part of them. Where among the other checks these stand is not public.

Source: subnets/weights.rs internal_commit_timelocked_weights
Source: coinbase/reveal_commits.rs reveal_crv3_commits_for_subnet
Source: coinbase/block_step.rs reveal_crv3_commits
Source: tests/null_consensus.rs null_consensus_commit_queue_budget_is_shared_by_mechanisms
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple, final

from taonet.crypto.beacon import NotAPoint
from taonet.crypto.hashing import blake2_256
from taonet.crypto.timelock import Unopened, Unreadable, parse, unseal
from taonet.frame.error import DispatchError
from taonet.frame.origin import Origin, Signed, ensure_signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash, MechId, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.commits import current_epoch
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInSubNet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.weights import errors
from taonet.runtime.pallets.subtensor.weights.events import TimelockedWeightsCommitted, TimelockedWeightsRevealed
from taonet.runtime.pallets.subtensor.weights.setting import ensure_mechanism, rate_limit_passed, set_row
from taonet.runtime.pallets.subtensor.weights.storage import MAX_COMMIT, WeightCommitsStorage
from taonet.scale import BYTES, U16, U64, DecodeError, Reader, tuple_of, vec

MAX_YUMA_COMMIT: Final = 5_000
MAX_IN_EPOCH: Final = 10
"""Commits of one hotkey that wait under the same epoch."""

Sealed = tuple[AccountId, int, bytes, int]
"""A commit that waits: hotkey, block, sealed weights, round of the beacon."""

_COMMITS = WeightCommitsStorage.TimelockedWeightCommits
_NAMED: Final = tuple_of(BYTES, vec(U16), vec(U16), U64)
_UNNAMED: Final = tuple_of(vec(U16), vec(U16), U64)


@final
class Opened(NamedTuple):
    """What was sealed."""

    uids: list[int]
    values: list[int]
    version_key: int


def commit(
    s: State, origin: Origin, netuid: NetUid, mechanism: MechId, sealed: bytes, reveal_round: int, version: int
) -> None:
    """Let sealed weights of the hotkey that signed wait for their epoch and round."""
    ensure_mechanism(s, netuid, mechanism)
    index = storage_index(netuid, mechanism)
    hotkey = ensure_signed(origin)
    if not Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid):
        raise errors.CommitRevealDisabled
    if version != WeightCommitsStorage.CommitRevealWeightsVersion.get(s):
        raise errors.IncorrectCommitRevealVersion
    if not Neurons.Uids.exists(s, netuid, hotkey):
        raise HotKeyNotRegisteredInSubNet
    uid = seats.uid_of(s, netuid, hotkey)
    if not rate_limit_passed(s, index, uid):
        raise errors.CommittingWeightsTooFast
    epoch = current_epoch(s, netuid)
    _ensure_room(s, netuid, epoch, len(sealed))
    waiting = _COMMITS.get(s, index, epoch)
    if sum(1 for who, *_ in waiting if who == hotkey) >= MAX_IN_EPOCH:
        raise errors.TooManyUnrevealedCommits

    _COMMITS.put(s, index, epoch, [*waiting, (hotkey, now(s), sealed, reveal_round)])
    s.emit(TimelockedWeightsCommitted(hotkey, index, Hash(blake2_256(sealed)), reveal_round))
    seats.set_last_update(s, netuid, index, uid, now(s))


def _ensure_room(s: State, netuid: NetUid, epoch: int, length: int) -> None:
    if Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Yuma:
        if length > MAX_YUMA_COMMIT:
            raise errors.CommitPayloadTooLarge
        return
    count = Hyperparameters.MechanismCountCurrent.get(s, netuid)
    if length > MAX_COMMIT // max(count, 1):
        raise errors.CommitPayloadTooLarge
    indices = (storage_index(netuid, MechId(number)) for number in range(count))
    held = sum(len(sealed) for index in indices for _, _, sealed, _ in _COMMITS.get(s, index, epoch))
    if held + length > MAX_COMMIT:
        raise errors.CommitQueueFull


def reveal_due(s: State, netuids: Collection[NetUid], deferred: Collection[NetUid]) -> None:
    """Open and set all commits whose epoch has come, except on subnets whose epoch is deferred in this block."""
    for netuid in netuids:
        if netuid not in deferred:
            _reveal(s, netuid)


def anything_waits(s: State) -> bool:
    """Tell whether there are sealed weights at all, as most blocks have none."""
    return next(s.iterate(_COMMITS.prefix), None) is not None


def _reveal(s: State, netuid: NetUid) -> None:
    period = Hyperparameters.RevealPeriodEpochs.get(s, netuid)
    epoch = current_epoch(s, netuid)
    wanted = max(epoch - period, 0)
    for number in range(Hyperparameters.MechanismCountCurrent.get(s, netuid)):
        mechanism = MechId(number)
        index = storage_index(netuid, mechanism)
        for expired in [made for made, _ in _COMMITS.items_under(s, index) if made < wanted]:
            _COMMITS.remove(s, index, expired)
        if epoch < period:
            return
        waiting = _COMMITS.get(s, index, wanted)
        later = [sealed for sealed in waiting if not _try_one(s, netuid, mechanism, index, sealed)]
        if later == waiting:
            continue
        if later:
            _COMMITS.put(s, index, wanted, later)
        else:
            _COMMITS.remove(s, index, wanted)


def _try_one(s: State, netuid: NetUid, mechanism: MechId, index: NetUidStorageIndex, waiting: Sealed) -> bool:
    """Set one commit's weights if they can be; tell whether it is done with, one way or the other."""
    hotkey, _, sealed, reveal_round = waiting
    pulse = Drand.Pulses.get(s, reveal_round)
    if pulse is None:
        return False
    opened = open_commit(hotkey, sealed, pulse.signature)
    if opened is None:
        return True
    try:
        with s.transaction():
            set_row(s, Signed(hotkey), netuid, mechanism, *opened)
    except DispatchError:
        return True
    s.emit(TimelockedWeightsRevealed(index, hotkey))
    return True


def open_commit(hotkey: AccountId, sealed: bytes, signature: bytes) -> Opened | None:
    """Return what a hotkey sealed, or None when it cannot be opened or read, or names another hotkey."""
    try:
        text = unseal(parse(sealed), signature.removeprefix(b"0x"))
    except (NotAPoint, Unreadable, Unopened):
        return None
    try:
        named, uids, values, version_key = _NAMED.read(Reader(text))
    except DecodeError:
        return _read_unnamed(text)
    if len(named) < len(hotkey):
        return _read_unnamed(text)
    return Opened(uids, values, version_key) if named[: len(hotkey)] == hotkey else None


def _read_unnamed(text: bytes) -> Opened | None:
    """Read the older form, which names no hotkey."""
    try:
        return Opened(*_UNNAMED.read(Reader(text)))
    except DecodeError:
        return None
