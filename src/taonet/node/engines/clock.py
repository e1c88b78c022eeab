"""When the next block happens, in wall time and in the chain's own time.

The chain's time goes in slots of 12 seconds whatever the wall clock does. At twelve wall seconds a slot the two agree;
faster, the chain's time runs ahead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

SLOT_MILLISECONDS = 12_000
REAL_SLOT_SECONDS = SLOT_MILLISECONDS / 1_000

WallClock = Callable[[], int]
"""Milliseconds since 1970."""


def wall_milliseconds() -> int:
    """Return the machine's time."""
    return time.time_ns() // 1_000_000


@final
@dataclass(slots=True)
class SlotClock:
    """Gives each block its time: the next slot, or the wall's slot when that is later and slots are real ones."""

    wall: WallClock = wall_milliseconds
    real_time: bool = False
    forced: int | None = None
    """Time of the next block when somebody travels."""

    def next_time(self, last: int) -> int:
        """Return the time of the block after one at `last` (0: none yet), in milliseconds."""
        if self.forced is not None and self.forced > last:
            chosen, self.forced = self.forced, None
            return chosen
        now = self.wall() // SLOT_MILLISECONDS * SLOT_MILLISECONDS
        if last == 0:
            return now
        following = (last // SLOT_MILLISECONDS + 1) * SLOT_MILLISECONDS
        return max(following, now) if self.real_time else following
