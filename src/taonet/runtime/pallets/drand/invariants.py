"""What always holds of the rounds that are kept."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.drand.storage import Storage


def pulses_are_of_their_rounds(s: State) -> None:
    """Keep a pulse under its own round, and none later than the last."""
    last = Storage.LastStoredRound.get(s)
    for round_number, pulse in Storage.Pulses.items(s):
        if pulse.round != round_number or round_number > last:
            raise BrokenInvariant(f"the pulse of round {pulse.round} is kept as {round_number}; the last is {last}")


INVARIANTS = (pulses_are_of_their_rounds,)
