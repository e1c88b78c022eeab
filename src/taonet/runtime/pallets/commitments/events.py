"""Events of the commitments pallet."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.pallets.commitments.types import RevealFailure
from taonet.runtime.types import account, netuid
from taonet.scale import u64


@final
@event(index=0)
class Commitment(Event, frozen=True):
    """A hotkey published a commitment in the open."""

    netuid: netuid
    who: account


@final
@event(index=1)
class TimelockCommitment(Event, frozen=True):
    """A hotkey published a commitment with sealed fields; the round is that of the first of them."""

    netuid: netuid
    who: account
    reveal_round: u64


@final
@event(index=2)
class CommitmentRevealed(Event, frozen=True):
    """The chain opened a sealed field of a commitment."""

    netuid: netuid
    who: account


@final
@event(index=3)
class CommitmentRevealFailed(Event, frozen=True):
    """A sealed field of a commitment cannot be opened, for this reason. It stays where it was, and is not tried again."""

    netuid: netuid
    who: account
    reveal_round: u64
    error: RevealFailure
