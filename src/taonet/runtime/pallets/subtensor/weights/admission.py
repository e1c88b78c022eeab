"""Checks of weight calls in the pool and before dispatch, so that free calls cannot flood the chain.

In the order of the chain: the shape of a batch, the hotkey's stake, whether a reveal has its commit and its time; then
the rate limit.

Source: guards/check_weights.rs check, check_min_stake, check_reveal, check_batch_reveal
Source: guards/check_rate_limits.rs check_weights_rate_limit, provides_tags
"""

from __future__ import annotations

from collections.abc import Iterable

from taonet.frame.call import Arguments
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import AccountId, Hash, MechId, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.pallets.subtensor import rate_limits
from taonet.runtime.pallets.subtensor.commits import Commit, commit_hash, may_be_revealed, queue_of
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.weights import errors
from taonet.runtime.pallets.subtensor.weights.setting import has_enough_stake, rate_limit_passed
from taonet.runtime.types import ACCOUNT_ID, STORAGE_INDEX

COMMIT_TAG = b"weight-commit"

WEIGHT = reads_writes(30_000_000, 11, 0, 7_671)
RATED_WEIGHT = WEIGHT.plus(rate_limits.CHECK_WEIGHT)
"""What these checks weigh before each dispatch: without the rate limit, and with it."""


def check_set(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse weights of too small a stake or too soon; without commit-reveal only."""
    netuid: NetUid = arguments["netuid"]
    _ensure_stake(s, who, [netuid])
    if not Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid):
        _ensure_rate(s, who, netuid, _index(arguments), errors.SettingWeightsTooFast)


def check_commit(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a commit of too small a stake or too soon."""
    netuid: NetUid = arguments["netuid"]
    _ensure_stake(s, who, [netuid])
    _ensure_rate(s, who, netuid, _index(arguments), errors.CommittingWeightsTooFast)


def check_timelocked(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse sealed weights of too small a stake, too soon, or for a round before the last one that is known."""
    _ensure_stake(s, who, [arguments["netuid"]])
    if arguments["reveal_round"] < Drand.LastStoredRound.get(s):
        raise errors.InvalidRevealRound
    _ensure_rate(s, who, arguments["netuid"], _index(arguments), errors.CommittingWeightsTooFast)


def commit_tags(s: State, who: AccountId, arguments: Arguments) -> tuple[bytes, ...]:
    """Return the tag of a hotkey's commits in a mechanism: where they are rate limited, the pool keeps only one."""
    if Hyperparameters.WeightsSetRateLimit.get(s, arguments["netuid"]) == 0:
        return ()
    return (COMMIT_TAG + ACCOUNT_ID.encode(who) + STORAGE_INDEX.encode(_index(arguments)),)


def check_reveal(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a reveal of too small a stake, without its commit, or in another epoch than its own."""
    netuid: NetUid = arguments["netuid"]
    _ensure_stake(s, who, [netuid])
    _ensure_revealable(
        s,
        who,
        netuid,
        _index(arguments),
        [(arguments["uids"], arguments["values"], arguments["salt"], arguments["version_key"])],
    )


def check_batch_set(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a batch of unequal lists, or one that names a subnet where the stake is too small."""
    if not len(arguments["netuids"]) == len(arguments["weights"]) == len(arguments["version_keys"]):
        raise errors.InputLengthsUnequal
    _ensure_stake(s, who, arguments["netuids"])


def check_batch_commit(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a batch of unequal lists, or one that names a subnet where the stake is too small."""
    if len(arguments["netuids"]) != len(arguments["commit_hashes"]):
        raise errors.InputLengthsUnequal
    _ensure_stake(s, who, arguments["netuids"])


def check_batch_reveal(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a batch of unequal lists, of too small a stake, or with one reveal that cannot be."""
    lists = [arguments[name] for name in ("uids_list", "values_list", "salts_list", "version_keys")]
    if len({len(one) for one in lists}) != 1:
        raise errors.InputLengthsUnequal
    netuid: NetUid = arguments["netuid"]
    _ensure_stake(s, who, [netuid])
    _ensure_revealable(s, who, netuid, storage_index(netuid, MechId(0)), zip(*lists, strict=True))


def _index(arguments: Arguments) -> NetUidStorageIndex:
    return storage_index(arguments["netuid"], arguments.get("mecid", MechId(0)))


def _ensure_stake(s: State, who: AccountId, netuids: Iterable[NetUid]) -> None:
    if not all(has_enough_stake(s, who, netuid) for netuid in netuids):
        raise errors.NotEnoughStakeToSetWeights


def _ensure_rate(
    s: State, who: AccountId, netuid: NetUid, index: NetUidStorageIndex, refusal: type[DispatchError]
) -> None:
    uid = Neurons.Uids.get(s, netuid, who)
    # A hotkey without a uid is refused by the call itself.
    if uid is not None and not rate_limit_passed(s, index, uid):
        raise refusal


def _ensure_revealable(
    s: State,
    who: AccountId,
    netuid: NetUid,
    index: NetUidStorageIndex,
    reveals: Iterable[tuple[list[int], list[int], list[int], int]],
) -> None:
    queue = queue_of(s, index, who)
    if not queue:
        raise errors.NoWeightsCommitFound
    for uids, values, salt, version_key in reveals:
        epoch = _epoch_of(queue, commit_hash(who, index, uids, values, salt, version_key))
        if epoch is None:
            raise errors.NoWeightsCommitFound
        if not may_be_revealed(s, netuid, epoch):
            raise errors.RevealTooEarly


def _epoch_of(queue: Iterable[Commit], wanted: Hash) -> int | None:
    return next((epoch for committed, epoch, _, _ in queue if committed == wanted), None)
