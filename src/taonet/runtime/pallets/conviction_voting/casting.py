"""Voting, and taking a vote back.

A vote in a poll that goes on may be changed and taken back at any time. After its end, who won with conviction stays locked
for that time; a poll that was cancelled, killed or never decided binds nobody. A lock that has run out is never prolonged by
a later one, which upstream does until it is unlocked; and an account that delegates has no vote to take back, where upstream
does nothing and says it did.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs try_vote, try_remove_vote
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.conviction_voting import accounts, locks
from taonet.runtime.pallets.conviction_voting.counting import with_delegations
from taonet.runtime.pallets.conviction_voting.errors import (
    AlreadyDelegating,
    ClassNeeded,
    InsufficientFunds,
    MaxVotesReached,
    NoPermission,
    NoPermissionYet,
    NotOngoing,
    NotVoter,
)
from taonet.runtime.pallets.conviction_voting.events import Voted, VoteRemoved
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD
from taonet.runtime.pallets.conviction_voting.vote import AccountVote, balance_of, periods_bound
from taonet.runtime.pallets.conviction_voting.voting import (
    MAX_VOTES,
    Delegating,
    PriorLock,
    Voting,
    find,
    with_vote,
    without_vote,
)
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.tally import NO_VOTES, minus, plus


def cast(s: State, who: AccountId, index: int, vote: AccountVote) -> int:
    """Let an account vote in a poll, instead of as it did; return how many hotkeys it stakes with that this looked at."""
    poll = polls.ongoing(s, index)
    track = 0 if poll is None else poll.track
    positions = accounts.positions(s, who, track)
    if balance_of(vote) > accounts.power(s, who, track, positions):
        raise InsufficientFunds
    if poll is None:
        raise NotOngoing
    voting = accounts.voting_of(s, who, track)
    if isinstance(voting, Delegating):
        raise AlreadyDelegating
    old = find(voting.votes, index)
    if old is None and len(voting.votes) >= MAX_VOTES:
        raise MaxVotesReached

    accounts.renew(s, who, track)
    was = NO_VOTES if old is None else with_delegations(old, voting.delegations)
    now = with_delegations(vote, voting.delegations)
    polls.change_tally(s, index, lambda tally: plus(minus(tally, was), now))
    accounts.put(s, who, track, replace(voting, votes=with_vote(voting.votes, index, vote)))
    locks.extend(s, who, track, balance_of(vote), positions)
    s.emit(Voted(who, vote, index))
    return len(positions)


def take_back(s: State, who: AccountId, index: int, track: int | None, *, by_voter: bool) -> None:
    """Remove an account's vote in a poll. Others than the voter may only remove what neither counts nor binds."""
    poll = polls.ongoing(s, index)
    if track is None:
        if poll is None:
            raise ClassNeeded
        track = poll.track
    voting = accounts.voting_of(s, who, track)
    if isinstance(voting, Delegating):
        raise NotVoter
    vote = find(voting.votes, index)
    if vote is None:
        raise NotVoter
    if poll is not None and not by_voter:
        raise NoPermission
    prior = voting.prior if poll is not None else _bound(s, index, vote, voting, by_voter=by_voter)

    accounts.renew(s, who, track)
    if poll is not None:
        gone = with_delegations(vote, voting.delegations)
        polls.change_tally(s, index, lambda tally: minus(tally, gone))
        s.emit(VoteRemoved(who, vote, index))
    accounts.put(s, who, track, replace(voting, votes=without_vote(voting.votes, index), prior=prior))


def bound_until(s: State, index: int, vote: AccountVote) -> int:
    """Return up to which block a vote in a poll that is over binds; 0 for one that does not."""
    ended = polls.outcome(s, index)
    periods = periods_bound(vote, approved=ended.approved) if ended is not None else 0
    return ended.end + periods * VOTE_LOCKING_PERIOD if ended is not None and periods else 0


def _bound(s: State, index: int, vote: AccountVote, voting: Voting, *, by_voter: bool) -> PriorLock:
    """Return the prior lock of a voter whose vote in a poll that is over goes; refuse others as long as it binds."""
    until = bound_until(s, index, vote)
    if accounts.now(s) >= until:
        return voting.prior
    if not by_voter:
        raise NoPermissionYet
    return voting.prior.with_lock(until, balance_of(vote))
