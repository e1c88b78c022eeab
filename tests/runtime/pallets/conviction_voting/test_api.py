"""The runtime API that tells what accounts and validators vote with."""

from __future__ import annotations

from typing import Any

from tests.helpers import TAO
from tests.runtime.pallets.conviction_voting.electorate import (
    FIRST_VALIDATOR,
    HUNDRED,
    MARKET,
    MARKET_CLASS,
    Electorate,
    aye,
    nay,
)

from taonet.frame.runtime import Runtime
from taonet.runtime.api import votes
from taonet.runtime.api.votes import CastVote, GivenDelegation
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.conviction_voting.conviction import Conviction, Delegations
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD
from taonet.runtime.pallets.validator_votes.types import Side
from taonet.sim import Chain

CHARLIE, DAVE = Chain.charlie, Chain.dave


def test_an_account_sees_what_it_votes_with_and_what_holds_it(e: Electorate) -> None:
    first, second, market = e.poll(), e.poll(), e.poll(MARKET)
    e.stake(CHARLIE, 600 * TAO)
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    e.vote(CHARLIE, first, aye(700 * TAO, Conviction.Locked2x))
    e.vote(CHARLIE, second, nay(TAO))
    e.vote(CHARLIE, market, aye(alpha))
    e.end(first, approved=True)
    end = e.c.number + 2 * VOTE_LOCKING_PERIOD
    told = votes.account_votes(e.s, CHARLIE)

    assert (told.root_stake, told.owed, told.claimed, told.locked) == (600 * TAO, 700 * TAO, 600 * TAO, HUNDRED)
    assert (told.votes, told.speaks_for_itself) == (True, False)
    root, subnet = told.classes
    assert (root.class_, root.power, root.locked, root.free_at) == (0, told.balance + 600 * TAO, 700 * TAO, None)
    assert root.votes == [
        CastVote(first, aye(700 * TAO, Conviction.Locked2x), ongoing=False, bound_until=end),
        CastVote(second, nay(TAO), ongoing=True, bound_until=0),
    ]
    assert (subnet.class_, subnet.power, subnet.locked) == (MARKET_CLASS, alpha, alpha)
    e.remove(CHARLIE, second)
    assert votes.account_votes(e.s, CHARLIE).classes[0].free_at == end


def test_a_delegation_is_seen_from_both_sides(e: Electorate) -> None:
    e.delegate(CHARLIE, DAVE, HUNDRED, Conviction.Locked3x, track=10)
    (given,) = votes.account_votes(e.s, CHARLIE).classes
    (received,) = votes.account_votes(e.s, DAVE).classes

    assert given.delegation == GivenDelegation(DAVE, Conviction.Locked3x, HUNDRED)
    assert given.free_at is None
    assert received.delegated == Delegations(3 * HUNDRED, HUNDRED)
    assert received.free_at == e.c.number


def test_a_validators_voice_tells_what_a_refresh_would_change(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.validator_votes(Chain.alice, FIRST_VALIDATOR, poll, Side.Nay)
    e.stake(DAVE, 50 * TAO)
    told = votes.voice(e.s, FIRST_VALIDATOR)

    assert (told.stake, told.following, told.claimed) == (HUNDRED, 150 * TAO, 0)
    assert told.votes == [(poll, Side.Nay)]


def _methods(runtime: Runtime) -> set[str]:
    return {name for name in runtime.methods if name.startswith("VotingApi")}


def test_only_chains_with_votes_answer_it(e: Electorate) -> None:
    answer: Any = e.c.runtime.ask(e.s, "VotingApi_power", CHARLIE + (0).to_bytes(2, "little"))

    assert int.from_bytes(answer, "little") == 1_000 * TAO
    assert _methods(e.c.runtime) == {"VotingApi_account_votes", "VotingApi_power", "VotingApi_voice"}
    assert _methods(RUNTIME) == set()
