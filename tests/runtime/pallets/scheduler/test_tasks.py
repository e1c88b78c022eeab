"""Scheduling tasks and giving them up, as other pallets do."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, Exhausted
from taonet.frame.state import State
from taonet.primitives.arithmetic import U32_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.origins import RawRoot, RawSigned
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import Lookup, bound, drop, hash_of
from taonet.runtime.pallets.preimage.types import Requested
from taonet.runtime.pallets.scheduler import events
from taonet.runtime.pallets.scheduler.errors import FailedToSchedule, NotFound, TargetBlockNumberInPast
from taonet.runtime.pallets.scheduler.storage import Storage
from taonet.runtime.pallets.scheduler.tasks import (
    after,
    cancel,
    cancel_named,
    cancel_retry,
    schedule,
    schedule_named,
    set_retry,
    task_at,
    task_named,
)
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, RetryConfig, Scheduled
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import refused

Told = Callable[[State], list[object]]

ROOT = RawRoot()
NAME = b"n" * 32
CALL = RuntimeCall(system.remark, (b"",))
LONG = RuntimeCall(system.remark, (bytes(200),))


@pytest.fixture
def s(s: State) -> State:
    System.Number.put(s, 5)
    return s


def full(s: State, when: int) -> None:
    for _ in range(MAX_SCHEDULED_PER_BLOCK):
        schedule(s, when, bound(s, CALL), ROOT, priority=0)


def test_a_task_has_a_place(s: State, told: Told) -> None:
    assert schedule(s, 6, bound(s, CALL), ROOT, priority=63) == (6, 0)
    assert schedule(s, 6, bound(s, CALL), RawSigned(AccountId(NAME)), priority=1) == (6, 1)

    assert task_at(s, (6, 0)) == Scheduled(None, 63, bound(s, CALL), None, ROOT)
    assert told(s) == [events.Scheduled(6, 0), events.Scheduled(6, 1)]


@pytest.mark.parametrize("when", [0, 4, 5])
def test_a_task_is_for_a_later_block(s: State, when: int) -> None:
    with refused(s, TargetBlockNumberInPast):
        schedule(s, when, bound(s, CALL), ROOT, priority=0)


def test_after_no_blocks_is_the_next_block(s: State) -> None:
    assert (after(s, 0), after(s, 9), after(s, U32_MAX)) == (6, 15, U32_MAX)


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, None), ((0, 9), None), ((3, 0), None), ((3, 1), None), ((3, 2), (3, 1)), ((1, 9), (1, 8))],
)
def test_the_first_time_counts_among_those_to_come(
    s: State, given: tuple[int, int] | None, kept: tuple[int, int] | None
) -> None:
    task = schedule(s, 6, bound(s, CALL), ROOT, priority=0, periodic=given)

    assert task_at(s, task).maybe_periodic == kept


def test_a_full_block_takes_no_task_more_and_says_so(s: State) -> None:
    full(s, 7)
    long = bound(s, LONG)

    with refused(s, Exhausted):
        schedule(s, 7, long, ROOT, priority=0)
    with refused(s, Exhausted):
        schedule_named(s, NAME, 7, bound(s, CALL), ROOT, priority=0)
    noted = store.status_of(s, hash_of(long))
    assert isinstance(noted, Requested)
    assert noted.count == 1  # who bound the call asks for it, the refused task does not
    assert schedule(s, 8, bound(s, CALL), ROOT, priority=0) == (8, 0)


def test_a_place_that_was_given_up_is_taken_when_the_block_is_full(s: State) -> None:
    full(s, 7)
    cancel(s, (7, 20))

    assert schedule(s, 7, bound(s, CALL), ROOT, priority=0) == (7, 20)


def test_a_task_asks_for_its_preimage_until_it_is_given_up(s: State) -> None:
    long = bound(s, LONG)
    assert isinstance(long, Lookup)
    task = schedule(s, 6, long, ROOT, priority=0)
    drop(s, long)  # the task alone asks for it now
    assert store.is_requested(s, long.hash)

    cancel(s, task)

    assert store.length_of(s, long.hash) is None


def test_giving_up_the_last_tasks_leaves_no_agenda(s: State, told: Told) -> None:
    for _ in range(3):
        schedule(s, 6, bound(s, CALL), ROOT, priority=0)
    cancel(s, (6, 1))
    assert len(Storage.Agenda.get(s, 6)) == 3
    cancel(s, (6, 2))
    assert len(Storage.Agenda.get(s, 6)) == 1
    cancel(s, (6, 0))

    assert not Storage.Agenda.exists(s, 6)
    assert told(s)[-3:] == [events.Canceled(6, 1), events.Canceled(6, 2), events.Canceled(6, 0)]


@pytest.mark.parametrize("task", [(6, 0), (7, 1), (7, 2), (7, U32_MAX)])
def test_what_does_not_wait_cannot_be_given_up(s: State, task: tuple[int, int]) -> None:
    schedule(s, 7, bound(s, CALL), ROOT, priority=0)
    schedule(s, 7, bound(s, CALL), ROOT, priority=0)
    schedule(s, 7, bound(s, CALL), ROOT, priority=0)
    cancel(s, (7, 1))
    cancel(s, (7, 2))

    with refused(s, NotFound):
        cancel(s, task)


def test_a_name_waits_once(s: State) -> None:
    assert schedule_named(s, NAME, 9, bound(s, CALL), ROOT, priority=0) == (9, 0)
    with refused(s, FailedToSchedule):
        schedule_named(s, NAME, 4, bound(s, CALL), ROOT, priority=0)
    assert task_named(s, NAME) == (9, 0)

    cancel_named(s, NAME)

    for gone in (cancel_named, task_named):
        with refused(s, NotFound):
            gone(s, NAME)
    assert schedule_named(s, NAME, 8, bound(s, CALL), ROOT, priority=0) == (8, 0)


def test_a_named_task_given_up_by_its_place_frees_the_name(s: State) -> None:
    cancel(s, schedule_named(s, NAME, 9, bound(s, CALL), ROOT, priority=0))

    assert not Storage.Lookup.exists(s, NAME)


def test_only_root_and_its_own_origin_give_a_task_up(s: State) -> None:
    mine, others = RawSigned(AccountId(bytes(32))), RawSigned(AccountId(NAME))
    first = schedule(s, 6, bound(s, CALL), mine, priority=0)
    second = schedule(s, 6, bound(s, CALL), mine, priority=0)
    third = schedule(s, 6, bound(s, CALL), ROOT, priority=0)
    for origin, task in ((others, first), (mine, third)):
        with refused(s, BadOrigin):
            cancel(s, task, origin)
        with refused(s, BadOrigin):
            set_retry(s, task, 1, 1, origin)
        with refused(s, BadOrigin):
            cancel_retry(s, task, origin)
    cancel(s, first, mine)
    cancel(s, second, ROOT)
    cancel(s, third, ROOT)

    assert not list(Storage.Agenda.items(s))


def test_a_tasks_retries_go_with_it(s: State) -> None:
    task = schedule_named(s, NAME, 6, bound(s, CALL), ROOT, priority=0)
    set_retry(s, task, 3, 10, ROOT)
    assert Storage.Retries.get(s, task) == RetryConfig(3, 3, 10)
    cancel_retry(s, task, ROOT)
    assert Storage.Retries.get(s, task) is None
    set_retry(s, task, 3, 10, ROOT)

    cancel_named(s, NAME)

    assert not list(Storage.Retries.items(s))
    with refused(s, NotFound):
        set_retry(s, task, 1, 1, ROOT)
    with refused(s, NotFound):
        cancel_retry(s, task, ROOT)
