"""Whatever is scheduled, given up and refused: the scheduler does what a plain list of tasks would, and nothing starves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import empty_state

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.origin import ROOT_ORIGIN
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import BlockNumber
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import try_dispatch
from taonet.runtime.pallets.preimage import bounded, store
from taonet.runtime.pallets.preimage.types import Requested
from taonet.runtime.pallets.scheduler import PALLET, events
from taonet.runtime.pallets.scheduler.service import service
from taonet.runtime.pallets.scheduler.storage import MAXIMUM_WEIGHT, Storage
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, Scheduled
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.testing.fuzzing import examples

Step = tuple[Any, ...]
Place = tuple[int, int]

NAMES = [bytes([number]) * 32 for number in range(3)]


@dataclass(frozen=True)
class Task:
    """A task: which call, whether it is refused, whether it is too long to be kept inline."""

    label: int
    fails: bool
    long: bool
    priority: int
    name: bytes | None
    periodic: tuple[int, int] | None

    def call(self) -> RuntimeCall:
        data = self.label.to_bytes(4, "little") + bytes(200 if self.long else 0)
        remark = RUNTIME.call("System", "remark", data)
        return RUNTIME.call("Utility", "as_derivative", 0, remark) if self.fails else remark


@dataclass
class Plain:
    """The scheduler as lists and dicts."""

    now: int = 0
    agendas: dict[int, list[Task | None]] = field(default_factory=dict)
    retries: dict[Place, tuple[int, int, int]] = field(default_factory=dict)
    names: dict[bytes, Place] = field(default_factory=dict)
    asked: Counter[int] = field(default_factory=Counter)
    """How often a long call's preimage is asked for; it is there as long as it is."""
    told: list[tuple[str, Place]] = field(default_factory=list)

    def place(self, when: int, task: Task) -> Place | None:
        agenda = self.agendas.get(when, [])
        if len(agenda) < MAX_SCHEDULED_PER_BLOCK:
            index = len(agenda)
            self.agendas[when] = [*agenda, task]
        elif None in agenda:
            index = agenda.index(None)
            agenda[index] = task
        else:
            return None
        if task.name is not None:
            self.names[task.name] = (when, index)
        self.told.append(("Scheduled", (when, index)))
        return when, index

    def schedule(self, when: int, task: Task) -> bool:
        if task.name in self.names or when <= self.now:
            return False
        again = task.periodic
        again = (again[0], again[1] - 1) if again is not None and again[0] > 0 and again[1] > 1 else None
        if self.place(when, replace(task, periodic=again)) is None:
            return False
        if task.long:
            self.asked[task.label] += 2  # the noting of the call, and the task
        return True

    def drop(self, task: Task) -> None:
        self.asked[task.label] = max(self.asked[task.label] - 1, 0)

    def at(self, place: Place) -> Task | None:
        agenda = self.agendas.get(place[0], [])
        return agenda[place[1]] if place[1] < len(agenda) else None

    def cancel(self, place: Place | None) -> bool:
        task = None if place is None else self.at(place)
        if place is None or task is None:
            return False
        agenda = self.agendas[place[0]]
        agenda[place[1]] = None
        while agenda and agenda[-1] is None:
            agenda.pop()
        if not agenda:
            del self.agendas[place[0]]
        self.drop(task)
        self.retries.pop(place, None)
        if task.name is not None:
            self.names.pop(task.name, None)
        self.told.append(("Canceled", place))
        return True

    def block(self) -> None:
        self.now += 1
        self.told.clear()
        agenda = list(self.agendas.get(self.now, []))
        stays = False
        for index, task in sorted(((i, t) for i, t in enumerate(agenda) if t), key=lambda entry: entry[1].priority):
            if self.make((self.now, index), task):
                agenda[index] = None
            else:
                stays = True
        if stays:
            self.agendas[self.now] = agenda
        else:
            self.agendas.pop(self.now, None)

    def make(self, at: Place, task: Task) -> bool:
        """Make a task; tell whether it could be."""
        if task.name is not None:
            self.names.pop(task.name, None)
        if task.long and not self.asked[task.label]:
            self.told.append(("CallUnavailable", at))
            return False
        self.told.append(("refused" if task.fails else "made", at))
        retry = self.retries.pop(at, None)
        if retry is not None and task.fails and retry[1]:
            copy = self.place(self.now + retry[2], replace(task, name=None, periodic=None))
            if copy is None:
                self.drop(task)
                self.told.append(("RetryFailed", at))
            else:
                self.retries[copy] = (retry[0], retry[1] - 1, retry[2])
        if task.periodic is None:
            self.drop(task)
            return True
        period, count = task.periodic
        new = self.place(self.now + period, replace(task, periodic=(period, count - 1) if count > 1 else None))
        if new is None:
            self.drop(task)
            self.told.append(("PeriodicFailed", at))
        elif retry is not None:
            self.retries[new] = retry
        return True


@dataclass
class Pair:
    """The chain's scheduler and the plain one, side by side."""

    s: State = field(default_factory=empty_state)
    plain: Plain = field(default_factory=Plain)
    labels: int = 0

    def call(self, name: str, *args: Any) -> bool:
        """Make a call of the scheduler as root; tell whether it went through."""
        outcome = try_dispatch(self.s, ROOT_ORIGIN, RUNTIME.call("Scheduler", name, *args))
        return not isinstance(outcome, DispatchError)

    def schedule(self, offset: int, priority: int, periodic: Any, kind: int, name: int) -> None:
        self.labels += 1
        named = NAMES[name] if name < len(NAMES) else None
        task = Task(self.labels, bool(kind & 1), bool(kind & 2), priority, named, periodic)
        when = max(self.plain.now + offset, 0)
        tail = (when, periodic, priority, task.call())
        done = self.call("schedule", *tail) if named is None else self.call("schedule_named", named, *tail)

        assert done is self.plain.schedule(when, task)

    def fill(self, offset: int) -> None:
        for _ in range(MAX_SCHEDULED_PER_BLOCK):
            self.schedule(offset, 3, None, 0, len(NAMES))

    def cancel(self, offset: int, index: int) -> None:
        place = (max(self.plain.now + offset, 0), index)
        assert self.call("cancel", *place) is self.plain.cancel(place)

    def cancel_named(self, name: int) -> None:
        assert self.call("cancel_named", NAMES[name]) is self.plain.cancel(self.plain.names.get(NAMES[name]))

    def retry(self, offset: int, index: int, retries: int, period: int) -> None:
        place = (max(self.plain.now + offset, 0), index)
        waits = self.plain.at(place) is not None
        if waits:
            self.plain.retries[place] = (retries, retries, period)
        assert self.call("set_retry", place, retries, period) is waits

    def blocks(self, count: int) -> None:
        for _ in range(count):
            self.s.events.clear()
            self.plain.block()
            System.Number.put(self.s, self.plain.now)
            service(self.s, BlockNumber(self.plain.now))
            told = [one for _, event in self.s.events if (one := _told(event)) is not None]

            assert told == self.plain.told

    def compare(self) -> None:
        """Assert that both are in the same state."""
        s, plain = self.s, self.plain
        assert {when: [_key(task) for task in agenda] for when, agenda in Storage.Agenda.items(s)} == {
            when: [_plain_key(task) for task in agenda] for when, agenda in plain.agendas.items()
        }
        assert dict(Storage.Lookup.items(s)) == plain.names
        assert {
            place: (retry.total_retries, retry.remaining, retry.period) for place, retry in Storage.Retries.items(s)
        } == plain.retries
        counts = [one.count for _, one in store.Storage.RequestStatusFor.items(s) if isinstance(one, Requested)]
        assert sorted(counts) == sorted(count for count in plain.asked.values() if count)
        for promise in PALLET.invariants:
            promise(s)


def _key(task: Scheduled | None) -> object:
    return None if task is None else (bounded.hash_of(task.call), task.priority, task.maybe_id, task.maybe_periodic)


def _plain_key(task: Task | None) -> object:
    if task is None:
        return None
    return blake2_256(RUNTIME.call_codec.encode(task.call())), task.priority, task.name, task.periodic


def _told(event: object) -> tuple[str, Place] | None:
    if isinstance(event, events.Dispatched):
        return ("made" if event.result is None else "refused"), event.task
    if isinstance(event, events.Scheduled):
        return "Scheduled", (event.when, event.index)
    if isinstance(event, events.CallUnavailable | events.PeriodicFailed | events.RetryFailed):
        return type(event).__name__, event.task
    return None


OFFSETS = st.integers(-1, 6)
PERIODS = st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3))
STEP: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("schedule"), OFFSETS, st.integers(0, 3), PERIODS, st.integers(0, 3), st.integers(0, 5)),
    st.tuples(st.just("blocks"), st.integers(1, 4)),
    st.tuples(st.just("cancel"), OFFSETS, st.integers(0, 3)),
    st.tuples(st.just("cancel_named"), st.integers(0, 2)),
    st.tuples(st.just("retry"), OFFSETS, st.integers(0, 3), st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("fill"), OFFSETS),
)


@settings(max_examples=examples(60), deadline=None)
@given(steps=st.lists(STEP, max_size=40))
def test_the_scheduler_does_what_a_plain_list_of_tasks_would(steps: list[Step]) -> None:
    pair = Pair()
    for name, *args in steps:
        getattr(pair, name)(*args)
        pair.compare()


BIG = MAXIMUM_WEIGHT.ref_time


@settings(max_examples=examples(30), deadline=None)
@given(
    tasks=st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 2), st.integers(0, 14).map(lambda tenths: BIG * tenths // 10)),
        max_size=12,
    )
)
def test_every_task_is_made_once_or_said_to_fit_no_block(tasks: list[tuple[int, int, int]]) -> None:
    s, places = empty_state(), dict[Place, int]()
    for when, priority, time in tasks:
        call = RUNTIME.call("Utility", "with_weight", RUNTIME.call("System", "remark", b""), Weight(time))
        data = RUNTIME.call("Scheduler", "schedule", when, None, priority, call)
        assert not isinstance(try_dispatch(s, ROOT_ORIGIN, data), DispatchError)
        index = len(Storage.Agenda.get(s, when)) - 1
        places[when, index] = time
    made: list[Place] = []
    never: set[Place] = set()  # told again when the agenda is gone through again, as upstream
    for number in range(1, 5 + len(tasks) + 1):
        s.events.clear()
        System.Number.put(s, number)
        used = service(s, BlockNumber(number))

        assert used.within(MAXIMUM_WEIGHT)
        for _, event in s.events:
            if isinstance(event, events.Dispatched):
                assert event.task[0] <= number
                made.append(event.task)
            elif isinstance(event, events.PermanentlyOverweight):
                never.add(event.task)
    assert sorted(made) == sorted(place for place, time in places.items() if time < BIG)
    assert never == places.keys() - set(made)
    assert Storage.IncompleteSince.get(s) == System.Number.get(s) + 1
