"""The life of a referendum as a function of values: what becomes of it now, and when to look again.

Upstream's steps, and besides:
- what nobody can read does not begin to be decided: its preimage is waited for, as the deposit is;
- one that stops to pass in its confirmation is not rejected before those who lost it had a confirmation period to answer,
  and one that passes again is confirmed from the beginning. The end is put off so three times at most;
- what lost its track or its subnet is cancelled.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs service_referendum, begin_deciding, decision_time, is_passing
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, final

import msgspec

from taonet.primitives.perbill import mul_up, ratio
from taonet.runtime.pallets.referenda import tally as tallies
from taonet.runtime.pallets.referenda.curves import delay, passing
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.tracks import DAY, MINUTE, TrackInfo
from taonet.runtime.pallets.referenda.types import Deciding, Status

UNDECIDING_TIMEOUT = 7 * DAY
"""Blocks after its submission in which deciding must have begun, or the referendum must be in the queue."""

RETRY = 10 * MINUTE
"""Blocks until what waits for a preimage or for a place in a full queue is looked at again."""

MOST_EXTENSIONS = 3


@final
class Branch(Enum):
    """What becomes of a referendum now. The weight of looking at it depends on that too."""

    NO_DEPOSIT = 0
    PREPARING = 1
    NO_PREIMAGE = 2
    READY = 3
    IN_QUEUE = 4
    BEGIN_CONFIRMING = 5
    CONTINUE_CONFIRMING = 6
    END_CONFIRMING = 7
    CONTINUE_NOT_CONFIRMING = 8
    APPROVED = 9
    REJECTED = 10
    TIMED_OUT = 11
    LOST = 12


@final
class Extension(msgspec.Struct, frozen=True):
    """Until when a referendum that turned late is not rejected, and how often that happened."""

    until: int = 0
    times: int = 0


NEVER_EXTENDED = Extension()


class Facts(NamedTuple):
    """What a step depends on besides the referendum: the block, the base of support, whether the call can be read."""

    now: int
    base: int
    readable: bool
    extension: Extension = NEVER_EXTENDED


class Step(NamedTuple):
    """What becomes of a referendum, how it is decided on from now on, and when to look again."""

    branch: Branch
    deciding: Deciding | None = None
    alarm: int | None = None
    extension: Extension | None = None


def is_passing(tally: Tally, base: int, since: int, now: int, track: TrackInfo) -> bool:
    """Tell whether votes are enough now. Without a vote for it, or of nothing that could vote, they never are."""
    if not tally.ayes or not base:
        return False
    x = progress(since, now, track)
    enough = passing(track.min_support, x, tallies.support(tally, base))
    return enough and passing(track.min_approval, x, tallies.approval(tally))


def progress(since: int, now: int, track: TrackInfo) -> int:
    """Return the part of the decision period that has passed."""
    return ratio(min(max(now - since, 0), track.decision_period), track.decision_period)


def step(status: Status, track: TrackInfo | None, facts: Facts) -> Step:
    """Return what becomes of a referendum by the rules of its track; None for a track or a subnet that is no more."""
    if track is None:
        return Step(Branch.LOST)
    if status.deciding is not None:
        return _decide(status.deciding, status.tally, track, facts)
    return Step(Branch.IN_QUEUE) if status.in_queue else _before(status, track, facts)


def begin(tally: Tally, track: TrackInfo, facts: Facts) -> Step:
    """Return how a referendum begins to be decided on in this block."""
    confirms = is_passing(tally, facts.base, facts.now, facts.now, track)
    deciding = Deciding(facts.now, facts.now + track.confirm_period if confirms else None)
    branch = Branch.BEGIN_CONFIRMING if confirms else Branch.CONTINUE_NOT_CONFIRMING
    return Step(branch, deciding, decision_time(deciding, tally, track, facts))


def rejected_at(deciding: Deciding, track: TrackInfo, extension: Extension) -> int:
    """Return from which block on a referendum that does not pass is rejected."""
    return max(deciding.since + track.decision_period, extension.until)


def passes_at(deciding: Deciding, tally: Tally, track: TrackInfo, base: int) -> int | None:
    """Return from which block on these votes are enough; None where they never are."""
    if not tally.ayes or not base:
        return None
    needed = max(
        delay(track.min_approval, tallies.approval(tally)), delay(track.min_support, tallies.support(tally, base))
    )
    soonest = deciding.since + mul_up(needed, track.decision_period)
    # A line's delay is rounded down, so the block may come out a hair too early.
    blocks = range(soonest, soonest + 3)
    return next((when for when in blocks if is_passing(tally, base, deciding.since, when, track)), None)


def decision_time(deciding: Deciding, tally: Tally, track: TrackInfo, facts: Facts) -> int:
    """Return when to look again: at the end of confirmation, or when votes are enough, or when it is rejected."""
    if deciding.confirming is not None:
        return max(deciding.confirming, facts.now + 1)
    end = rejected_at(deciding, track, facts.extension)
    enough = passes_at(deciding, tally, track, facts.base)
    return max(end if enough is None else min(enough, end), facts.now + 1)


def _before(status: Status, track: TrackInfo, facts: Facts) -> Step:
    timeout = status.submitted + UNDECIDING_TIMEOUT
    if facts.now >= timeout:
        return Step(Branch.TIMED_OUT)
    if status.decision_deposit is None:
        return Step(Branch.NO_DEPOSIT, alarm=timeout)
    prepared = status.submitted + track.prepare_period
    if facts.now < prepared:
        return Step(Branch.PREPARING, alarm=min(prepared, timeout))
    if not facts.readable:
        return Step(Branch.NO_PREIMAGE, alarm=min(facts.now + RETRY, timeout))
    return Step(Branch.READY, alarm=min(facts.now + RETRY, timeout))


def _decide(deciding: Deciding, tally: Tally, track: TrackInfo, facts: Facts) -> Step:
    now, confirming = facts.now, deciding.confirming
    if is_passing(tally, facts.base, deciding.since, now, track):
        if confirming is None:
            return _on(Branch.BEGIN_CONFIRMING, deciding.since, now + track.confirm_period, tally, track, facts)
        if now >= confirming and facts.readable:
            return Step(Branch.APPROVED, deciding)
        return _on(Branch.CONTINUE_CONFIRMING, deciding.since, confirming, tally, track, facts)
    extension = _late_turn(deciding, track, facts)
    facts = facts._replace(extension=extension or facts.extension)
    if now >= rejected_at(deciding, track, facts.extension):
        return Step(Branch.REJECTED, deciding)
    branch = Branch.CONTINUE_NOT_CONFIRMING if confirming is None else Branch.END_CONFIRMING
    return _on(branch, deciding.since, None, tally, track, facts)._replace(extension=extension)


def _late_turn(deciding: Deciding, track: TrackInfo, facts: Facts) -> Extension | None:
    """Return the extension of one that stops to pass now; None where there is time to answer, or too often."""
    if deciding.confirming is None or facts.extension.times >= MOST_EXTENSIONS:
        return None
    if facts.now + track.confirm_period <= rejected_at(deciding, track, facts.extension):
        return None
    return Extension(facts.now + track.confirm_period, facts.extension.times + 1)


def _on(branch: Branch, since: int, confirming: int | None, tally: Tally, track: TrackInfo, facts: Facts) -> Step:
    deciding = Deciding(since, confirming)
    when = decision_time(deciding, tally, track, facts)
    if branch is Branch.CONTINUE_CONFIRMING and not facts.readable and confirming is not None:
        when = max(confirming, facts.now + RETRY)
    return Step(branch, deciding, when)
