"""Calls of referenda.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs submit, place_decision_deposit, refund_decision_deposit, cancel
Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs kill, nudge_referendum, one_fewer_deciding, set_metadata
Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs refund_submission_deposit
"""

from __future__ import annotations

from typing import Annotated

from msgspec.structs import replace

from taonet.frame.call import PostInfo, call
from taonet.frame.origin import Origin, OriginCaller, ensure_root, ensure_signed, ensure_signed_or_root
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import Hash
from taonet.runtime.origins import origin_field
from taonet.runtime.pallets.preimage import store as preimage_store
from taonet.runtime.pallets.referenda import costs, deposits, errors, events, preimages, service, tracks
from taonet.runtime.pallets.referenda.alarms import clear_alarm, set_alarm
from taonet.runtime.pallets.referenda.events import proposal_field, referendum
from taonet.runtime.pallets.referenda.life import UNDECIDING_TIMEOUT, Branch
from taonet.runtime.pallets.referenda.storage import SUBMISSION_DEPOSIT, Storage
from taonet.runtime.pallets.referenda.types import (
    DISPATCH_TIME,
    Approved,
    Cancelled,
    Deposit,
    DispatchTime,
    Ended,
    Killed,
    Ongoing,
    Status,
)
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.types import H256, tao
from taonet.scale import U16, Typed, option

_origin = Annotated[OriginCaller, origin_field("Box<PalletsOriginOf<T>>")]
_moment = Annotated[DispatchTime, Typed(DISPATCH_TIME, "DispatchTime<BlockNumberFor<T>>")]
_track = Annotated[int, Typed(U16, "TrackIdOf<T, I>")]
_maybe_hash = Annotated[Hash | None, Typed(option(H256), "Option<T::Hash>")]


@call(index=0, weight=costs.SUBMIT)
def submit(
    s: State, origin: Origin, proposal_origin: _origin, proposal: proposal_field, enactment_moment: _moment
) -> None:
    """Put a call to the vote, to be made with an origin that one of the tracks decides for. It reserves 1 TAO."""
    who = ensure_signed(origin)
    track = tracks.track_for(s, proposal_origin)
    if track is None:
        raise errors.NoTrack
    if preimages.has_another_length(s, proposal):
        raise errors.PreimageStoredWithDifferentLength

    deposit = deposits.take(s, who, SUBMISSION_DEPOSIT)
    index = Storage.ReferendumCount.get(s)
    Storage.ReferendumCount.put(s, index + 1)
    now = System.Number.get(s)
    status = Status(track, proposal_origin, proposal, enactment_moment, now, deposit)
    preimages.hold(s, index, proposal)
    Storage.ReferendumInfoFor.put(s, index, Ongoing(set_alarm(s, index, status, now + UNDECIDING_TIMEOUT)))
    s.emit(events.Submitted(index, track, proposal))


@call(index=1, weight=costs.PLACE)
def place_decision_deposit(s: State, origin: Origin, index: referendum) -> PostInfo:
    """Place the decision deposit of a referendum, or what it still lacks. Signed by anyone."""
    who = ensure_signed(origin)
    status, required = _without_deposit(s, index)
    return _placed(s, index, status, deposits.complete(s, index, who, required))


@call(index=2, weight=costs.REFUND_DECISION)
def refund_decision_deposit(s: State, origin: Origin, index: referendum) -> None:
    """Give the decision deposit of a referendum that is over back to those who placed it. Signed by anyone."""
    ensure_signed_or_root(origin)
    info = _info(s, index)
    if isinstance(info, Ongoing):
        unfinished = info.status.decision_deposit is not None or Storage.SharesOf.exists(s, index)
        raise errors.Unfinished if unfinished else errors.NoDeposit
    deposit = info.decision_deposit if isinstance(info, Ended) else None
    if deposit is None and not Storage.SharesOf.exists(s, index):
        raise errors.NoDeposit

    deposits.return_decision_deposit(s, index, deposit)
    if isinstance(info, Ended):
        Storage.ReferendumInfoFor.put(s, index, replace(info, decision_deposit=None))


@call(index=3, weight=costs.CANCEL)
def cancel(s: State, origin: Origin, index: referendum) -> None:
    """End an ongoing referendum; its deposits can be had back. Root, or the canceller's track."""
    ensure_root(origin)
    service.end(s, index, _ongoing(s, index), Cancelled)


@call(index=4, weight=costs.KILL)
def kill(s: State, origin: Origin, index: referendum) -> None:
    """End an ongoing referendum and take its deposits. Root, or the killer's track."""
    ensure_root(origin)
    status = _ongoing(s, index)

    service.conclude(s, index, status)
    Storage.ReferendumInfoFor.put(s, index, Killed(System.Number.get(s)))
    s.emit(events.Killed(index, status.tally))
    deposits.slash(s, status.submission_deposit)
    deposits.slash_decision_deposit(s, index, status.decision_deposit)
    _clear_metadata(s, index)
    service.fill(s, status.track)


@call(index=5, weight=costs.NUDGE)
def nudge_referendum(s: State, origin: Origin, index: referendum) -> PostInfo:
    """Look at a referendum now. Root only: the chain does it by itself when there is something to see."""
    ensure_root(origin)
    status = _ongoing(s, index)
    return PostInfo(costs.nudged(service.advance(s, index, clear_alarm(s, index, status))))


@call(index=6, weight=costs.ONE_FEWER)
def one_fewer_deciding(s: State, origin: Origin, track: _track) -> PostInfo:
    """Let those that wait begin while places are free. Root only: the chain does it by itself when one frees."""
    ensure_root(origin)
    if tracks.info(track) is None:
        raise errors.BadTrack
    return PostInfo(None if service.fill(s, track) else costs.ONE_FEWER_EMPTY)


@call(index=7, weight=costs.REFUND_SUBMISSION)
def refund_submission_deposit(s: State, origin: Origin, index: referendum) -> None:
    """Give the submission deposit of an approved or cancelled referendum back. Signed by anyone."""
    ensure_signed_or_root(origin)
    info = _info(s, index)
    if not isinstance(info, Approved | Cancelled):
        raise errors.BadStatus
    deposit = info.submission_deposit
    if deposit is None:
        raise errors.NoDeposit

    deposits.give_back(s, deposit)
    Storage.ReferendumInfoFor.put(s, index, replace(info, submission_deposit=None))
    s.emit(events.SubmissionDepositRefunded(index, deposit.who, deposit.amount))


@call(index=8, declared=costs.metadata_declared)
def set_metadata(s: State, origin: Origin, index: referendum, maybe_hash: _maybe_hash) -> None:
    """Name the preimage that tells what a referendum is about, or none.

    Signed by who submitted it; when it is over anyone may clear what it named.
    """
    who = ensure_signed(origin)
    info = Storage.ReferendumInfoFor.get(s, index)
    status = info.status if isinstance(info, Ongoing) else None
    if maybe_hash is not None and status is None:
        raise errors.NotOngoing
    if status is not None and status.submission_deposit.who != who:
        raise errors.NoPermission
    if maybe_hash is None:
        _clear_metadata(s, index)
        return
    if preimage_store.length_of(s, maybe_hash) is None:
        raise errors.PreimageNotExist

    Storage.MetadataOf.put(s, index, maybe_hash)
    s.emit(events.MetadataSet(index, maybe_hash))


@call(index=64, weight=costs.PLACE)
def share_decision_deposit(s: State, origin: Origin, index: referendum, amount: tao) -> PostInfo:
    """Place a share of a decision deposit: a 64th of it at least, or what is missing. Signed by anyone.

    It comes back when the referendum is over, whether it was ever complete or not.
    """
    who = ensure_signed(origin)
    status, required = _without_deposit(s, index)
    whole = deposits.share(s, index, who, amount, required)
    return PostInfo(costs.REFUND_DECISION) if whole is None else _placed(s, index, status, whole)


def _info(s: State, index: int) -> Ongoing | Ended | Killed:
    info = Storage.ReferendumInfoFor.get(s, index)
    if info is None:
        raise errors.BadReferendum
    return info


def _ongoing(s: State, index: int) -> Status:
    info = Storage.ReferendumInfoFor.get(s, index)
    if not isinstance(info, Ongoing):
        raise errors.NotOngoing
    return info.status


def _without_deposit(s: State, index: int) -> tuple[Status, Tao]:
    """Return an ongoing referendum without a decision deposit, and what that must be."""
    status = _ongoing(s, index)
    if status.decision_deposit is not None:
        raise errors.HasDeposit
    rules = service.rules_of(s, status)
    if rules is None:
        raise errors.NoTrack
    return status, rules.decision_deposit


def _placed(s: State, index: int, status: Status, deposit: Deposit) -> PostInfo:
    branch: Branch = service.advance(s, index, replace(status, decision_deposit=deposit))
    s.emit(events.DecisionDepositPlaced(index, deposit.who, deposit.amount))
    return PostInfo(costs.placed(branch))


def _clear_metadata(s: State, index: int) -> None:
    named = Storage.MetadataOf.take(s, index)
    if named is not None:
        s.emit(events.MetadataCleared(index, named))
