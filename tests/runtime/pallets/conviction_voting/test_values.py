"""Votes, convictions and locks as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.conviction_voting.conviction import Conviction, Delegations, lock_periods, votes
from taonet.runtime.pallets.conviction_voting.counting import of_vote, with_delegations
from taonet.runtime.pallets.conviction_voting.vote import (
    ACCOUNT_VOTE,
    VOTE,
    Split,
    SplitAbstain,
    Standard,
    Vote,
    balance_of,
    periods_bound,
)
from taonet.runtime.pallets.conviction_voting.voting import (
    VOTING,
    Casting,
    Delegating,
    PriorLock,
    find,
    locked,
    with_vote,
    without_vote,
)
from taonet.runtime.pallets.referenda.tally import NO_VOTES, Tally, minus, plus
from taonet.scale import DecodeError

AMOUNT = st.integers(0, 21_000_000 * 10**9)
CONVICTION = st.sampled_from(Conviction)
STANDARD = st.builds(Standard, st.builds(Vote, st.booleans(), CONVICTION), AMOUNT)
ANY_VOTE = STANDARD | st.builds(Split, AMOUNT, AMOUNT) | st.builds(SplitAbstain, AMOUNT, AMOUNT, AMOUNT)
DELEGATED = st.builds(Delegations, AMOUNT, AMOUNT)
PRIOR = st.builds(PriorLock, st.integers(0, 2**32 - 1), AMOUNT)
BALLOT = st.dictionaries(st.integers(0, 2**32 - 1), ANY_VOTE, max_size=8).map(lambda found: sorted(found.items()))
VOTINGS = st.builds(Casting, BALLOT, DELEGATED, PRIOR) | st.builds(
    Delegating, AMOUNT, st.binary(min_size=32, max_size=32).map(AccountId), CONVICTION, DELEGATED, PRIOR
)


@pytest.mark.parametrize(
    ("conviction", "counts", "periods"),
    [(0, 10, 0), (1, 100, 1), (2, 200, 2), (3, 300, 4), (4, 400, 8), (5, 500, 16), (6, 600, 32)],
)
def test_a_conviction_counts_more_and_binds_for_longer(conviction: int, counts: int, periods: int) -> None:
    assert votes(Conviction(conviction), 100) == Delegations(counts, 100)
    assert lock_periods(Conviction(conviction)) == periods


def test_without_conviction_a_vote_counts_a_tenth_rounded_down() -> None:
    assert votes(Conviction.None_, 19).votes == 1


def test_the_most_votes_are_what_the_type_holds() -> None:
    assert votes(Conviction.Locked6x, 2**63).votes == 2**64 - 1


def test_a_vote_is_one_byte() -> None:
    assert VOTE.encode(Vote(aye=True, conviction=Conviction.Locked6x)) == b"\x86"
    assert VOTE.encode(Vote(aye=False)) == b"\x00"
    assert VOTE.decode(b"\x81") == Vote(aye=True, conviction=Conviction.Locked1x)
    with pytest.raises(DecodeError):
        VOTE.decode(b"\x07")


def test_the_wire_form_of_votes_is_the_released_one() -> None:
    assert ACCOUNT_VOTE.encode(Standard(Vote(aye=True), 5)) == b"\x00\x80" + (5).to_bytes(8, "little")
    assert ACCOUNT_VOTE.encode(Split(1, 2))[:1] == b"\x01"
    assert ACCOUNT_VOTE.encode(SplitAbstain(1, 2, 3))[:1] == b"\x02"
    assert VOTING.encode(Casting()) == bytes(1 + 1 + 16 + 12)
    assert VOTING.encode(Delegating(1, AccountId(bytes(32)), Conviction.None_))[:1] == b"\x01"


@given(VOTINGS)
def test_what_an_account_does_survives_the_wire(voting: Casting | Delegating) -> None:
    assert VOTING.decode(VOTING.encode(voting)) == voting


def test_who_is_against_supports_nothing_and_who_abstains_takes_no_side() -> None:
    assert of_vote(Standard(Vote(aye=True, conviction=Conviction.Locked2x), 100)) == Tally(200, 0, 100)
    assert of_vote(Standard(Vote(aye=False, conviction=Conviction.Locked2x), 100)) == Tally(0, 200, 0)
    assert of_vote(Split(100, 50)) == Tally(10, 5, 100)
    assert of_vote(SplitAbstain(100, 50, 30)) == Tally(10, 5, 130)


def test_delegations_follow_a_standard_vote_and_no_other() -> None:
    delegated = Delegations(60, 10)

    assert with_delegations(Standard(Vote(aye=True), 100), delegated) == Tally(70, 0, 110)
    assert with_delegations(Standard(Vote(aye=False), 100), delegated) == Tally(0, 70, 0)
    assert with_delegations(Split(100, 0), delegated) == Tally(10, 0, 100)


@given(st.lists(st.tuples(ANY_VOTE, DELEGATED), max_size=20), st.randoms(use_true_random=False))
def test_votes_leave_a_tally_as_they_came_in_any_order(
    cast: list[tuple[Standard, Delegations]], chance: object
) -> None:
    tally = NO_VOTES
    for vote, delegated in cast:
        tally = plus(tally, with_delegations(vote, delegated))
    chance.shuffle(cast)  # type: ignore[attr-defined]  # Hypothesis gives a `Random`
    for vote, delegated in cast:
        tally = minus(tally, with_delegations(vote, delegated))

    assert tally == NO_VOTES


@given(BALLOT, st.integers(0, 2**32 - 1), ANY_VOTE)
def test_votes_are_kept_in_the_order_of_polls(ballot: list[tuple[int, Standard]], poll: int, vote: Standard) -> None:
    more = with_vote(ballot, poll, vote)

    assert more == sorted(more, key=lambda entry: entry[0])
    assert find(more, poll) == vote
    assert find(without_vote(more, poll), poll) is None
    assert without_vote(more, poll) == without_vote(ballot, poll)


def test_who_won_with_conviction_is_bound_and_nobody_else() -> None:
    won = Standard(Vote(aye=True, conviction=Conviction.Locked3x), 5)

    assert periods_bound(won, approved=True) == 4
    assert periods_bound(won, approved=False) == 0
    assert periods_bound(Standard(Vote(aye=True), 5), approved=True) == 0
    assert periods_bound(Split(5, 0), approved=True) == 0


@given(VOTINGS)
def test_locks_overlap(voting: Casting | Delegating) -> None:
    parts = [voting.prior.amount]
    parts += [voting.balance] if isinstance(voting, Delegating) else [balance_of(vote) for _, vote in voting.votes]

    assert locked(voting) == max(parts)


def test_locks_join_to_the_later_block_and_the_higher_amount() -> None:
    lock = PriorLock(100, 5).with_lock(50, 7)

    assert lock == PriorLock(100, 7)
    assert lock.at(99) == lock
    assert lock.at(100) == PriorLock()
