"""How long a block takes, so that an epoch sees enough rounds on a machine of any speed. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Final

FASTEST: Final = 0.1
SLOWEST: Final = 2.0
"""Wall seconds of a slot; no machine needs longer ones that runs the demo at all."""
ROUNDS_AN_EPOCH: Final = 5
"""An average over fewer rounds is mostly luck."""
LATEST: Final = 3
"""Rounds of a market that tell how long one takes now."""
WORTH: Final = 1.25
"""A change of the pace by less is not made."""


def slot_for(markets: Iterable[Sequence[float]], tempo: int, now: float) -> float:
    """Return the seconds of a block: as long as the slowest market needs, by how long its rounds took, oldest first.

    `now` is what a block takes at present, and stays where the difference is small.
    """
    rounds = [statistics.median(took[-LATEST:]) for took in markets if took]
    if not rounds:
        return now
    wanted = min(max(ROUNDS_AN_EPOCH * max(rounds) / tempo, FASTEST), SLOWEST)
    return round(wanted, 2) if max(wanted, now) / min(wanted, now) >= WORTH else now
