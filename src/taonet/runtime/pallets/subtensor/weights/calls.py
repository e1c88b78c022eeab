"""The calls by which validators rate neurons. They are free; the pool refuses what would be refused anyway.

Source: macros/dispatches.rs set_weights, set_mechanism_weights, batch_set_weights, commit_weights
Source: macros/dispatches.rs commit_mechanism_weights, batch_commit_weights, reveal_weights, reveal_mechanism_weights
Source: macros/dispatches.rs batch_reveal_weights, commit_timelocked_weights, commit_crv3_mechanism_weights
Source: macros/dispatches.rs commit_timelocked_mechanism_weights
Source: subnets/weights.rs do_batch_set_weights, do_batch_commit_weights
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from taonet.frame.call import Declared, Policy, call
from taonet.frame.error import DispatchError
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, reads_writes
from taonet.primitives.ids import AccountId, MechId, NetUid
from taonet.runtime.pallets.subtensor.accounts.keys import owner_of_hotkey
from taonet.runtime.pallets.subtensor.errors import SubnetNotExists
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.weights import admission, timelocked
from taonet.runtime.pallets.subtensor.weights.errors import CommitRevealEnabled, InputLengthsUnequal
from taonet.runtime.pallets.subtensor.weights.events import (
    BatchCompletedWithErrors,
    BatchWeightItemFailed,
    BatchWeightsCompleted,
)
from taonet.runtime.pallets.subtensor.weights.revealing import MAIN, Reveal, commit, reveal, reveal_all
from taonet.runtime.pallets.subtensor.weights.setting import set_row
from taonet.runtime.pallets.subtensor.weights.storage import SEALED
from taonet.runtime.types import compact_netuid, compact_u16, compact_u64, h256, mech_id, netuid
from taonet.scale import Typed, u16, u64

_SEALED = Typed(SEALED, "BoundedVec<u8, ConstU32<MAX_CRV3_COMMIT_SIZE_BYTES>>")
_FOURTH = 4

_SET = Policy(check=admission.check_set, check_weight=admission.RATED_WEIGHT, payer=owner_of_hotkey)
_COMMIT = Policy(
    check=admission.check_commit,
    check_weight=admission.RATED_WEIGHT,
    tags=admission.commit_tags,
    payer=owner_of_hotkey,
)
_TIMELOCKED = Policy(
    check=admission.check_timelocked,
    check_weight=admission.RATED_WEIGHT,
    tags=admission.commit_tags,
    payer=owner_of_hotkey,
)
_REVEAL = Policy(check=admission.check_reveal, check_weight=admission.WEIGHT, payer=owner_of_hotkey)


def _set_mechanism_weight(
    s: State, netuid: NetUid, mecid: MechId, dests: Sequence[int], weights: object, version_key: int
) -> Declared:
    count = len(dests)
    weight = reads_writes(56_000_000 + 1_961_926 * count, 16 + count, 2, 9_373 + 2_520 * count)
    return Declared(weight, pays=Pays.No)


def _reveal_mechanism_weight(
    s: State, netuid: NetUid, mecid: MechId, uids: Sequence[int], values: object, salt: object, version_key: int
) -> Declared:
    count = len(uids)
    weight = reads_writes(61_000_000 + 2_031_383 * count, 19 + count, 2, 10_114 + 2_512 * count)
    return Declared(weight, pays=Pays.No)


@call(
    index=0,
    weight=reads_writes(15_513_610_000, 4_112, 2, 10_327_410),
    pays=Pays.No,
    policy=_SET,
)
def set_weights(
    s: State, origin: Origin, netuid: netuid, dests: list[u16], weights: list[u16], version_key: u64
) -> None:
    """Rate the neurons in the seats `dests`; only the proportions of the weights count. Signed by a hotkey.

    Refused where weights must be committed first. The neuron needs a validator permit, unless it names only itself.
    """
    _ensure_plain(s, netuid)
    set_row(s, origin, netuid, MAIN, dests, weights, version_key)


@call(index=119, declared=_set_mechanism_weight, policy=_SET)
def set_mechanism_weights(
    s: State,
    origin: Origin,
    netuid: netuid,
    mecid: mech_id,
    dests: list[u16],
    weights: list[u16],
    version_key: u64,
) -> None:
    """Rate neurons in one mechanism of a subnet, as `set_weights` does in the first. Signed by a hotkey."""
    _ensure_plain(s, netuid)
    set_row(s, origin, netuid, mecid, dests, weights, version_key)


@call(
    index=80,
    weight=reads_writes(103_092_000, 16, 2, 7_395),
    pays=Pays.No,
    policy=Policy(check=admission.check_batch_set, check_weight=admission.WEIGHT, payer=owner_of_hotkey),
)
def batch_set_weights(
    s: State,
    origin: Origin,
    netuids: list[compact_netuid],
    weights: list[list[tuple[compact_u16, compact_u16]]],
    version_keys: list[compact_u64],
) -> None:
    """Rate neurons on several subnets; each row is a list of seat and weight. Signed by a hotkey.

    What is refused on one subnet does not stop the others: events tell.
    """
    hotkey = ensure_signed(origin)
    if not len(netuids) == len(weights) == len(version_keys):
        raise InputLengthsUnequal

    def set_one(position: int) -> None:
        netuid, row = netuids[position], weights[position]
        _ensure_plain(s, netuid)
        set_row(s, origin, netuid, MAIN, [uid for uid, _ in row], [value for _, value in row], version_keys[position])

    _each(s, netuids, hotkey, set_one)


@call(
    index=96,
    weight=reads_writes(36_000_000, 13, 2, 4_714),
    pays=Pays.No,
    policy=_COMMIT,
)
def commit_weights(s: State, origin: Origin, netuid: netuid, commit_hash: h256) -> None:
    """Commit to weights by their hash; they are revealed in a later epoch. Signed by a hotkey.

    The hash is BLAKE2b-256 of the SCALE bytes of (hotkey, mechanism index as u16, seats, values, salt, version).
    """
    commit(s, origin, netuid, MAIN, commit_hash)


@call(
    index=115,
    weight=reads_writes(124_000_000, 14, 2, 40_871),
    pays=Pays.No,
    policy=_COMMIT,
)
def commit_mechanism_weights(s: State, origin: Origin, netuid: netuid, mecid: mech_id, commit_hash: h256) -> None:
    """Commit to weights in one mechanism of a subnet. Signed by a hotkey."""
    commit(s, origin, netuid, mecid, commit_hash)


@call(
    index=100,
    weight=reads_writes(147_224_000, 15, 2, 4_765),
    pays=Pays.No,
    policy=Policy(check=admission.check_batch_commit, check_weight=admission.WEIGHT, payer=owner_of_hotkey),
)
def batch_commit_weights(s: State, origin: Origin, netuids: list[compact_netuid], commit_hashes: list[h256]) -> None:
    """Commit to weights on several subnets. What is refused on one does not stop the others. Signed by a hotkey."""
    hotkey = ensure_signed(origin)
    if len(netuids) != len(commit_hashes):
        raise InputLengthsUnequal

    _each(s, netuids, hotkey, lambda i: commit(s, origin, netuids[i], MAIN, commit_hashes[i]))


@call(
    index=97,
    weight=reads_writes(111_227_000, 19, 2, 7_590),
    pays=Pays.No,
    policy=_REVEAL,
)
def reveal_weights(
    s: State,
    origin: Origin,
    netuid: netuid,
    uids: list[u16],
    values: list[u16],
    salt: list[u16],
    version_key: u64,
) -> None:
    """Reveal committed weights in their epoch, which sets them. Older commits are dropped. Signed by the hotkey."""
    reveal(s, origin, netuid, MAIN, Reveal(uids, values, salt, version_key))


@call(index=116, declared=_reveal_mechanism_weight, policy=_REVEAL)
def reveal_mechanism_weights(
    s: State,
    origin: Origin,
    netuid: netuid,
    mecid: mech_id,
    uids: list[u16],
    values: list[u16],
    salt: list[u16],
    version_key: u64,
) -> None:
    """Reveal committed weights in one mechanism of a subnet. Signed by the hotkey."""
    reveal(s, origin, netuid, mecid, Reveal(uids, values, salt, version_key))


@call(
    index=98,
    weight=reads_writes(421_363_000, 19, 2, 8_095),
    pays=Pays.No,
    policy=Policy(check=admission.check_batch_reveal, check_weight=admission.WEIGHT, payer=owner_of_hotkey),
)
def batch_reveal_weights(
    s: State,
    origin: Origin,
    netuid: netuid,
    uids_list: list[list[u16]],
    values_list: list[list[u16]],
    salts_list: list[list[u16]],
    version_keys: list[u64],
) -> None:
    """Reveal several commits on a subnet, all or none; the last one's weights stay. Signed by the hotkey."""
    if not registry.exists(s, netuid):
        raise SubnetNotExists
    if not len(uids_list) == len(values_list) == len(salts_list) == len(version_keys):
        raise InputLengthsUnequal
    rows = zip(uids_list, values_list, salts_list, version_keys, strict=True)

    reveal_all(s, origin, netuid, [Reveal(*row) for row in rows])


@call(
    index=113,
    weight=reads_writes(86_951_000, 15, 2, 4_713),
    pays=Pays.No,
    policy=_TIMELOCKED,
)
def commit_timelocked_weights(
    s: State,
    origin: Origin,
    netuid: netuid,
    commit: Annotated[bytes, _SEALED],
    reveal_round: u64,
    commit_reveal_version: u16,
) -> None:
    """Commit to weights that are sealed until a round of the beacon; the chain opens and sets them. Signed by a hotkey.

    Sealed is the SCALE form of (hotkey as bytes, seats, values, version key).
    """
    timelocked.commit(s, origin, netuid, MAIN, commit, reveal_round, commit_reveal_version)


@call(
    index=117,
    weight=reads_writes(77_750_000, 8, 2),
    pays=Pays.No,
    policy=_TIMELOCKED,
)
def commit_crv3_mechanism_weights(
    s: State, origin: Origin, netuid: netuid, mecid: mech_id, commit: Annotated[bytes, _SEALED], reveal_round: u64
) -> None:
    """Commit to sealed weights in one mechanism of a subnet, in the fourth form. Signed by a hotkey."""
    timelocked.commit(s, origin, netuid, mecid, commit, reveal_round, _FOURTH)


@call(
    index=118,
    weight=reads_writes(84_020_000, 10, 2),
    pays=Pays.No,
    policy=_TIMELOCKED,
)
def commit_timelocked_mechanism_weights(
    s: State,
    origin: Origin,
    netuid: netuid,
    mecid: mech_id,
    commit: Annotated[bytes, _SEALED],
    reveal_round: u64,
    commit_reveal_version: u16,
) -> None:
    """Commit to sealed weights in one mechanism of a subnet. Signed by a hotkey."""
    timelocked.commit(s, origin, netuid, mecid, commit, reveal_round, commit_reveal_version)


def _ensure_plain(s: State, netuid: NetUid) -> None:
    if Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid):
        raise CommitRevealEnabled


def _each(s: State, netuids: Sequence[NetUid], hotkey: AccountId, do: Callable[[int], None]) -> None:
    """Run the items of a batch, then emit an event for each refused one."""
    refusals: list[tuple[NetUid, DispatchError]] = []
    for position, place in enumerate(netuids):
        try:
            with s.transaction():
                do(position)
        except DispatchError as refusal:
            refusals.append((place, refusal))
    if refusals:
        s.emit(BatchCompletedWithErrors())
    for place, refusal in refusals:
        s.emit(BatchWeightItemFailed(place, s.runtime.refusal(refusal)))
    s.emit(BatchWeightsCompleted(list(netuids), hotkey))
