"""Advancing a referendum: what its life says is written, told, and looked at again in time.

Upstream lets a track's next referendum begin a block after one ended, by a scheduled call that may be lost; here it begins
in the same step, so that the count of those being decided on is exact at any time.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs service_referendum, ready_for_deciding, begin_deciding
Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs note_one_fewer_deciding, next_for_deciding
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.runtime.pallets.origins.logic import is_the_same_subnet
from taonet.runtime.pallets.origins.types import Subnet
from taonet.runtime.pallets.referenda import enactment, events, life, preimages, queue, tracks
from taonet.runtime.pallets.referenda.alarms import clear_alarm, set_alarm
from taonet.runtime.pallets.referenda.life import RETRY, UNDECIDING_TIMEOUT, Branch, Facts, Step
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tracks import TrackInfo
from taonet.runtime.pallets.referenda.turnout import all_that_could_vote, base_of
from taonet.runtime.pallets.referenda.types import (
    Approved,
    Cancelled,
    Ended,
    Ongoing,
    Rejected,
    Status,
    TimedOut,
)
from taonet.runtime.pallets.system.storage import Storage as System


def rules_of(s: State, status: Status) -> TrackInfo | None:
    """Return the rules of a referendum's track; None where there is no such track, or its subnet is gone."""
    if isinstance(status.origin, Subnet) and not is_the_same_subnet(s, status.origin):
        return None
    return tracks.info(status.track)


def facts_of(s: State, index: int, status: Status) -> Facts:
    """Return what the next step of a referendum depends on besides itself."""
    base = base_of(s, index, status.track)
    readable = preimages.is_readable(s, status.proposal)
    return Facts(System.Number.get(s), base, readable, Storage.Extended.get(s, index))


def advance(s: State, index: int, status: Status) -> Branch:
    """Take a referendum to its next state, and return how it went there."""
    rules, facts = rules_of(s, status), facts_of(s, index, status)
    step = life.step(status, rules, facts)
    if rules is None:
        end(s, index, status, Cancelled)
    elif step.branch is Branch.READY:
        _admit(s, index, status, rules, step)
    elif step.branch is Branch.IN_QUEUE:
        _move_in_queue(s, index, status)
    elif step.branch in {Branch.TIMED_OUT, Branch.REJECTED}:
        end(s, index, status, TimedOut if step.branch is Branch.TIMED_OUT else Rejected)
    elif step.branch is Branch.APPROVED:
        _approve(s, index, status, rules)
    else:
        _go_on(s, index, status, step)
    return step.branch


def end(s: State, index: int, status: Status, kind: type[Ended]) -> None:
    """End a referendum and tell how; its deposits stay until they are asked back."""
    conclude(s, index, status)
    ended = kind(System.Number.get(s), status.submission_deposit, status.decision_deposit)
    Storage.ReferendumInfoFor.put(s, index, ended)
    s.emit(_TOLD[kind](index, status.tally))
    fill(s, status.track)


def conclude(s: State, index: int, status: Status) -> None:
    """Undo what an ongoing referendum holds: its alarm, its preimage, its place in the queue or among those decided on."""
    clear_alarm(s, index, status)
    preimages.drop(s, index, status.proposal)
    Storage.Extended.remove(s, index)
    if status.in_queue:
        queue.leave(s, status.track, index)
    if status.deciding is not None:
        Storage.BaseOf.put(s, index, base_of(s, index, status.track))
        Storage.DecidingCount.update(s, status.track, lambda count: count - 1)


def fill(s: State, track: int) -> int:
    """Let those that wait longest begin while places are free on a track, and return how many began."""
    rules, began = tracks.info(track), 0
    while rules is not None and Storage.DecidingCount.get(s, track) < rules.max_deciding:
        index = queue.take_best(s, track)
        info = None if index is None else Storage.ReferendumInfoFor.get(s, index)
        if index is None or not isinstance(info, Ongoing):
            break
        status = replace(info.status, in_queue=False)
        if rules_of(s, status) is None:
            end(s, index, status, Cancelled)
        elif preimages.is_readable(s, status.proposal):
            _begin(s, index, status, rules)
            began += 1
        else:
            _wait_outside(s, index, status)
    return began


def _admit(s: State, index: int, status: Status, rules: TrackInfo, step: Step) -> None:
    """Begin to decide on one that is ready, or let it wait for its turn."""
    preimages.hold(s, index, status.proposal)
    free = Storage.DecidingCount.get(s, status.track) < rules.max_deciding
    if free and not Storage.TrackQueue.get(s, status.track):
        _begin(s, index, status, rules)
        return
    out = queue.enter(s, status.track, index, status.tally.ayes)
    if out == index:
        _go_on(s, index, status, step)
        return
    _keep(s, index, replace(clear_alarm(s, index, status), in_queue=True))
    _let_out(s, out)
    fill(s, status.track)


def _move_in_queue(s: State, index: int, status: Status) -> None:
    _keep(s, index, clear_alarm(s, index, status))
    _let_out(s, queue.enter(s, status.track, index, status.tally.ayes))
    fill(s, status.track)


def _let_out(s: State, index: int | None) -> None:
    """Let one that was driven out of the queue wait outside."""
    info = None if index is None else Storage.ReferendumInfoFor.get(s, index)
    if index is not None and isinstance(info, Ongoing):
        _wait_outside(s, index, replace(info.status, in_queue=False))


def _wait_outside(s: State, index: int, status: Status) -> None:
    now = System.Number.get(s)
    when = max(min(now + RETRY, status.submitted + UNDECIDING_TIMEOUT), now + 1)
    _keep(s, index, set_alarm(s, index, status, when))


def _begin(s: State, index: int, status: Status, rules: TrackInfo) -> None:
    """Begin to decide on a referendum in this block."""
    preimages.hold(s, index, status.proposal)
    Storage.BaseOf.put(s, index, all_that_could_vote(s, status.track))
    Storage.DecidingCount.update(s, status.track, lambda count: count + 1)
    s.emit(events.DecisionStarted(index, status.track, status.proposal, status.tally))
    step = life.begin(status.tally, rules, facts_of(s, index, status))
    _go_on(s, index, replace(status, in_queue=False), step)


def _approve(s: State, index: int, status: Status, rules: TrackInfo) -> None:
    """Schedule the call of a confirmed referendum; where there is no room, try again in the next block."""
    if enactment.schedule(s, index, status, rules):
        end(s, index, status, Approved)
    else:
        _keep(s, index, set_alarm(s, index, status, System.Number.get(s) + 1))


def _go_on(s: State, index: int, status: Status, step: Step) -> None:
    """Write what a step says about one that stays ongoing, and tell what turned."""
    if step.extension is not None:
        Storage.Extended.put(s, index, step.extension)
    if step.branch is Branch.BEGIN_CONFIRMING:
        s.emit(events.ConfirmStarted(index))
    if step.branch is Branch.END_CONFIRMING:
        s.emit(events.ConfirmAborted(index))
    if step.extension is not None:
        s.emit(events.RejectionPostponed(index, step.extension.until))
    status = replace(status, deciding=step.deciding)
    _keep(s, index, status if step.alarm is None else set_alarm(s, index, status, step.alarm))


def _keep(s: State, index: int, status: Status) -> None:
    Storage.ReferendumInfoFor.put(s, index, Ongoing(status))


_TOLD = {
    Approved: events.Confirmed,
    Rejected: events.Rejected,
    Cancelled: events.Cancelled,
    TimedOut: events.TimedOut,
}
