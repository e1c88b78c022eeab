"""From a proposal to its enactment, or to its end."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.runtime.pallets.referenda.assembly import Assembly

from taonet.frame.error import BadOrigin
from taonet.runtime.origins import RawSigned
from taonet.runtime.pallets.balances.logic import reserved_balance
from taonet.runtime.pallets.origins.types import NetworkParameters, ReferendumCanceller, WishForChange
from taonet.runtime.pallets.preimage.bounded import Lookup
from taonet.runtime.pallets.preimage.events import Noted
from taonet.runtime.pallets.referenda import errors, events, life, polls
from taonet.runtime.pallets.referenda.life import RETRY, UNDECIDING_TIMEOUT, Branch, Facts
from taonet.runtime.pallets.referenda.storage import SUBMISSION_DEPOSIT, Storage
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.tracks import DAY, TRACKS
from taonet.runtime.pallets.referenda.types import (
    After,
    Approved,
    At,
    Cancelled,
    Deciding,
    Deposit,
    Killed,
    Rejected,
    TimedOut,
)
from taonet.runtime.pallets.scheduler.events import Dispatched
from taonet.sim import Chain

PARAMETERS = NetworkParameters()


def test_a_proposal_passes_waits_and_is_enacted(assembly: Assembly) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS)
    rules = assembly.rules(index)
    assembly.vote(index, ayes=60)
    assembly.next()
    confirming = assembly.c.number
    assert assembly.told(events.ConfirmStarted) == [events.ConfirmStarted(index)]

    assembly.run_to(confirming + rules.confirm_period)
    approved = assembly.info(index)
    assert isinstance(approved, Approved)
    assert approved.end == confirming + rules.confirm_period
    assert assembly.told(events.Confirmed) == [events.Confirmed(index, assembly.told(events.Confirmed)[0].tally)]
    assert assembly.window() != 9

    assembly.run_to(approved.end + rules.min_enactment_period)
    assert [event.result for event in assembly.told(Dispatched)] == [None]
    assert assembly.window() == 9
    assert polls.outcome(assembly.c.s, index) == polls.Outcome(approved.end, approved=True)


def test_a_proposal_with_too_little_support_is_rejected_and_changes_nothing(assembly: Assembly) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS)
    before, since = assembly.window(), assembly.c.number
    assembly.vote(index, ayes=30, nays=31)
    assembly.run_to(since + assembly.rules(index).decision_period)

    rejected = assembly.info(index)
    assert isinstance(rejected, Rejected)
    assert rejected.end == since + 7 * DAY
    assembly.run(DAY)
    assert assembly.window() == before


def test_a_proposal_passes_at_the_block_in_which_its_votes_become_enough(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    assembly.vote(index, ayes=15, nays=5)
    assembly.next()
    status = assembly.status(index)
    assert status.deciding is not None
    assert status.alarm is not None
    assembly.run_to(status.alarm[0] - 1)
    assert assembly.status(index).deciding == Deciding(status.deciding.since)

    assembly.next()
    assert assembly.told(events.ConfirmStarted) == [events.ConfirmStarted(index)]


def test_without_a_deposit_it_times_out(assembly: Assembly) -> None:
    index = assembly.submit()
    assembly.vote(index, ayes=90)
    assembly.run(UNDECIDING_TIMEOUT - 1)
    assert assembly.status(index).deciding is None

    assembly.next()
    assert isinstance(assembly.info(index), TimedOut)
    assert [event.index for event in assembly.told(events.TimedOut)] == [index]


def test_what_is_passing_at_the_end_of_the_decision_period_is_confirmed_after_it(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    since, rules = assembly.c.number, assembly.rules(index)
    assembly.run_to(since + rules.decision_period - 10)
    assembly.vote(index, ayes=60)
    assembly.run_to(since + rules.decision_period + 5)
    assert assembly.status(index).deciding == Deciding(since, since + rules.decision_period - 9 + rules.confirm_period)

    assembly.run(rules.confirm_period)
    assert isinstance(assembly.info(index), Approved)


def test_what_turns_early_in_its_confirmation_starts_it_anew_when_it_turns_back(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    assembly.vote(index, ayes=60)
    assembly.run(10)
    assembly.vote(index, ayes=60, nays=70)
    assembly.next()
    assert assembly.told(events.ConfirmAborted) == [events.ConfirmAborted(index)]
    assert not Storage.Extended.exists(assembly.c.s, index)

    assembly.vote(index, ayes=60)
    assembly.next()
    deciding = assembly.status(index).deciding
    assert deciding is not None
    assert deciding.confirming == assembly.c.number + assembly.rules(index).confirm_period


@pytest.mark.parametrize(("moment", "extra"), [(After(10), 0), (After(2 * DAY), 2 * DAY), (At(1), 0)])
def test_enactment_waits_for_what_was_asked_and_never_less_than_the_track_says(
    assembly: Assembly, moment: After | At, extra: int
) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS, at=moment)
    rules = assembly.rules(index)
    assembly.vote(index, ayes=60)
    assembly.run(rules.confirm_period + 1)
    approved = assembly.info(index)
    assert isinstance(approved, Approved)
    assembly.run_to(approved.end + max(extra, rules.min_enactment_period) - 1)
    assert assembly.window() != 9

    assembly.next()
    assert assembly.window() == 9


def test_a_proposal_that_cannot_be_made_is_recorded_and_harms_nothing(assembly: Assembly) -> None:
    bricking = assembly.c.runtime.call("Timestamp", "set", 1)
    index = assembly.open(bricking)
    assembly.vote(index, ayes=90)
    assembly.run(assembly.rules(index).confirm_period + 1)
    before = assembly.c.time
    assembly.run(DAY)
    made = assembly.told(Dispatched)

    assert len(made) == 1
    assert made[0].result is not None
    assert assembly.c.time > before


def test_cancelling_gives_deposits_back_and_killing_takes_them(assembly: Assembly) -> None:
    first, second = assembly.submit(), assembly.submit()
    for index in (first, second):
        assembly.place(index)
    s, rules = assembly.c.s, assembly.rules(first)
    assembly.c.as_root("Referenda", "cancel", first)
    assembly.c.as_root("Referenda", "kill", second)
    assembly.c.call(Chain.charlie, "Referenda", "refund_decision_deposit", first)
    assembly.c.call(Chain.charlie, "Referenda", "refund_submission_deposit", first)

    assert isinstance(assembly.info(first), Cancelled)
    assert assembly.info(second) == Killed(assembly.c.number)
    assert reserved_balance(s, Chain.alice) == reserved_balance(s, Chain.bob) == 0
    assert assembly.told(events.DepositSlashed) == [
        events.DepositSlashed(Chain.alice, SUBMISSION_DEPOSIT),
        events.DepositSlashed(Chain.bob, rules.decision_deposit),
    ]
    for index in (first, second):
        with assembly.c.refused(errors.NoDeposit):
            assembly.c.call(Chain.bob, "Referenda", "refund_decision_deposit", index)
        with assembly.c.refused(errors.NotOngoing):
            assembly.c.as_root("Referenda", "cancel", index)


def test_the_cancellers_track_ends_a_referendum(assembly: Assembly) -> None:
    target = assembly.open()
    cancel = assembly.c.runtime.call("Referenda", "cancel", target)
    index = assembly.open(cancel, origin=ReferendumCanceller())
    assembly.vote(index, ayes=70)
    rules = assembly.rules(index)
    assembly.run(rules.confirm_period + rules.min_enactment_period + 1)

    assert isinstance(assembly.info(target), Cancelled)


def test_deposits_of_those_who_lose_come_back_by_halves(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    with assembly.c.refused(errors.Unfinished):
        assembly.c.call(Chain.bob, "Referenda", "refund_decision_deposit", index)
    assembly.run(8 * DAY)
    assert isinstance(assembly.info(index), Rejected)
    assembly.c.call(Chain.charlie, "Referenda", "refund_decision_deposit", index)

    assert reserved_balance(assembly.c.s, Chain.bob) == 0
    with assembly.c.refused(errors.BadStatus):
        assembly.c.call(Chain.alice, "Referenda", "refund_submission_deposit", index)


def test_who_may_do_what(assembly: Assembly) -> None:
    index = assembly.submit()
    for name in ("cancel", "kill", "nudge_referendum", "one_fewer_deciding"):
        with assembly.c.refused(BadOrigin):
            assembly.c.call(Chain.alice, "Referenda", name, index)
    with assembly.c.refused(errors.NoTrack):
        assembly.submit(origin=RawSigned(Chain.alice))
    with assembly.c.refused(errors.BadReferendum):
        assembly.c.call(Chain.alice, "Referenda", "refund_submission_deposit", 9)
    with assembly.c.refused(errors.NotOngoing):
        assembly.place(9)
    with assembly.c.refused(errors.BadTrack):
        assembly.c.as_root("Referenda", "one_fewer_deciding", 3)
    assembly.place(index)
    with assembly.c.refused(errors.HasDeposit):
        assembly.place(index, Chain.charlie)


def test_what_a_referendum_is_about_is_said_by_who_submitted_it(assembly: Assembly) -> None:
    index = assembly.submit(origin=WishForChange())
    text = b"because"
    with assembly.c.refused(errors.PreimageNotExist):
        assembly.c.call(Chain.alice, "Referenda", "set_metadata", index, bytes(32))
    assembly.c.call(Chain.charlie, "Preimage", "note_preimage", text)
    key = next(iter(assembly.told(Noted))).hash
    with assembly.c.refused(errors.NoPermission):
        assembly.c.call(Chain.bob, "Referenda", "set_metadata", index, key)
    assembly.c.call(Chain.alice, "Referenda", "set_metadata", index, key)
    assert Storage.MetadataOf.get(assembly.c.s, index) == key

    assembly.c.as_root("Referenda", "cancel", index)
    with assembly.c.refused(errors.NotOngoing):
        assembly.c.call(Chain.alice, "Referenda", "set_metadata", index, key)
    assembly.c.call(Chain.bob, "Referenda", "set_metadata", index, None)
    assert not Storage.MetadataOf.exists(assembly.c.s, index)


def test_a_step_is_a_function_of_values(assembly: Assembly) -> None:
    status, rules = assembly.status(assembly.submit()), dict(TRACKS)[0]
    ready = status.submitted + rules.prepare_period
    facts = Facts(ready, 100, readable=True)
    paid = Deposit(Chain.bob, rules.decision_deposit)

    assert life.step(status, rules, facts).branch is Branch.NO_DEPOSIT
    with_deposit = replace(status, decision_deposit=paid)
    assert life.step(with_deposit, rules, facts._replace(now=ready - 1)).branch is Branch.PREPARING
    assert life.step(with_deposit, rules, facts).branch is Branch.READY
    unread = life.step(with_deposit, rules, facts._replace(readable=False))
    assert (unread.branch, unread.alarm) == (Branch.NO_PREIMAGE, ready + RETRY)
    assert life.step(with_deposit, None, facts).branch is Branch.LOST
    begun = life.begin(Tally(60, 0, 60), rules, facts)
    assert begun.deciding == Deciding(ready, ready + rules.confirm_period)
    assert begun.alarm == ready + rules.confirm_period


def test_a_long_call_goes_by_its_preimage(assembly: Assembly) -> None:
    long = assembly.remark(b"x" * 500)
    data = assembly.c.runtime.call_codec.encode(long)
    assembly.c.call(Chain.charlie, "Preimage", "note_preimage", data)
    key = next(iter(assembly.told(Noted))).hash
    with assembly.c.refused(errors.PreimageStoredWithDifferentLength):
        assembly.submit(Lookup(key, len(data) + 1))
    index = assembly.open(Lookup(key, len(data)))
    assembly.vote(index, ayes=90)
    assembly.run(assembly.rules(index).confirm_period + 1)
    assert isinstance(assembly.info(index), Approved)
    assembly.run(DAY)

    assert [event.result for event in assembly.told(Dispatched)] == [None]
