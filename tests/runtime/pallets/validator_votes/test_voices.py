"""Validators' votes: stake that its holder does not vote follows its validator, and nothing is counted twice."""

from __future__ import annotations

import pytest
from tests.helpers import TAO
from tests.runtime.pallets.conviction_voting.electorate import (
    FIRST_VALIDATOR,
    HUNDRED,
    MARKET,
    SECOND_VALIDATOR,
    Electorate,
    aye,
)

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.balances.logic import total_balance
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.subtensor.staking.stakes import increase_hotkey_stake
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.validator_votes.errors import (
    MaxVotesReached,
    NotARootTrack,
    NothingToDo,
    NotOngoing,
    NotOwner,
    NotVoter,
)
from taonet.runtime.pallets.validator_votes.events import ValidatorVoted, VoiceChanged
from taonet.runtime.pallets.validator_votes.storage import Storage
from taonet.runtime.pallets.validator_votes.types import Side
from taonet.sim import Chain

ALICE, BOB, CHARLIE, DAVE, EVE = Chain.alice, Chain.bob, Chain.charlie, Chain.dave, Chain.eve


def refresh(e: Electorate, hotkey: bytes = FIRST_VALIDATOR) -> None:
    e.c.call(EVE, "ValidatorVotes", "refresh", hotkey)


def test_stake_follows_its_validator_at_a_tenth_and_unlocked(e: Electorate) -> None:
    first, second = e.poll(), e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.stake(DAVE, HUNDRED)
    e.validator_votes(ALICE, FIRST_VALIDATOR, first, Side.Aye)
    e.validator_votes(ALICE, FIRST_VALIDATOR, second, Side.Nay)

    assert e.tally(first) == Tally(20 * TAO, 0, 2 * HUNDRED)
    assert e.tally(second) == Tally(0, 20 * TAO, 0)
    assert e.c.events(ValidatorVoted)[0] == ValidatorVoted(FIRST_VALIDATOR, first, Side.Aye, 2 * HUNDRED)
    e.unstake(CHARLIE, HUNDRED)
    e.send(CHARLIE, DAVE, 1_000 * TAO)
    assert e.tally(first) == Tally(10 * TAO, 0, HUNDRED)
    assert e.c.events(VoiceChanged)[-1] == VoiceChanged(FIRST_VALIDATOR, HUNDRED)


def test_a_validator_changes_its_mind_and_takes_it_back(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    for side, tally in (
        (Side.Aye, Tally(10 * TAO, 0, HUNDRED)),
        (Side.Abstain, Tally(0, 0, HUNDRED)),
        (Side.Nay, Tally(0, 10 * TAO, 0)),
    ):
        e.validator_votes(ALICE, FIRST_VALIDATOR, poll, side)
        assert e.tally(poll) == tally
    e.c.call(ALICE, "ValidatorVotes", "remove_vote", FIRST_VALIDATOR, poll)

    assert e.tally(poll) == Tally()
    assert not Storage.Voices.exists(e.s, FIRST_VALIDATOR)
    with e.c.refused(NotVoter):
        e.c.call(ALICE, "ValidatorVotes", "remove_vote", FIRST_VALIDATOR, poll)


def test_who_votes_himself_leaves_his_validator_in_every_poll_at_once(e: Electorate) -> None:
    first, second = e.poll(), e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.stake(DAVE, HUNDRED)
    for poll in (first, second):
        e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    e.vote(CHARLIE, first, aye(TAO))

    assert e.tally(first) == Tally(10 * TAO + TAO // 10, 0, HUNDRED + TAO)
    assert e.tally(second) == Tally(10 * TAO, 0, HUNDRED)
    refresh(e)
    assert e.tally(second) == Tally(10 * TAO, 0, HUNDRED)


@pytest.mark.parametrize("how", ["vote", "delegate", "choose"])
def test_a_validator_that_votes_later_does_not_count_who_speaks_for_himself(e: Electorate, how: str) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.stake(DAVE, 50 * TAO)
    if how == "vote":
        e.vote(CHARLIE, e.poll(), aye(TAO))
    elif how == "delegate":
        e.delegate(CHARLIE, DAVE, TAO)
    else:
        e.c.call(CHARLIE, "ValidatorVotes", "speak_for_itself", itself=True)
        with e.c.refused(NothingToDo):
            e.c.call(CHARLIE, "ValidatorVotes", "speak_for_itself", itself=True)
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)

    assert e.tally(poll).support == 50 * TAO


def test_stake_follows_again_when_nothing_holds_it_and_anybody_refreshes(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    e.vote(CHARLIE, poll, aye(TAO))
    e.remove(CHARLIE, poll)
    refresh(e)
    assert e.tally(poll).support == 0

    e.unlock(CHARLIE)
    refresh(e)
    assert e.tally(poll).support == HUNDRED
    for rows in (Storage.Speakers, Storage.Claimed, Storage.Claims):
        assert list(rows.items(e.s)) == []


def test_who_chose_to_speak_for_himself_does_so_after_his_votes_too(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.c.call(CHARLIE, "ValidatorVotes", "speak_for_itself", itself=True)
    e.vote(CHARLIE, poll, aye(TAO))
    e.remove(CHARLIE, poll)
    e.unlock(CHARLIE)
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    assert e.tally(poll).support == 0

    e.c.call(CHARLIE, "ValidatorVotes", "speak_for_itself", itself=False)
    refresh(e)
    assert e.tally(poll).support == HUNDRED


def test_stake_that_moves_to_another_validator_is_counted_by_one_alone(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    e.c.call(CHARLIE, "SubtensorModule", "move_stake", FIRST_VALIDATOR, SECOND_VALIDATOR, ROOT, ROOT, HUNDRED)
    assert e.tally(poll) == Tally()

    e.validator_votes(BOB, SECOND_VALIDATOR, poll, Side.Nay)
    refresh(e)
    assert e.tally(poll) == Tally(0, 10 * TAO, 0)


def test_fresh_stake_and_dividends_count_once_anybody_refreshes(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    e.stake(DAVE, HUNDRED)
    assert e.tally(poll).support == HUNDRED

    refresh(e)
    assert e.tally(poll).support == 2 * HUNDRED


def test_dividends_of_who_votes_follow_his_validator_and_cover_no_vote_twice(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.vote(CHARLIE, poll, aye(1_000 * TAO))
    mark = e.s.mark()
    increase_hotkey_stake(e.s, FIRST_VALIDATOR, ROOT, Alpha(50 * TAO))
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Abstain)
    e.unlock(CHARLIE)

    # The dividends are counted by the validator, so the lock does not fall for them.
    assert e.tally(poll).support == 1_050 * TAO
    assert total_balance(e.s, CHARLIE) == 900 * TAO
    e.vote(CHARLIE, poll, aye(1_050 * TAO))
    assert e.tally(poll).support == 1_050 * TAO
    e.s.undo(mark)  # Nobody paid for the dividends.


def test_refusals_of_validators_votes(e: Electorate) -> None:
    poll, market = e.poll(), e.poll(MARKET)
    with e.c.refused(NotOwner):
        e.validator_votes(BOB, FIRST_VALIDATOR, poll, Side.Aye)
    with e.c.refused(NotOwner):
        e.validator_votes(BOB, CHARLIE, poll, Side.Aye)
    with e.c.refused(NotOngoing):
        e.validator_votes(ALICE, FIRST_VALIDATOR, 99, Side.Aye)
    with e.c.refused(NotARootTrack):
        e.validator_votes(ALICE, FIRST_VALIDATOR, market, Side.Aye)


def test_a_hotkey_has_room_for_so_many_polls_and_over_ones_make_room(
    e: Electorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taonet.runtime.pallets.validator_votes.calls.MAX_VOTES", 2)
    polls = [e.poll() for _ in range(3)]
    for poll in polls[:2]:
        e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    with e.c.refused(MaxVotesReached):
        e.validator_votes(ALICE, FIRST_VALIDATOR, polls[2], Side.Aye)
    e.end(polls[0], approved=True)
    e.validator_votes(ALICE, FIRST_VALIDATOR, polls[2], Side.Aye)

    assert [poll for poll, _ in Storage.Voices.get(e.s, FIRST_VALIDATOR).votes] == polls[1:]


def test_a_change_of_stake_charges_the_block_for_the_tallies_it_changes(e: Electorate) -> None:
    polls = [e.poll() for _ in range(3)]
    e.stake(CHARLIE, HUNDRED)
    for poll in polls:
        e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    before = System.BlockWeight.get(e.s).normal.ref_time
    e.unstake(CHARLIE, HUNDRED)

    assert System.BlockWeight.get(e.s).normal.ref_time > before
    assert sorted(Referenda.Alarms.get(e.s, e.c.number + 1)) == polls


def test_only_stake_that_leaves_lowers_the_voice(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, HUNDRED)
    e.validator_votes(ALICE, FIRST_VALIDATOR, poll, Side.Aye)
    e.stake(DAVE, HUNDRED)
    e.unstake(DAVE, HUNDRED)

    assert e.tally(poll).support == HUNDRED
