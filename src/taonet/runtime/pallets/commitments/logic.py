"""Publishing a commitment, and forgetting one.

Source: lib.rs set_commitment, get_commitments, purge_netuid
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.balances.reserves import reserve, unreserve
from taonet.runtime.pallets.commitments.errors import (
    AccountNotAllowedCommit,
    SpaceLimitExceeded,
    TimelockRevealFailedNotAllowed,
    TooManyFieldsInCommitmentInfo,
    UnexpectedUnreserveLeftover,
)
from taonet.runtime.pallets.commitments.events import Commitment, TimelockCommitment
from taonet.runtime.pallets.commitments.storage import FIELD_DEPOSIT, INITIAL_DEPOSIT, Storage
from taonet.runtime.pallets.commitments.types import (
    MAX_FIELDS,
    BigRaw,
    CommitmentInfo,
    Data,
    NoData,
    Raw,
    Registration,
    ResetBondsFlag,
    TimelockEncrypted,
    TimelockRevealFailed,
    UsageTracker,
)
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.neurons.seats import is_registered, reset_bonds
from taonet.runtime.pallets.subtensor.subnets import registry

LEAST_SPACE = 100
"""Bytes that even the smallest commitment counts as."""


def publish(s: State, netuid: NetUid, who: AccountId, info: CommitmentInfo) -> None:
    """Make `info` the commitment of a hotkey on a subnet.

    Refuse a hotkey that is not registered there, more than three fields, a field that only the chain may write, and
    more bytes than are left for the epoch.
    """
    if not registry.exists(s, netuid) or not is_registered(s, netuid, who):
        raise AccountNotAllowedCommit
    if len(info.fields) > MAX_FIELDS:
        raise TooManyFieldsInCommitmentInfo
    if any(isinstance(field, TimelockRevealFailed) for field in info.fields):
        raise TimelockRevealFailedNotAllowed

    _use_space(s, netuid, who, max(sum(map(space_of, info.fields)), LEAST_SPACE))
    if any(isinstance(field, ResetBondsFlag) for field in info.fields):
        Storage.LastBondsReset.put(s, netuid, who, now(s))
        reset_bonds(s, netuid, who)
    former = Storage.CommitmentOf.get(s, netuid, who)
    deposit = Tao(INITIAL_DEPOSIT + len(info.fields) * FIELD_DEPOSIT)
    _settle_deposit(s, who, Tao(0) if former is None else former.deposit, deposit)
    Storage.CommitmentOf.put(s, netuid, who, Registration(deposit, now(s), info))
    Storage.LastCommitment.put(s, netuid, who, now(s))
    _announce(s, netuid, who, info)


def forget(s: State, netuid: NetUid, who: AccountId) -> None:
    """Remove all that is kept of a hotkey on a subnet and give its deposit back, without an event of this pallet."""
    former = Storage.CommitmentOf.take(s, netuid, who)
    if former is not None:
        unreserve(s, who, former.deposit)
    for item in (Storage.LastCommitment, Storage.LastBondsReset, Storage.RevealedCommitments, Storage.UsedSpaceOf):
        item.remove(s, netuid, who)
    _index(s, netuid, who, sealed=False)


def commitments(s: State, netuid: NetUid) -> list[tuple[AccountId, Registration]]:
    """Return all commitments on a subnet, in the order of their state keys."""
    return list(Storage.CommitmentOf.items_under(s, netuid))


def space_of(field: Data) -> int:
    """Return the bytes that a field counts as. Flags and empty fields are free, and so is the number of a round."""
    match field:
        case NoData() | ResetBondsFlag():
            return 0
        case Raw() | BigRaw():
            return len(field.data)
        case TimelockEncrypted() | TimelockRevealFailed():
            return len(field.encrypted)
        case _:
            return len(field.digest)


def first_sealed(info: CommitmentInfo) -> TimelockEncrypted | None:
    """Return the first sealed field of a commitment, or None when all of it is in the open."""
    return next((field for field in info.fields if isinstance(field, TimelockEncrypted)), None)


def _use_space(s: State, netuid: NetUid, who: AccountId, needed: int) -> None:
    epoch = Epochs.SubnetEpochIndex.get(s, netuid)
    usage = Storage.UsedSpaceOf.get(s, netuid, who) or UsageTracker()
    used = saturating_add(usage.used_space if usage.last_epoch == epoch else 0, needed)
    if used > Storage.MaxSpace.get(s):
        raise SpaceLimitExceeded
    Storage.UsedSpaceOf.put(s, netuid, who, UsageTracker(epoch, used))


def _settle_deposit(s: State, who: AccountId, former: Tao, present: Tao) -> None:
    # Deposits are 0 now, but a record that is older than that still has one.
    if present > former:
        reserve(s, who, Tao(present - former))
    elif former > present and unreserve(s, who, Tao(former - present)):
        raise UnexpectedUnreserveLeftover


def _announce(s: State, netuid: NetUid, who: AccountId, info: CommitmentInfo) -> None:
    sealed = first_sealed(info)
    s.emit(Commitment(netuid, who) if sealed is None else TimelockCommitment(netuid, who, sealed.reveal_round))
    _index(s, netuid, who, sealed=sealed is not None)


def _index(s: State, netuid: NetUid, who: AccountId, *, sealed: bool) -> None:
    others = [entry for entry in Storage.TimelockedIndex.get(s) if entry != (netuid, who)]
    Storage.TimelockedIndex.put(s, [*others, (netuid, who)] if sealed else others)
