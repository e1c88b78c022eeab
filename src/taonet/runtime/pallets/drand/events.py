"""Events of the drand pallet."""

from typing import Annotated, final

from taonet.frame.event import Event, event
from taonet.scale import U64, Typed, u64, vec


@final
@event(index=0)
class BeaconConfigChanged(Event, frozen=True):
    """Root changed the beacon that the chain listens to."""


@final
@event(index=1)
class NewPulse(Event, frozen=True):
    """Rounds of the beacon were checked and stored."""

    rounds: Annotated[list[int], Typed(vec(U64), "Vec<RoundNumber>")]


@final
@event(index=2, named=False)
class SetOldestStoredRound(Event, frozen=True):
    """Root said which round is the oldest that is kept."""

    round: u64
