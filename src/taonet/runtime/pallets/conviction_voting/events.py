"""Events of votes.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs Event
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.event import Event, event
from taonet.runtime.pallets.conviction_voting.vote import ACCOUNT_VOTE, AccountVote
from taonet.runtime.types import account
from taonet.scale import U16, U32, Typed

track_class = Annotated[int, Typed(U16, "ClassOf<T, I>")]
poll = Annotated[int, Typed(U32, "PollIndexOf<T, I>")]
account_vote = Annotated[AccountVote, Typed(ACCOUNT_VOTE, "AccountVote<BalanceOf<T, I>>")]


@event(index=0, named=False)
class Delegated(Event, frozen=True):
    """An account lets another vote for it in a class: who, to whom, class."""

    who: account
    target: account
    class_: track_class


@event(index=1, named=False)
class Undelegated(Event, frozen=True):
    """An account votes for itself again in a class: who, class."""

    who: account
    class_: track_class


@event(index=2)
class Voted(Event, frozen=True):
    """An account voted."""

    who: account
    vote: account_vote
    poll_index: poll


@event(index=3)
class VoteRemoved(Event, frozen=True):
    """An account took its vote back while the poll goes on."""

    who: account
    vote: account_vote
    poll_index: poll


@event(index=4)
class VoteUnlocked(Event, frozen=True):
    """Locks of an account in a class were brought up to date: what has run out is free."""

    who: account
    class_: track_class
