"""Calls of the voting pallet.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs vote, delegate, undelegate, unlock, remove_vote
Source: polkadot-sdk/substrate/frame/conviction-voting/src/lib.rs remove_other_vote
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Policy, PostInfo, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.runtime.address import lookup
from taonet.runtime.pallets.conviction_voting import accounts, casting, costs, delegating, locks
from taonet.runtime.pallets.conviction_voting.conviction import CONVICTION, Conviction
from taonet.runtime.pallets.conviction_voting.events import VoteUnlocked, account_vote, poll, track_class
from taonet.runtime.types import TAO, address
from taonet.scale import U16, U32, Typed, compact, option

compact_poll = Annotated[int, Typed(compact(U32), "PollIndexOf<T, I>")]
maybe_class = Annotated[int | None, Typed(option(U16), "Option<ClassOf<T, I>>")]
conviction_field = Annotated[Conviction, Typed(CONVICTION, "Conviction")]
balance_field = Annotated[int, Typed(TAO, "BalanceOf<T, I>")]


@call(index=0, weight=costs.VOTE, policy=Policy(billed_at_most=costs.BILLED_VOTE))
def vote(s: State, origin: Origin, poll_index: compact_poll, vote: account_vote) -> PostInfo:
    """Vote in a poll, or vote otherwise than before. Signed.

    In a poll of the whole chain one votes with TAO and root stake, in a subnet's with the alpha staked there. What is voted
    with must be kept: it may be staked on root or unstaked, but not leave; other votes may use it too.
    """
    positions = casting.cast(s, ensure_signed(origin), poll_index, vote)
    return PostInfo(costs.vote(positions))


@call(index=1, weight=costs.DELEGATE, policy=Policy(billed_at_most=costs.BILLED_DELEGATE))
def delegate(
    s: State, origin: Origin, class_: track_class, to: address, conviction: conviction_field, balance: balance_field
) -> PostInfo:
    """Let another account vote with a balance in all polls of a class, until `undelegate`. Signed, without votes there."""
    who = ensure_signed(origin)
    votes, positions = delegating.delegate(s, who, class_, lookup(to), conviction, balance)
    return PostInfo(costs.delegate(votes, positions))


@call(index=2, weight=costs.UNDELEGATE, policy=Policy(billed_at_most=costs.BILLED_UNDELEGATE))
def undelegate(s: State, origin: Origin, class_: track_class) -> PostInfo:
    """End a delegation. What was delegated stays locked for the time of its conviction from now on. Signed."""
    return PostInfo(costs.undelegate(delegating.undelegate(s, ensure_signed(origin), class_)))


@call(index=3, weight=costs.UNLOCK, policy=Policy(billed_at_most=costs.BILLED_UNLOCK))
def unlock(s: State, origin: Origin, class_: track_class, target: address) -> PostInfo:
    """Free what an account's votes in a class do not hold any more. Signed by anyone."""
    ensure_signed(origin)
    who = lookup(target)

    accounts.renew(s, who, class_)
    accounts.put(s, who, class_, accounts.voting_of(s, who, class_))
    claims = locks.update(s, who, class_)
    s.emit(VoteUnlocked(who, class_))
    return PostInfo(costs.unlock(claims))


@call(index=4, weight=costs.REMOVE_VOTE)
def remove_vote(s: State, origin: Origin, class_: maybe_class, index: poll) -> None:
    """Take one's vote in a poll back; in one that is over the class must be named. Then `unlock`. Signed."""
    casting.take_back(s, ensure_signed(origin), index, class_, by_voter=True)


@call(index=5, weight=costs.REMOVE_OTHER_VOTE)
def remove_other_vote(s: State, origin: Origin, target: address, class_: track_class, index: poll) -> None:
    """Remove another's vote in a poll that is over, once it binds no more. Signed by anyone."""
    who = ensure_signed(origin)
    voter = lookup(target)
    casting.take_back(s, voter, index, class_, by_voter=voter == who)
