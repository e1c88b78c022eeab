"""What went wrong in referenda elsewhere, each as a test that it does not go wrong here."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.runtime.pallets.referenda.assembly import Assembly

from taonet.crypto.hashing import blake2_256
from taonet.frame.hooks import BrokenInvariant, Invariant
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import BlockNumber, Hash, NetUid
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.origins.types import NetworkParameters, Subnet
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import Inline, Lookup
from taonet.runtime.pallets.preimage.events import Noted
from taonet.runtime.pallets.referenda import enactment, errors, events, hooks, polls, queue, tracks
from taonet.runtime.pallets.referenda.costs import NUDGE
from taonet.runtime.pallets.referenda.invariants import INVARIANTS
from taonet.runtime.pallets.referenda.life import MOST_EXTENSIONS, RETRY, UNDECIDING_TIMEOUT
from taonet.runtime.pallets.referenda.storage import MAX_QUEUED, Storage
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.tracks import DAY
from taonet.runtime.pallets.referenda.turnout import all_that_could_vote
from taonet.runtime.pallets.referenda.types import Approved, At, Cancelled, Deciding, Ongoing, Rejected, TimedOut
from taonet.runtime.pallets.scheduler.events import CallUnavailable, Dispatched
from taonet.runtime.pallets.scheduler.storage import Storage as Scheduler
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, Scheduled
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import Chain

PARAMETERS = NetworkParameters()
OWN = NetUid(7)


def found_subnet(assembly: Assembly, netuid: NetUid = OWN, *, alpha: int = 1_000_000) -> Subnet:
    """Let a subnet of Bob's exist that has this alpha, and return the origin of its holders."""
    s = assembly.c.s
    Subnets.NetworksAdded.put(s, netuid, True)
    Subnets.TotalNetworks.put(s, len(registry.netuids(s)))
    Subnets.SubnetOwner.put(s, netuid, Chain.bob)
    Subnets.NetworkRegisteredAt.put(s, netuid, assembly.c.number)
    Staking.SubnetAlphaOut.put(s, netuid, Alpha(alpha))
    return Subnet(netuid, assembly.c.number)


def note(assembly: Assembly, size: int = 200) -> Lookup:
    """Note a long call's preimage and return the call by its hash."""
    data = assembly.c.runtime.call_codec.encode(assembly.remark(b"x" * size))
    assembly.c.call(Chain.charlie, "Preimage", "note_preimage", data)
    return Lookup(assembly.told(Noted)[-1].hash, len(data))


def fill_agenda(assembly: Assembly, first: int, blocks: int) -> None:
    """Fill the agendas of some blocks."""
    task = Scheduled(None, 0, assembly.inline(assembly.remark()), None, RawRoot())
    for block in range(first, first + blocks):
        Scheduler.Agenda.put(assembly.c.s, BlockNumber(block), [task] * MAX_SCHEDULED_PER_BLOCK)


# Nothing over nothing


def test_nobody_votes_and_nothing_passes(assembly: Assembly) -> None:
    index = assembly.open()
    assembly.run(15 * DAY)

    assert isinstance(assembly.info(index), Rejected)


@pytest.mark.parametrize("abstaining", [1, 60, 100])
def test_abstaining_alone_never_passes(assembly: Assembly, abstaining: int) -> None:
    index = assembly.open()
    assembly.vote(index, ayes=0, support=abstaining)
    assembly.run(15 * DAY)

    assert isinstance(assembly.info(index), Rejected)


def test_in_a_subnet_without_alpha_nothing_passes(assembly: Assembly) -> None:
    index = assembly.open(origin=found_subnet(assembly, alpha=0))
    polls.change_tally(assembly.c.s, index, lambda _: Tally(100, 0, 100))
    assembly.run(4 * DAY)

    assert isinstance(assembly.info(index), Rejected)


def test_a_base_that_shrinks_below_the_support_passes_nothing(assembly: Assembly) -> None:
    index = assembly.open(origin=found_subnet(assembly, alpha=1_000_000))
    polls.change_tally(assembly.c.s, index, lambda _: Tally(40_000, 0, 40_000))
    Staking.SubnetAlphaOut.put(assembly.c.s, OWN, Alpha(10))
    assembly.run(4 * DAY)

    assert isinstance(assembly.info(index), Rejected)
    assert Storage.BaseOf.get(assembly.c.s, index) == 1_000_000


def test_a_base_that_is_small_when_deciding_begins_grows_with_what_is_issued(assembly: Assembly) -> None:
    index = assembly.open(origin=found_subnet(assembly, alpha=100))
    Staking.SubnetAlphaOut.put(assembly.c.s, OWN, Alpha(1_000_000))
    polls.change_tally(assembly.c.s, index, lambda _: Tally(40_000, 0, 40_000))
    assembly.run(4 * DAY)

    assert isinstance(assembly.info(index), Rejected)
    assert Storage.BaseOf.get(assembly.c.s, index) == 1_000_000


def test_the_base_is_the_active_issuance_in_which_root_stake_is(assembly: Assembly) -> None:
    s = assembly.c.s
    Balances.InactiveIssuance.put(s, Balances.TotalIssuance.get(s))
    assert all_that_could_vote(s, 0) == 0
    Balances.InactiveIssuance.kill(s)
    assert all_that_could_vote(s, 0) == Balances.TotalIssuance.get(s)


# Counts and queues


def test_ending_a_queued_one_leaves_the_count_of_those_decided_on(assembly: Assembly) -> None:
    places = tracks.TRACKS[0][1].max_deciding
    opened = [assembly.open() for _ in range(places + 2)]
    assert Storage.DecidingCount.get(assembly.c.s, 0) == places
    assembly.c.as_root("Referenda", "cancel", opened[-1])
    assembly.c.as_root("Referenda", "kill", opened[-2])

    assert Storage.DecidingCount.get(assembly.c.s, 0) == places
    assert Storage.TrackQueue.get(assembly.c.s, 0) == []


def test_a_place_that_frees_is_taken_by_the_one_with_the_most_votes(assembly: Assembly) -> None:
    opened = [assembly.open() for _ in range(2)]
    waiting = [assembly.open() for _ in range(3)]
    for index, ayes in zip(waiting, (5, 9, 9), strict=True):
        assembly.vote(index, ayes=ayes)
        assembly.next()
    assembly.c.as_root("Referenda", "cancel", opened[0])

    assert [event.index for event in assembly.told(events.DecisionStarted)] == [waiting[1]]
    assert Storage.DecidingCount.get(assembly.c.s, 0) == 2
    assert assembly.status(waiting[2]).in_queue


def test_nobody_passes_by_those_who_wait(assembly: Assembly) -> None:
    opened = [assembly.open() for _ in range(3)]
    assembly.c.as_root("Referenda", "cancel", opened[0])
    late = assembly.open()

    assert assembly.status(opened[2]).deciding is not None
    assert assembly.status(late).in_queue


def test_one_that_a_full_queue_has_no_place_for_is_no_ghost(assembly: Assembly) -> None:
    for _ in range(2):
        assembly.open()
    index, better = assembly.open(), assembly.submit()
    full = [(1_000 + entry, 10**12) for entry in range(MAX_QUEUED)]
    Storage.TrackQueue.put(assembly.c.s, 0, full)  # of referenda that nobody looks at in this test
    assembly.rewrite(index, in_queue=False)
    assembly.c.as_root("Referenda", "nudge_referendum", index)
    status = assembly.status(index)
    assert not status.in_queue
    assert status.alarm is not None
    assert status.alarm[0] == assembly.c.number + RETRY

    Storage.TrackQueue.put(assembly.c.s, 0, full[1:])
    assembly.run(RETRY)
    assert assembly.status(index).in_queue
    assembly.place(better)
    assembly.vote(better, ayes=1)
    assembly.run(assembly.rules(better).prepare_period)
    assert assembly.status(better).in_queue
    assert not assembly.status(index).in_queue
    assert assembly.status(index).alarm is not None
    assembly.run_to(assembly.status(index).submitted + UNDECIDING_TIMEOUT)
    assert isinstance(assembly.info(index), TimedOut)

    Storage.TrackQueue.put(
        assembly.c.s, 0, [entry for entry in Storage.TrackQueue.get(assembly.c.s, 0) if entry[0] == better]
    )


def test_the_queue_keeps_its_order_and_its_bound() -> None:
    entries, out = queue.inserted([(1, 10), (2, 20)], 3, 20, limit=3)
    assert (entries, out) == ([(1, 10), (3, 20), (2, 20)], None)
    assert queue.inserted(entries, 4, 5, limit=3) == (entries, 4)
    assert queue.inserted(entries, 4, 15, limit=3) == ([(4, 15), (3, 20), (2, 20)], 1)
    assert queue.inserted(entries, 1, 99, limit=3) == ([(3, 20), (2, 20), (1, 99)], None)


# Alarms and enactment


def test_a_full_agenda_delays_no_alarm(assembly: Assembly) -> None:
    index = assembly.open()
    fill_agenda(assembly, assembly.c.number + 1, 3)
    assembly.vote(index, ayes=60)
    assembly.next()

    assert assembly.told(events.ConfirmStarted) == [events.ConfirmStarted(index)]


def test_more_alarms_than_a_block_looks_at_are_the_next_ones(
    assembly: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MOST_IN_A_BLOCK", 2)
    indices = [assembly.submit() for _ in range(5)]
    for index in indices:
        assembly.place(index)
    ready = assembly.status(indices[0]).submitted + assembly.rules(indices[0]).prepare_period
    assembly.run_to(ready)
    assert sum(assembly.status(index).alarm != (ready, (ready, index)) for index in indices) == 2
    assembly.c.check()
    assembly.next()
    assembly.next()

    assert Storage.DecidingCount.get(assembly.c.s, 0) == 2
    assert sum(assembly.status(index).in_queue for index in indices) == 3


def test_looking_at_a_hundred_in_a_block_takes_little_of_its_weight(assembly: Assembly) -> None:
    indices = [assembly.submit(origin=PARAMETERS) for _ in range(hooks.MOST_IN_A_BLOCK)]
    assembly.next()
    quiet = System.BlockWeight.get(assembly.c.s).mandatory.ref_time
    for index in indices:
        polls.change_tally(assembly.c.s, index, lambda _: Tally(1, 1, 1))
    assembly.next()
    busy = System.BlockWeight.get(assembly.c.s).mandatory.ref_time

    assert 0 < busy - quiet <= NUDGE.ref_time * len(indices) + quiet // 100
    assert (busy - quiet) * 20 < LIMITS.max_block.ref_time


def test_an_enactment_finds_another_block_when_the_agenda_is_full(assembly: Assembly) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS)
    rules = assembly.rules(index)
    assembly.vote(index, ayes=60)
    due = assembly.c.number + 1 + rules.confirm_period + rules.min_enactment_period
    fill_agenda(assembly, due, 3)
    assembly.run_to(due + 3)

    assert isinstance(assembly.info(index), Approved)
    assert assembly.window() == 9


def test_it_is_confirmed_only_when_its_call_has_a_place(assembly: Assembly) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS)
    rules = assembly.rules(index)
    assembly.vote(index, ayes=60)
    confirmed = assembly.c.number + 1 + rules.confirm_period
    fill_agenda(assembly, confirmed + rules.min_enactment_period, 12)
    assembly.run_to(confirmed)
    assert assembly.told(events.Confirmed) == []
    assert assembly.status(index).alarm == (confirmed + 1, (confirmed + 1, index))

    assembly.run(3)
    assert isinstance(assembly.info(index), Approved)
    assembly.run(DAY)
    assert assembly.window() == 9


def test_a_task_that_took_the_name_of_an_enactment_stops_nothing(assembly: Assembly) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS)
    far = assembly.c.number + 30 * DAY
    taken = enactment.task_name(index)
    assembly.c.as_root("Scheduler", "schedule_named", taken, far, None, 0, assembly.remark())
    assembly.vote(index, ayes=60)
    assembly.run(2 * DAY)

    assert isinstance(assembly.info(index), Approved)
    assert assembly.window() == 9


def test_a_moment_that_never_comes_is_scheduled_for_it(assembly: Assembly) -> None:
    index = assembly.open(assembly.change(9), origin=PARAMETERS, at=At(2**32 - 1))
    assembly.vote(index, ayes=60)
    assembly.run(DAY)

    assert isinstance(assembly.info(index), Approved)
    assert Scheduler.Lookup.get(assembly.c.s, enactment.task_name(index)) == (2**32 - 1, 0)


# Preimages


def test_a_preimage_stays_from_submission_to_enactment(assembly: Assembly) -> None:
    proposal = note(assembly)
    index = assembly.open(proposal)
    assembly.c.call(Chain.charlie, "Preimage", "unnote_preimage", proposal.hash)
    assert store.length_of(assembly.c.s, proposal.hash) == proposal.len
    assembly.vote(index, ayes=90)
    assembly.run(3 * DAY)

    assert isinstance(assembly.info(index), Approved)
    assert store.status_of(assembly.c.s, proposal.hash) is None


@pytest.mark.parametrize("end", ["cancel", "kill", "rejected", "timed out"])
def test_a_preimage_is_asked_for_no_more_when_the_referendum_ends(assembly: Assembly, end: str) -> None:
    proposal = note(assembly)
    index = assembly.submit(proposal) if end == "timed out" else assembly.open(proposal)
    assert store.is_requested(assembly.c.s, proposal.hash)
    if end in {"cancel", "kill"}:
        assembly.c.as_root("Referenda", end, index)
    else:
        assembly.run(15 * DAY)

    assert not store.is_requested(assembly.c.s, proposal.hash)
    assembly.c.call(Chain.charlie, "Preimage", "unnote_preimage", proposal.hash)


def test_what_nobody_can_read_is_not_decided_on_before_it_is_there(assembly: Assembly) -> None:
    data = assembly.c.runtime.call_codec.encode(assembly.remark(b"y" * 300))
    index = assembly.open(Lookup(Hash(blake2_256(data)), len(data)))
    assembly.vote(index, ayes=90)
    assembly.run(3 * RETRY)
    assert assembly.status(index).deciding is None
    assert not store.is_requested(assembly.c.s, Hash(blake2_256(data)))  # or anybody could store it for nothing

    assembly.c.call(Chain.charlie, "Preimage", "note_preimage", data)
    assembly.run(RETRY)
    assert assembly.status(index).deciding is not None
    assembly.run(3 * DAY)
    assert isinstance(assembly.info(index), Approved)


def test_a_preimage_that_root_took_away_is_waited_for(assembly: Assembly) -> None:
    proposal = note(assembly)
    index = assembly.open(proposal)
    data = store.fetch(assembly.c.s, proposal.hash)
    assembly.vote(index, ayes=90)
    assembly.next()
    assembly.c.call(Chain.charlie, "Preimage", "unnote_preimage", proposal.hash)
    assembly.c.as_root("Preimage", "unrequest_preimage", proposal.hash)
    assembly.run(2 * DAY)
    assert assembly.status(index).deciding is not None

    assembly.c.call(Chain.charlie, "Preimage", "note_preimage", data)
    assembly.run(RETRY)
    assert isinstance(assembly.info(index), Approved)
    assembly.run(DAY)
    assert [event.result for event in assembly.told(Dispatched)] == [None]


# Tracks


def test_a_track_that_is_no_more_takes_no_neighbours_rules(assembly: Assembly) -> None:
    index = assembly.submit(origin=PARAMETERS)
    assembly.rewrite(index, track=12)
    assert tracks.info(12) is None
    with assembly.c.refused(errors.NoTrack):
        assembly.place(index)
    assembly.c.as_root("Referenda", "nudge_referendum", index)

    assert isinstance(assembly.info(index), Cancelled)


def test_the_next_subnet_of_a_number_inherits_no_referendum(assembly: Assembly) -> None:
    former = found_subnet(assembly)
    index = assembly.open(origin=former)
    assembly.next()
    found_subnet(assembly)
    with assembly.c.refused(errors.NotOngoing):
        polls.change_tally(assembly.c.s, index, lambda _: Tally(900_000, 0, 900_000))
    with assembly.c.refused(errors.NoTrack):
        assembly.submit(origin=former)
    assembly.c.as_root("Referenda", "nudge_referendum", index)

    assert isinstance(assembly.info(index), Cancelled)
    assert polls.outcome(assembly.c.s, index) is None
    assert Storage.DecidingCount.get(assembly.c.s, 1_000 + OWN) == 0


def test_those_who_wait_in_a_track_whose_subnet_is_gone_are_cancelled_with_the_others(assembly: Assembly) -> None:
    origin = found_subnet(assembly)
    places = 5
    indices = [assembly.open(origin=origin) for _ in range(places + 3)]
    assert sum(assembly.status(index).in_queue for index in indices) == 3
    assembly.next()
    found_subnet(assembly)
    assert polls.ongoing(assembly.c.s, indices[0]) is None
    assembly.run(4 * DAY)

    assert all(isinstance(assembly.info(index), Cancelled) for index in indices)


def test_a_decision_of_a_subnet_that_is_gone_is_not_made(assembly: Assembly) -> None:
    call = assembly.c.runtime.call("AdminUtils", "sudo_set_immunity_period", OWN, 77)
    index = assembly.open(call, origin=found_subnet(assembly))
    rules = assembly.rules(index)
    polls.change_tally(assembly.c.s, index, lambda _: Tally(900_000, 0, 900_000))
    assembly.run(rules.confirm_period + 1)
    assert isinstance(assembly.info(index), Approved)
    found_subnet(assembly)
    assembly.run(rules.min_enactment_period)

    assert [event.result is None for event in assembly.told(Dispatched)] == [False]


def test_a_setting_that_falls_into_the_time_before_an_epoch_is_made_after_it(assembly: Assembly) -> None:
    call = assembly.c.runtime.call("AdminUtils", "sudo_set_immunity_period", OWN, 77)
    index = assembly.open(call, origin=found_subnet(assembly))
    rules = assembly.rules(index)
    polls.change_tally(assembly.c.s, index, lambda _: Tally(900_000, 0, 900_000))
    assembly.run(rules.confirm_period + rules.min_enactment_period)
    Hyperparameters.AdminFreezeWindow.put(assembly.c.s, 65_535)
    assembly.next()
    assert [event.result is None for event in assembly.told(Dispatched)] == [False]
    Hyperparameters.AdminFreezeWindow.put(assembly.c.s, 0)
    assembly.run(enactment.RETRY_AFTER)

    assert [event.result for event in assembly.told(Dispatched)] == [None]
    assert Hyperparameters.ImmunityPeriod.get(assembly.c.s, OWN) == 77


# Late swings


def test_votes_of_the_last_moment_give_the_other_side_time_to_answer(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    since, rules = assembly.c.number, assembly.rules(index)
    assembly.run_to(since + rules.decision_period - 10)
    assembly.vote(index, ayes=60)
    assembly.next()
    end = assembly.c.number + rules.confirm_period
    assembly.run_to(end - 2)
    assembly.vote(index, ayes=60, nays=70)
    assembly.next()
    assert assembly.told(events.RejectionPostponed) == [
        events.RejectionPostponed(index, end - 1 + rules.confirm_period)
    ]
    assert assembly.status(index).deciding == Deciding(since)

    assembly.run(rules.confirm_period - 10)
    assembly.vote(index, ayes=80, nays=70)
    assembly.next()
    assert assembly.told(events.ConfirmStarted) == [events.ConfirmStarted(index)]
    assembly.run(rules.confirm_period)
    assert isinstance(assembly.info(index), Approved)


def test_an_answer_that_does_not_come_rejects_at_the_end_of_the_extension(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    since, rules = assembly.c.number, assembly.rules(index)
    assembly.run_to(since + rules.decision_period - 10)
    assembly.vote(index, ayes=60)
    assembly.run(rules.confirm_period)
    assembly.vote(index, ayes=60, nays=70)
    assembly.next()
    until = Storage.Extended.get(assembly.c.s, index).until
    assembly.run_to(until - 1)
    assert assembly.status(index).deciding == Deciding(since)

    assembly.next()
    assert isinstance(assembly.info(index), Rejected)


def test_turning_to_and_fro_ends_after_some_times(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    rules = assembly.rules(index)
    assembly.run(rules.decision_period - 10)
    for _ in range(MOST_EXTENSIONS):
        assembly.vote(index, ayes=60)
        assembly.next()
        assembly.vote(index, ayes=60, nays=70)
        assembly.run(20)
        assert assembly.status(index).deciding is not None
    assembly.vote(index, ayes=60)
    assembly.run(rules.confirm_period)
    assembly.vote(index, ayes=60, nays=70)
    assembly.next()

    assert isinstance(assembly.info(index), Rejected)


# Others


def test_a_vote_in_one_that_was_never_decided_binds_nobody(assembly: Assembly) -> None:
    index = assembly.submit()
    assembly.time_out()

    assert polls.outcome(assembly.c.s, index) is None


def test_an_index_is_never_given_twice(assembly: Assembly) -> None:
    first = assembly.submit()
    assembly.c.as_root("Referenda", "kill", first)

    assert assembly.submit() == first + 1


def test_what_is_no_call_is_recorded_as_unavailable(assembly: Assembly) -> None:
    index = assembly.open(Inline(b"\xff\xff"))
    assembly.vote(index, ayes=90)
    assembly.run(DAY + 1)
    assert isinstance(assembly.info(index), Approved)

    assembly.run(DAY)
    assert len(assembly.told(CallUnavailable)) == 1


def test_a_broken_promise_would_be_seen(assembly: Assembly) -> None:
    index = assembly.submit()
    fork = assembly.c.fork()
    s, status = fork.s, assembly.status(index)
    for broken in (
        replace(status, deciding=Deciding(1)),
        replace(status, in_queue=True),
        replace(status, alarm=None),
        replace(status, submission_deposit=replace(status.submission_deposit, amount=2**60)),
    ):
        mark = s.mark()
        Storage.ReferendumInfoFor.put(s, index, Ongoing(broken))
        assert any(_broken(invariant, s) for invariant in INVARIANTS)
        s.undo(mark)


def _broken(invariant: Invariant, s: State) -> bool:
    try:
        invariant(s)
    except BrokenInvariant:
        return True
    return False
