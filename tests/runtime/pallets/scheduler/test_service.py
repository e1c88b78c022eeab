"""Making tasks: in order, within the weight, again and again, and what becomes of those that cannot be made."""

from collections.abc import Callable

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, Other
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime.dispatch import SWAP_CHECK
from taonet.runtime.origins import EthereumTransaction, RawNone, RawRoot, RawSigned
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import Inline, Lookup, bound, drop
from taonet.runtime.pallets.scheduler import costs, events
from taonet.runtime.pallets.scheduler.errors import NotFound
from taonet.runtime.pallets.scheduler.service import service
from taonet.runtime.pallets.scheduler.storage import MAXIMUM_WEIGHT, Storage
from taonet.runtime.pallets.scheduler.tasks import cancel_named, schedule, schedule_named, set_retry
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, RetryConfig
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.timestamp import calls as timestamp
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.pallets.utility import calls as utility
from taonet.sim import refused

Note = Callable[..., RuntimeCall]
RunTo = Callable[[State, int], list[object]]

ROOT = RawRoot()
NAME = b"n" * 32
REFUSED = BadOrigin().value()


def heavy(picoseconds: int) -> RuntimeCall:
    """Return a call that weighs so much."""
    return RuntimeCall(utility.with_weight, (RuntimeCall(system.remark, (b"",)), Weight(picoseconds)))


def failing() -> RuntimeCall:
    """Return a call that is refused to root."""
    return RuntimeCall(utility.as_derivative, (0, RuntimeCall(system.remark, (b"",))))


def lookup(s: State, call: RuntimeCall) -> Lookup:
    """Return a call by its preimage, for which nobody asks yet beyond this."""
    data = s.runtime.call_codec.encode(call)
    return Lookup(store.note(s, data), len(data))


def test_a_task_is_made_in_its_block_and_not_before(s: State, note: Note, run_to: RunTo) -> None:
    schedule_named(s, NAME, 4, bound(s, note(b"key")), ROOT, priority=0)
    assert run_to(s, 3) == []
    assert s.get(b"key") is None

    assert run_to(s, 4) == [events.Dispatched((4, 0), NAME, None)]
    assert s.get(b"key") == b"made"
    assert not Storage.Agenda.exists(s, 4)
    assert not Storage.Lookup.exists(s, NAME)
    assert Storage.IncompleteSince.get(s) == 5


def test_lower_priorities_come_first_and_equals_in_the_order_of_their_places(
    s: State, note: Note, run_to: RunTo
) -> None:
    for priority in (9, 1, 9, 0):
        schedule(s, 2, bound(s, note(b"key", bytes([priority]))), ROOT, priority=priority)

    assert run_to(s, 2) == [events.Dispatched((2, index), None, None) for index in (3, 1, 0, 2)]
    assert s.get(b"key") == b"\x09"


def test_a_refused_task_is_recorded_and_leaves_nothing_behind(s: State, note: Note, run_to: RunTo) -> None:
    both = RuntimeCall(utility.batch_all, ([note(b"key"), failing()],))
    schedule(s, 2, bound(s, both), ROOT, priority=0)

    assert run_to(s, 2) == [events.Dispatched((2, 0), None, REFUSED)]
    assert s.get(b"key") is None


def test_a_task_is_made_from_its_origin(s: State, note: Note, alice: AccountId, run_to: RunTo) -> None:
    schedule(s, 2, bound(s, RuntimeCall(system.remark_with_event, (b"",))), RawSigned(alice), priority=0)
    schedule(s, 2, bound(s, note(b"key")), RawSigned(alice), priority=0)
    schedule(s, 2, bound(s, note(b"key")), RawNone(), priority=0)
    schedule(s, 2, bound(s, note(b"key")), EthereumTransaction(bytes(20)), priority=0)

    assert [event.result for event in run_to(s, 2) if isinstance(event, events.Dispatched)] == [
        None, REFUSED, REFUSED, REFUSED,
    ]  # fmt: skip


def test_a_preimage_is_given_up_once_its_task_was_made(s: State, note: Note, run_to: RunTo) -> None:
    call = lookup(s, note(b"key"))
    schedule(s, 2, call, ROOT, priority=0)
    drop(s, call)

    assert run_to(s, 2) == [events.Dispatched((2, 0), None, None)]
    assert store.status_of(s, call.hash) is None


def test_a_periodic_task_comes_as_often_as_it_should(s: State, note: Note, run_to: RunTo) -> None:
    call = lookup(s, note(b"key"))
    schedule_named(s, NAME, 2, call, ROOT, priority=7, periodic=(3, 3))
    drop(s, call)

    for number in (2, 5):
        assert run_to(s, number) == [
            events.Dispatched((number, 0), NAME, None),
            events.Scheduled(number + 3, 0),
        ]
        assert Storage.Lookup.get(s, NAME) == (number + 3, 0)
    assert run_to(s, 8) == [events.Dispatched((8, 0), NAME, None)]
    assert run_to(s, 30) == []
    assert store.status_of(s, call.hash) is None
    assert not list(Storage.Agenda.items(s))


def test_a_periodic_task_ends_where_its_next_block_is_full(s: State, note: Note, run_to: RunTo) -> None:
    call = lookup(s, note(b"key"))
    schedule(s, 2, call, ROOT, priority=0, periodic=(3, 9))
    drop(s, call)
    for _ in range(MAX_SCHEDULED_PER_BLOCK):
        schedule(s, 5, bound(s, note(b"other")), ROOT, priority=0)

    assert run_to(s, 2) == [events.Dispatched((2, 0), None, None), events.PeriodicFailed((2, 0), None)]
    assert store.status_of(s, call.hash) is None


def test_a_refused_task_is_made_again_as_often_as_was_said(s: State, run_to: RunTo) -> None:
    task = schedule_named(s, NAME, 2, bound(s, failing()), ROOT, priority=3)
    set_retry(s, task, 2, 4, ROOT)

    assert run_to(s, 2) == [events.Dispatched((2, 0), NAME, REFUSED), events.Scheduled(6, 0)]
    assert Storage.Retries.get(s, (6, 0)) == RetryConfig(2, 1, 4)
    assert run_to(s, 6) == [events.Dispatched((6, 0), None, REFUSED), events.Scheduled(10, 0)]
    assert run_to(s, 10) == [events.Dispatched((10, 0), None, REFUSED)]
    assert run_to(s, 20) == []
    assert not list(Storage.Retries.items(s))


def test_a_periodic_task_is_made_again_beside_its_coming_again(s: State, run_to: RunTo) -> None:
    task = schedule(s, 2, bound(s, failing()), ROOT, priority=0, periodic=(10, 2))
    set_retry(s, task, 1, 4, ROOT)

    assert run_to(s, 2) == [
        events.Dispatched((2, 0), None, REFUSED),
        events.Scheduled(6, 0),
        events.Scheduled(12, 0),
    ]
    assert Storage.Retries.get(s, (6, 0)) == RetryConfig(1, 0, 4)
    assert Storage.Retries.get(s, (12, 0)) == RetryConfig(1, 1, 4)


def test_a_task_that_succeeds_needs_its_retries_no_more(s: State, note: Note, run_to: RunTo) -> None:
    set_retry(s, schedule(s, 2, bound(s, note(b"key")), ROOT, priority=0), 2, 4, ROOT)

    assert run_to(s, 2) == [events.Dispatched((2, 0), None, None)]
    assert not list(Storage.Retries.items(s))


def test_a_retry_into_a_full_block_fails(s: State, note: Note, run_to: RunTo) -> None:
    set_retry(s, schedule_named(s, NAME, 2, bound(s, failing()), ROOT, priority=0), 2, 4, ROOT)
    for _ in range(MAX_SCHEDULED_PER_BLOCK):
        schedule(s, 6, bound(s, note(b"other")), ROOT, priority=0)

    assert run_to(s, 2) == [events.Dispatched((2, 0), NAME, REFUSED), events.RetryFailed((2, 0), None)]


def test_a_retry_finds_its_preimage_only_where_another_asks_for_it(s: State, run_to: RunTo) -> None:
    call = lookup(s, failing())
    set_retry(s, schedule(s, 2, call, ROOT, priority=0), 2, 4, ROOT)
    run_to(s, 2)
    assert run_to(s, 6)[0] == events.Dispatched((6, 0), None, REFUSED)
    assert store.status_of(s, call.hash) is None  # the first run gave up the task's request, the second the noter's

    assert run_to(s, 10) == [events.CallUnavailable((10, 0), None)]


def test_a_task_without_its_preimage_is_told_of_and_stays_where_it_is(s: State, note: Note, run_to: RunTo) -> None:
    data = s.runtime.call_codec.encode(note(b"key"))
    missing = Lookup(Hash(bytes(32)), len(data))
    schedule_named(s, NAME, 2, missing, ROOT, priority=0)
    schedule(s, 2, bound(s, note(b"other")), ROOT, priority=9)

    assert run_to(s, 2) == [events.CallUnavailable((2, 0), NAME), events.Dispatched((2, 1), None, None)]
    assert [task is None for task in Storage.Agenda.get(s, 2)] == [False, True]
    assert not store.is_requested(s, missing.hash)
    assert not Storage.Lookup.exists(s, NAME)
    assert Storage.IncompleteSince.get(s) == 3
    assert run_to(s, 9) == []


def test_what_is_no_call_is_unavailable_too(s: State, run_to: RunTo) -> None:
    schedule(s, 2, Inline(b"\xff\xff"), ROOT, priority=0)

    assert run_to(s, 2) == [events.CallUnavailable((2, 0), None)]


def test_what_does_not_fit_waits_for_the_next_block(s: State, note: Note, run_to: RunTo) -> None:
    half = heavy(MAXIMUM_WEIGHT.ref_time // 2 - 500_000_000)
    for priority in range(3):
        schedule(s, 2, bound(s, half), ROOT, priority=priority)
    schedule(s, 2, bound(s, note(b"key")), ROOT, priority=3)

    assert run_to(s, 2) == [
        events.Dispatched((2, 0), None, None),
        events.Dispatched((2, 1), None, None),
        events.Dispatched((2, 3), None, None),
        events.AgendaIncomplete(2),
    ]
    assert Storage.IncompleteSince.get(s) == 2
    assert run_to(s, 3) == [events.Dispatched((2, 2), None, None)]
    assert Storage.IncompleteSince.get(s) == 4
    assert not Storage.Agenda.exists(s, 2)


def test_tasks_that_waited_come_before_the_blocks_own(s: State, run_to: RunTo) -> None:
    most = heavy(MAXIMUM_WEIGHT.ref_time - 1_000_000_000)
    for when in (2, 3, 3):
        schedule(s, when, bound(s, most), ROOT, priority=0)
    schedule(s, 2, bound(s, most), ROOT, priority=255)

    assert run_to(s, 2) == [events.Dispatched((2, 0), None, None), events.AgendaIncomplete(2)]
    assert run_to(s, 3) == [events.Dispatched((2, 1), None, None), events.AgendaIncomplete(3)]
    assert run_to(s, 4) == [events.Dispatched((3, 0), None, None), events.AgendaIncomplete(3)]
    assert run_to(s, 5) == [events.Dispatched((3, 1), None, None)]


def test_a_task_that_fits_no_block_is_never_made(s: State, note: Note, run_to: RunTo) -> None:
    call = lookup(s, heavy(MAXIMUM_WEIGHT.ref_time))
    schedule_named(s, NAME, 2, call, ROOT, priority=0)
    schedule(s, 2, bound(s, note(b"key")), ROOT, priority=1)
    drop(s, call)

    assert run_to(s, 2) == [events.PermanentlyOverweight((2, 0), NAME), events.Dispatched((2, 1), None, None)]
    assert store.status_of(s, call.hash) is None
    assert Storage.IncompleteSince.get(s) == 3
    assert run_to(s, 9) == []


def test_a_named_task_that_waits_for_weight_loses_its_name_as_upstream(s: State, note: Note, run_to: RunTo) -> None:
    schedule(s, 2, bound(s, heavy(MAXIMUM_WEIGHT.ref_time - 1_000_000_000)), ROOT, priority=0)
    schedule_named(s, NAME, 2, bound(s, heavy(MAXIMUM_WEIGHT.ref_time - 1_000_000_000)), ROOT, priority=1)
    run_to(s, 2)

    assert not Storage.Lookup.exists(s, NAME)
    with refused(s, NotFound):
        cancel_named(s, NAME)
    assert run_to(s, 3) == [events.Dispatched((2, 1), NAME, None)]


def test_a_block_without_tasks_weighs_little(s: State, run_to: RunTo) -> None:
    System.Number.put(s, 1)

    assert service(s, BlockNumber(1)) == costs.AGENDAS.plus(costs.agenda(0))


def test_a_block_weighs_what_its_tasks_used(s: State, note: Note) -> None:
    call = note(b"key")
    schedule(s, 1, bound(s, call), ROOT, priority=0)
    schedule_named(s, NAME, 1, lookup(s, call), ROOT, priority=0)
    System.Number.put(s, 1)

    used = costs.AGENDAS.plus(costs.agenda(2))
    length = len(s.runtime.call_codec.encode(call))
    for own in (costs.task(None, named=False, periodic=False), costs.task(length, named=True, periodic=False)):
        used = used.plus(own).plus(costs.DISPATCH_UNSIGNED).plus(call.declared(s).weight).plus(SWAP_CHECK)
    assert service(s, BlockNumber(1)) == used


def test_a_task_cannot_take_the_authors_part_in_a_block(s: State, run_to: RunTo) -> None:
    inherent = RuntimeCall(timestamp.set, (6_000,))
    schedule(s, 2, bound(s, RuntimeCall(utility.dispatch_as, (RawNone(), inherent))), ROOT, priority=0)
    schedule(s, 2, bound(s, inherent), RawNone(), priority=1)

    assert run_to(s, 2) == [events.Dispatched((2, index), None, Other().value()) for index in (0, 1)]
    assert not Timestamp.DidUpdate.exists(s)
