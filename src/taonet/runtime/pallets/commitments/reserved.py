"""Names of sealed commitments: opened by the chain in a round of the drand beacon."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.pallets.commitments.types import RevealFailure
from taonet.runtime.types import account, netuid
from taonet.scale import u64


@final
@event(index=2)
class CommitmentRevealed(Event, frozen=True):
    """A sealed commitment was opened."""

    netuid: netuid
    who: account


@final
@event(index=3)
class CommitmentRevealFailed(Event, frozen=True):
    """A sealed commitment could not be opened in its round, for this reason."""

    netuid: netuid
    who: account
    reveal_round: u64
    error: RevealFailure
