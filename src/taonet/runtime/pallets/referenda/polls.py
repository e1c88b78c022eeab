"""Referenda as those who count votes see them: what is open, its tally, and how it ended.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs access_poll, as_ongoing
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.runtime.pallets.referenda.alarms import set_alarm
from taonet.runtime.pallets.referenda.errors import NotOngoing
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.tracks import track_for
from taonet.runtime.pallets.referenda.types import Approved, Ongoing, Rejected, Status
from taonet.runtime.pallets.system.storage import Storage as System


class Poll(NamedTuple):
    """A referendum that is voted on."""

    track: int
    tally: Tally


class Outcome(NamedTuple):
    """How a vote ended, and in which block."""

    end: int
    approved: bool


def ongoing(s: State, index: int) -> Poll | None:
    """Return a referendum that may be voted on; None where it is over, its subnet is gone, or it never was."""
    status = _open(s, index)
    return None if status is None else Poll(status.track, status.tally)


def outcome(s: State, index: int) -> Outcome | None:
    """Return how a vote ended; None while it goes on, and where it was cancelled, killed or never decided.

    What has no outcome binds nobody: a vote in it may be taken back without a lock.
    """
    info = Storage.ReferendumInfoFor.get(s, index)
    return Outcome(info.end, isinstance(info, Approved)) if isinstance(info, Approved | Rejected) else None


def change_tally(s: State, index: int, change: Callable[[Tally], Tally]) -> None:
    """Change the tally of a referendum that may be voted on, which is then looked at in the next block.

    Refuse others with `NotOngoing`.
    """
    status = _open(s, index)
    if status is None:
        raise NotOngoing

    status = replace(status, tally=change(status.tally))
    status = set_alarm(s, index, status, System.Number.get(s) + 1)
    Storage.ReferendumInfoFor.put(s, index, Ongoing(status))


def _open(s: State, index: int) -> Status | None:
    info = Storage.ReferendumInfoFor.get(s, index)
    if not isinstance(info, Ongoing) or track_for(s, info.status.origin) != info.status.track:
        return None
    return info.status
