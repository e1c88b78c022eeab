"""Delegating: another account votes with a balance of this one, in all polls of a class.

Who delegates has no votes of its own in the class, and what is delegated to it goes no further. It must keep the balance as
long as it delegates, and from the end of that for the time of its conviction. A delegation that ends joins the lock that is
left from before: the later block and the higher amount, also one that was delegated without conviction. Every poll in which
the other account has a vote is looked at again in the next block.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs try_delegate, try_undelegate
Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs increase_upstream_delegation, reduce_upstream_delegation
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.conviction_voting import accounts, locks
from taonet.runtime.pallets.conviction_voting.conviction import Conviction, Delegations, lock_periods, votes
from taonet.runtime.pallets.conviction_voting.counting import of_delegations
from taonet.runtime.pallets.conviction_voting.errors import (
    AlreadyDelegating,
    AlreadyVoting,
    BadClass,
    InsufficientFunds,
    Nonsense,
    NotDelegating,
)
from taonet.runtime.pallets.conviction_voting.events import Delegated, Undelegated
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD
from taonet.runtime.pallets.conviction_voting.vote import side_of
from taonet.runtime.pallets.conviction_voting.voting import Casting, Delegating
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.tally import Tally, minus, plus


def delegate(
    s: State, who: AccountId, track: int, target: AccountId, conviction: Conviction, balance: int
) -> tuple[int, int]:
    """Let another account vote with a balance; return how many votes that has, and how many hotkeys were looked at."""
    if who == target:
        raise Nonsense
    if not accounts.class_exists(s, track):
        raise BadClass
    positions = accounts.positions(s, who, track)
    if balance > accounts.power(s, who, track, positions):
        raise InsufficientFunds
    voting = accounts.voting_of(s, who, track)
    if isinstance(voting, Delegating):
        raise AlreadyDelegating
    if voting.votes:
        raise AlreadyVoting

    accounts.renew(s, who, track)
    counted = _change(s, target, track, votes(conviction, balance), Delegations.plus, plus)
    accounts.put(s, who, track, Delegating(balance, target, conviction, voting.delegations, voting.prior))
    locks.extend(s, who, track, balance, positions)
    s.emit(Delegated(who, target, track))
    return counted, len(positions)


def undelegate(s: State, who: AccountId, track: int) -> int:
    """End a delegation, whose lock begins to run out; return how many votes the other account has."""
    voting = accounts.voting_of(s, who, track)
    if not isinstance(voting, Delegating):
        raise NotDelegating

    counted = _change(s, voting.target, track, votes(voting.conviction, voting.balance), Delegations.minus, minus)
    until = accounts.now(s) + lock_periods(voting.conviction) * VOTE_LOCKING_PERIOD
    prior = voting.prior.with_lock(until, voting.balance)
    accounts.put(s, who, track, Casting([], voting.delegations, prior))
    s.emit(Undelegated(who, track))
    return counted


def _change(
    s: State,
    target: AccountId,
    track: int,
    amount: Delegations,
    join: Callable[[Delegations, Delegations], Delegations],
    count: Callable[[Tally, Tally], Tally],
) -> int:
    """Change what is delegated to an account, and the tallies of the polls it voted in; return how many votes it has."""
    accounts.renew(s, target, track)
    voting = accounts.voting_of(s, target, track)
    accounts.put(s, target, track, replace(voting, delegations=join(voting.delegations, amount)))
    if isinstance(voting, Delegating):
        return 1
    for index, vote in voting.votes:
        side = side_of(vote)
        if side is not None and polls.ongoing(s, index) is not None:
            change = of_delegations(amount, aye=side)
            polls.change_tally(s, index, lambda tally, change=change: count(tally, change))
    return len(voting.votes)
