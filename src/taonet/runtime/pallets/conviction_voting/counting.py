"""What votes and delegations add to a tally.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/types.rs add, increase
"""

from __future__ import annotations

from taonet.runtime.pallets.conviction_voting.conviction import Conviction, Delegations, votes
from taonet.runtime.pallets.conviction_voting.vote import AccountVote, SplitAbstain, Standard, side_of
from taonet.runtime.pallets.referenda.tally import NO_VOTES, Tally, plus


def of_vote(vote: AccountVote) -> Tally:
    """Return what a vote adds. Who is against supports nothing; who abstains supports, and is on no side."""
    if isinstance(vote, Standard):
        return of_delegations(votes(vote.vote.conviction, vote.balance), aye=vote.vote.aye)
    aye, nay = (votes(Conviction.None_, part) for part in (vote.aye, vote.nay))
    abstain = vote.abstain if isinstance(vote, SplitAbstain) else 0
    return Tally(aye.votes, nay.votes, aye.capital + abstain)


def of_delegations(delegations: Delegations, *, aye: bool) -> Tally:
    """Return what delegations add on a side."""
    return Tally(delegations.votes, 0, delegations.capital) if aye else Tally(0, delegations.votes, 0)


def with_delegations(vote: AccountVote, delegations: Delegations) -> Tally:
    """Return what a vote adds together with what was delegated to the voter; a split vote takes that nowhere."""
    side = side_of(vote)
    return plus(of_vote(vote), NO_VOTES if side is None else of_delegations(delegations, aye=side))
