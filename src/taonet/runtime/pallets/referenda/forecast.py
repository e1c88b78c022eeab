"""How a referendum stands, and how it would end if no vote changed: the same steps, taken ahead.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs is_referendum_passing
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from msgspec.structs import replace

from taonet.runtime.pallets.referenda import life
from taonet.runtime.pallets.referenda.life import UNDECIDING_TIMEOUT, Branch, Facts
from taonet.runtime.pallets.referenda.tracks import TrackInfo
from taonet.runtime.pallets.referenda.types import Status

_MOST_STEPS = 16


class Stage(IntEnum):
    """What a referendum waits for."""

    NoDeposit = 0
    Preparing = 1
    NoPreimage = 2
    Queued = 3
    Deciding = 4
    Confirming = 5


class Ending(IntEnum):
    """How a referendum would end."""

    Approved = 0
    Rejected = 1
    TimedOut = 2
    Cancelled = 3


class Forecast(NamedTuple):
    """How a referendum would end, and in which block."""

    ending: Ending
    at: int


_ENDINGS = {
    Branch.APPROVED: Ending.Approved,
    Branch.REJECTED: Ending.Rejected,
    Branch.TIMED_OUT: Ending.TimedOut,
    Branch.LOST: Ending.Cancelled,
}


def stage(status: Status, track: TrackInfo, facts: Facts) -> Stage:
    """Return what a referendum waits for now."""
    if status.deciding is not None:
        return Stage.Deciding if status.deciding.confirming is None else Stage.Confirming
    if status.in_queue:
        return Stage.Queued
    if status.decision_deposit is None:
        return Stage.NoDeposit
    if facts.now < status.submitted + track.prepare_period:
        return Stage.Preparing
    return Stage.Queued if facts.readable else Stage.NoPreimage


def forecast(status: Status, track: TrackInfo | None, facts: Facts) -> Forecast | None:
    """Return how a referendum would end with these votes; None where others decide that, as in a queue."""
    for _ in range(_MOST_STEPS):
        step = life.step(status, track, facts)
        if step.branch in _ENDINGS:
            return Forecast(_ENDINGS[step.branch], facts.now)
        if step.branch is Branch.IN_QUEUE or track is None:
            return None
        if step.branch is Branch.NO_PREIMAGE:
            return Forecast(Ending.TimedOut, status.submitted + UNDECIDING_TIMEOUT)
        if step.branch is Branch.READY:
            step = life.begin(status.tally, track, facts)
        if step.alarm is None:
            return None
        status = replace(status, deciding=step.deciding)
        facts = facts._replace(now=step.alarm, extension=step.extension or facts.extension)
    return None
