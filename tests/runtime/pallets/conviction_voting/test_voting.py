"""Voting, taking votes back, delegating, and the locks that follow."""

from __future__ import annotations

import pytest
from tests.helpers import TAO
from tests.runtime.pallets.conviction_voting.electorate import (
    HUNDRED,
    MARKET,
    MARKET_CLASS,
    Electorate,
    aye,
    nay,
)

from taonet.frame.call import RuntimeCall
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.logic import transferable
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.errors import (
    AlreadyDelegating,
    AlreadyVoting,
    BadClass,
    ClassNeeded,
    InsufficientFunds,
    MaxVotesReached,
    Nonsense,
    NoPermission,
    NoPermissionYet,
    NotDelegating,
    NotOngoing,
    NotVoter,
)
from taonet.runtime.pallets.conviction_voting.events import Delegated, Undelegated, Voted, VoteRemoved, VoteUnlocked
from taonet.runtime.pallets.conviction_voting.locks import LOCK_ID
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD, Storage
from taonet.runtime.pallets.conviction_voting.vote import Split, SplitAbstain
from taonet.runtime.pallets.conviction_voting.voting import MAX_VOTES, Casting, PriorLock
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.types import AddressId
from taonet.sim import Chain

CHARLIE, DAVE, BOB = Chain.charlie, Chain.dave, Chain.bob
THOUSAND = 1_000 * TAO


def lock(e: Electorate, who: AccountId) -> int:
    return next((one.amount for one in Balances.Locks.get(e.s, who) if one.id == LOCK_ID), 0)


def test_a_vote_counts_tells_and_locks(e: Electorate) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(HUNDRED, Conviction.Locked3x))

    assert e.tally(poll) == Tally(300 * TAO, 0, HUNDRED)
    assert e.c.events(Voted) == [Voted(CHARLIE, aye(HUNDRED, Conviction.Locked3x), poll)]
    assert lock(e, CHARLIE) == HUNDRED
    assert transferable(e.s, CHARLIE, keep_alive=False) == THOUSAND - HUNDRED
    assert Storage.ClassLocksFor.get(e.s, CHARLIE) == [(0, HUNDRED)]


def test_a_vote_replaces_the_one_before(e: Electorate) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(HUNDRED, Conviction.Locked6x))
    e.vote(CHARLIE, poll, nay(50 * TAO))
    e.vote(DAVE, poll, Split(10 * TAO, 20 * TAO))
    e.vote(BOB, poll, SplitAbstain(10 * TAO, 20 * TAO, 30 * TAO))

    assert e.tally(poll) == Tally(2 * TAO, 5 * TAO + 4 * TAO, 50 * TAO)
    # The lock stays as high as it was until it is brought up to date.
    assert lock(e, CHARLIE) == HUNDRED
    e.unlock(CHARLIE)
    assert lock(e, CHARLIE) == 50 * TAO


def test_every_affected_poll_is_looked_at_in_the_next_block(e: Electorate) -> None:
    first, second = e.poll(), e.poll()
    e.vote(DAVE, first, aye(TAO))
    e.vote(DAVE, second, nay(TAO))
    e.c.blocks(1)
    e.delegate(CHARLIE, DAVE, HUNDRED)
    assert sorted(Referenda.Alarms.get(e.s, e.c.number + 1)) == [first, second]

    e.c.blocks(1)
    e.undelegate(CHARLIE)
    assert sorted(Referenda.Alarms.get(e.s, e.c.number + 1)) == [first, second]


def test_more_than_there_is_cannot_be_voted_with(e: Electorate) -> None:
    poll = e.poll()
    with e.c.refused(InsufficientFunds):
        e.vote(CHARLIE, poll, aye(THOUSAND + 1))
    with e.c.refused(InsufficientFunds):
        e.vote(CHARLIE, poll, Split(2**64 - 1, 2**64 - 1))
    with e.c.refused(InsufficientFunds):
        e.vote(CHARLIE, 99, aye(THOUSAND + 1))
    with e.c.refused(NotOngoing):
        e.vote(CHARLIE, 99, aye(THOUSAND))
    with e.c.refused(InsufficientFunds):
        e.delegate(CHARLIE, DAVE, THOUSAND + 1)


def test_root_stake_votes_and_locks_nothing_that_it_covers(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, 600 * TAO)
    e.vote(CHARLIE, poll, aye(THOUSAND))

    assert e.tally(poll).support == THOUSAND
    assert lock(e, CHARLIE) == 400 * TAO


def test_a_vote_with_stake_alone_leaves_the_account_free(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, 600 * TAO)
    e.vote(CHARLIE, poll, aye(600 * TAO))

    assert lock(e, CHARLIE) == 0
    assert transferable(e.s, CHARLIE, keep_alive=False) == 400 * TAO


def test_votes_in_several_classes_overlap(e: Electorate) -> None:
    first, second = e.poll(), e.poll()
    e.vote(CHARLIE, first, aye(THOUSAND))
    e.vote(CHARLIE, second, aye(700 * TAO))
    e.delegate(CHARLIE, DAVE, 900 * TAO, track=10)

    assert lock(e, CHARLIE) == THOUSAND
    e.remove(CHARLIE, first)
    e.unlock(CHARLIE)
    assert lock(e, CHARLIE) == 900 * TAO
    e.undelegate(CHARLIE, track=10)
    e.unlock(CHARLIE, track=10)
    assert lock(e, CHARLIE) == 700 * TAO
    assert e.c.events(VoteUnlocked)[-1] == VoteUnlocked(CHARLIE, 10)


@pytest.mark.parametrize(("approved", "periods"), [(True, 4), (False, 0), (None, 0)])
def test_after_the_end_only_who_won_with_conviction_stays_locked(
    e: Electorate, approved: bool | None, periods: int
) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(HUNDRED, Conviction.Locked3x))
    e.end(poll, approved=approved)
    with e.c.refused(ClassNeeded):
        e.remove(CHARLIE, poll)
    e.remove(CHARLIE, poll, 0)
    e.unlock(CHARLIE)

    assert lock(e, CHARLIE) == (HUNDRED if periods else 0)
    e.c.skip(periods * VOTE_LOCKING_PERIOD - 1 if periods else 0)
    e.unlock(CHARLIE)
    assert lock(e, CHARLIE) == (HUNDRED if periods else 0)
    e.c.skip(1)
    e.unlock(CHARLIE)
    assert lock(e, CHARLIE) == 0
    assert not Storage.VotingFor.exists(e.s, CHARLIE, 0)


def test_others_may_remove_what_neither_counts_nor_binds(e: Electorate) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(HUNDRED, Conviction.Locked1x))
    e.vote(DAVE, poll, nay(HUNDRED, Conviction.Locked6x))
    other = AddressId(CHARLIE)
    with e.c.refused(NoPermission):
        e.c.call(BOB, "ConvictionVoting", "remove_other_vote", other, 0, poll)
    with e.c.refused(NotVoter):
        e.c.call(CHARLIE, "ConvictionVoting", "remove_other_vote", AddressId(BOB), 0, poll)
    e.end(poll, approved=True)
    with e.c.refused(NoPermissionYet):
        e.c.call(BOB, "ConvictionVoting", "remove_other_vote", other, 0, poll)
    e.c.call(BOB, "ConvictionVoting", "remove_other_vote", AddressId(DAVE), 0, poll)
    e.c.skip(VOTE_LOCKING_PERIOD)
    e.c.call(BOB, "ConvictionVoting", "remove_other_vote", other, 0, poll)

    assert Storage.VotingFor.get(e.s, CHARLIE, 0) == Casting()


def test_a_vote_that_is_taken_back_leaves_nothing(e: Electorate) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(HUNDRED, Conviction.Locked6x))
    e.remove(CHARLIE, poll)
    e.unlock(CHARLIE)

    assert e.tally(poll) == Tally()
    assert e.c.events(VoteRemoved) == [VoteRemoved(CHARLIE, aye(HUNDRED, Conviction.Locked6x), poll)]
    assert lock(e, CHARLIE) == 0
    for rows in (Storage.VotingFor, Storage.RegisteredAt):
        assert list(rows.items(e.s)) == []
    assert list(Storage.ClassLocksFor.items(e.s)) == []
    with e.c.refused(NotVoter):
        e.remove(CHARLIE, poll)


def test_delegations_follow_the_other_account(e: Electorate) -> None:
    first, second, third = e.poll(), e.poll(), e.poll()
    e.vote(DAVE, first, aye(HUNDRED, Conviction.Locked1x))
    e.vote(DAVE, second, Split(HUNDRED, 0))
    e.delegate(CHARLIE, DAVE, 10 * TAO, Conviction.Locked6x)
    e.vote(DAVE, third, nay(HUNDRED))

    assert e.c.events(Delegated) == [Delegated(CHARLIE, DAVE, 0)]
    assert e.tally(first) == Tally(160 * TAO, 0, 110 * TAO)
    assert e.tally(second) == Tally(10 * TAO, 0, HUNDRED)
    assert e.tally(third) == Tally(0, 70 * TAO, 0)
    e.vote(DAVE, third, aye(HUNDRED))
    assert e.tally(third) == Tally(70 * TAO, 0, 110 * TAO)
    e.undelegate(CHARLIE)
    assert e.c.events(Undelegated) == [Undelegated(CHARLIE, 0)]
    assert e.tally(first) == Tally(HUNDRED, 0, HUNDRED)
    assert e.tally(third) == Tally(10 * TAO, 0, HUNDRED)


def test_what_is_delegated_goes_no_further(e: Electorate) -> None:
    poll = e.poll()
    e.delegate(DAVE, BOB, HUNDRED)
    e.delegate(CHARLIE, DAVE, HUNDRED)
    e.vote(BOB, poll, aye(0))

    assert e.tally(poll) == Tally(10 * TAO, 0, HUNDRED)
    e.undelegate(DAVE)
    e.vote(DAVE, poll, nay(0))
    assert e.tally(poll) == Tally(0, 10 * TAO, 0)


def test_refusals_of_delegations(e: Electorate) -> None:
    poll = e.poll()
    with e.c.refused(Nonsense):
        e.delegate(CHARLIE, CHARLIE, TAO)
    with e.c.refused(BadClass):
        e.delegate(CHARLIE, DAVE, TAO, track=7)
    with e.c.refused(BadClass):
        e.delegate(CHARLIE, DAVE, TAO, track=1002)
    with e.c.refused(NotDelegating):
        e.undelegate(CHARLIE)
    e.vote(CHARLIE, poll, aye(TAO))
    with e.c.refused(AlreadyVoting):
        e.delegate(CHARLIE, DAVE, TAO)
    e.remove(CHARLIE, poll)
    e.delegate(CHARLIE, DAVE, TAO)
    with e.c.refused(AlreadyDelegating):
        e.delegate(CHARLIE, BOB, TAO)
    with e.c.refused(AlreadyDelegating):
        e.vote(CHARLIE, poll, aye(TAO))
    with e.c.refused(NotVoter):
        e.remove(CHARLIE, poll)


def test_a_delegation_binds_from_its_end_on(e: Electorate) -> None:
    e.delegate(CHARLIE, DAVE, HUNDRED, Conviction.Locked2x)
    e.c.skip(10 * VOTE_LOCKING_PERIOD)
    e.undelegate(CHARLIE)
    e.unlock(CHARLIE)

    assert lock(e, CHARLIE) == HUNDRED
    e.c.skip(2 * VOTE_LOCKING_PERIOD)
    e.unlock(CHARLIE)
    assert lock(e, CHARLIE) == 0


def test_delegating_again_locks_the_larger_amount_until_the_later_block(e: Electorate) -> None:
    e.delegate(CHARLIE, DAVE, TAO, Conviction.Locked6x)
    e.undelegate(CHARLIE)
    end = e.c.number + 32 * VOTE_LOCKING_PERIOD
    e.delegate(CHARLIE, DAVE, HUNDRED)
    e.undelegate(CHARLIE)
    e.unlock(CHARLIE)

    # One lock is kept, of the later block and the higher amount, though the hundred were delegated without conviction.
    assert Storage.VotingFor.get(e.s, CHARLIE, 0) == Casting(prior=PriorLock(end, HUNDRED))
    assert lock(e, CHARLIE) == HUNDRED


def test_a_lock_that_has_run_out_is_never_prolonged(e: Electorate) -> None:
    e.delegate(CHARLIE, DAVE, HUNDRED, Conviction.Locked1x)
    e.undelegate(CHARLIE)
    e.c.skip(VOTE_LOCKING_PERIOD)
    e.delegate(CHARLIE, DAVE, TAO, Conviction.Locked1x)
    e.undelegate(CHARLIE)
    e.unlock(CHARLIE)

    assert lock(e, CHARLIE) == TAO


def test_alpha_votes_in_the_track_of_its_subnet_alone(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    own, chain = e.poll(MARKET), e.poll()
    e.vote(CHARLIE, own, aye(alpha, Conviction.Locked1x))
    with e.c.refused(InsufficientFunds):
        e.vote(CHARLIE, own, aye(alpha + 1))
    with e.c.refused(InsufficientFunds):
        e.vote(DAVE, own, aye(1))
    with e.c.refused(InsufficientFunds):
        e.vote(CHARLIE, chain, aye(THOUSAND))

    assert e.tally(own) == Tally(alpha, 0, alpha)
    assert Storage.ClassLocksFor.get(e.s, CHARLIE) == [(MARKET_CLASS, alpha)]
    assert lock(e, CHARLIE) == 0


def test_an_account_has_room_for_so_many_votes(e: Electorate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taonet.runtime.pallets.conviction_voting.casting.MAX_VOTES", 3)
    polls = [e.poll() for _ in range(4)]
    for poll in polls[:3]:
        e.vote(CHARLIE, poll, aye(TAO))
    with e.c.refused(MaxVotesReached):
        e.vote(CHARLIE, polls[3], aye(TAO))
    e.vote(CHARLIE, polls[0], nay(TAO))
    e.end(polls[1], approved=False)
    e.remove(CHARLIE, polls[1], 0)
    e.vote(CHARLIE, polls[3], aye(TAO))

    assert MAX_VOTES == 512


def test_calls_report_a_weight_within_what_they_declare(e: Electorate) -> None:
    poll = e.poll()
    calls: list[tuple[AccountId, str, tuple[object, ...]]] = [
        (CHARLIE, "vote", (poll, aye(TAO))),
        (CHARLIE, "remove_vote", (None, poll)),
        (CHARLIE, "delegate", (0, AddressId(DAVE), Conviction.Locked1x, TAO)),
        (CHARLIE, "undelegate", (0,)),
        (DAVE, "unlock", (0, AddressId(CHARLIE))),
    ]
    for who, name, args in calls:
        call: RuntimeCall = e.c.runtime.call("ConvictionVoting", name, *args)
        declared = call.declared(e.s).weight
        actual = e.c.call(who, call)
        if name in {"vote", "delegate", "undelegate"}:
            assert actual is not None
            assert actual.actual_weight is not None
            assert actual.actual_weight.ref_time < declared.ref_time
