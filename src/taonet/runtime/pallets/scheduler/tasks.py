"""Scheduling tasks and giving them up: what other pallets use, and the calls.

    task = schedule(s, after(s, 10), bound(s, call), RawRoot(), priority=63)
    cancel(s, task)

A task has a place: its block and its number there. A refusal leaves everything as it was. Who schedules a call by its
preimage has it asked for from then on until the task is made or given up.

Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs resolve_time, place_task, push_to_agenda, cleanup_agenda
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs do_schedule, do_cancel, do_schedule_named, do_cancel_named
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs do_cancel_retry, ensure_privilege
Source: runtime/src/lib.rs OriginPrivilegeCmp
"""

from __future__ import annotations

from taonet.frame.error import BadOrigin, Exhausted
from taonet.frame.origin import OriginCaller
from taonet.frame.state import State
from taonet.primitives.arithmetic import U32_MAX
from taonet.primitives.ids import BlockNumber
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage import bounded
from taonet.runtime.pallets.preimage.bounded import Bounded
from taonet.runtime.pallets.scheduler import events
from taonet.runtime.pallets.scheduler.errors import FailedToSchedule, NotFound, TargetBlockNumberInPast
from taonet.runtime.pallets.scheduler.storage import Storage
from taonet.runtime.pallets.scheduler.types import (
    MAX_SCHEDULED_PER_BLOCK,
    Agenda,
    Period,
    RetryConfig,
    Scheduled,
    TaskAddress,
)
from taonet.runtime.pallets.system.blocks import block_number


def after(s: State, blocks: int) -> BlockNumber:
    """Return the block that has so many between itself and this one."""
    return BlockNumber(min(block_number(s) + blocks + 1, U32_MAX))


def schedule(
    s: State, when: int, call: Bounded, origin: OriginCaller, *, priority: int, periodic: Period | None = None
) -> TaskAddress:
    """Schedule a call for a later block, to be made from `origin`; return its place.

    Raises `TargetBlockNumberInPast`, and `Exhausted` where the block has no place left.
    """
    return _schedule(s, None, when, call, origin, priority, periodic)


def schedule_named(
    s: State,
    name: bytes,
    when: int,
    call: Bounded,
    origin: OriginCaller,
    *,
    priority: int,
    periodic: Period | None = None,
) -> TaskAddress:
    """Schedule a call under a name of 32 bytes as `schedule` does; refuse a name that waits (`FailedToSchedule`)."""
    if Storage.Lookup.exists(s, name):
        raise FailedToSchedule
    return _schedule(s, name, when, call, origin, priority, periodic)


def cancel(s: State, task: TaskAddress, by: OriginCaller | None = None) -> None:
    """Give a task up. `by` must have at least its privilege (`BadOrigin`); None is the chain itself."""
    found = task_at(s, task)
    if by is not None:
        ensure_privilege(by, found.origin)

    _remove(s, task, found)


def cancel_named(s: State, name: bytes, by: OriginCaller | None = None) -> None:
    """Give up the task of a name, as `cancel` does."""
    task = Storage.Lookup.get(s, name)
    if task is None:
        raise NotFound
    cancel(s, task, by)


def task_at(s: State, task: TaskAddress) -> Scheduled:
    """Return the task at a place, or raise `NotFound`."""
    when, index = task
    agenda = Storage.Agenda.get(s, when)
    found = agenda[index] if index < len(agenda) else None
    if found is None:
        raise NotFound
    return found


def task_named(s: State, name: bytes) -> TaskAddress:
    """Return the place of the task of a name, or raise `NotFound`."""
    task = Storage.Lookup.get(s, name)
    if task is None:
        raise NotFound
    return task


def set_retry(s: State, task: TaskAddress, retries: int, period: int, by: OriginCaller) -> None:
    """Let a task be made again when it is refused: after `period` blocks each, `retries` times at most."""
    ensure_privilege(by, task_at(s, task).origin)

    Storage.Retries.put(s, task, RetryConfig(retries, retries, period))


def cancel_retry(s: State, task: TaskAddress, by: OriginCaller) -> None:
    """Let a task be made once, refused or not."""
    ensure_privilege(by, task_at(s, task).origin)

    Storage.Retries.remove(s, task)


def ensure_privilege(left: OriginCaller, right: OriginCaller) -> None:
    """Refuse an origin that is neither the other nor root."""
    if left != right and not isinstance(left, RawRoot):
        raise BadOrigin


def place(s: State, when: BlockNumber, task: Scheduled) -> TaskAddress:
    """Put a task into an agenda: behind the others, or when that is full into the first empty place (`Exhausted`)."""
    agenda = Storage.Agenda.get(s, when)
    if len(agenda) < MAX_SCHEDULED_PER_BLOCK:
        index = len(agenda)
        agenda.append(task)
    else:
        index = next((at for at, other in enumerate(agenda) if other is None), None)
        if index is None:
            raise Exhausted
        agenda[index] = task

    Storage.Agenda.put(s, when, agenda)
    if task.maybe_id is not None:
        Storage.Lookup.put(s, task.maybe_id, (when, index))
    s.emit(events.Scheduled(when, index))
    return when, index


def _schedule(
    s: State,
    name: bytes | None,
    when: int,
    call: Bounded,
    origin: OriginCaller,
    priority: int,
    periodic: Period | None,
) -> TaskAddress:
    if when <= block_number(s):
        raise TargetBlockNumberInPast
    # The first time is one of those that are to come.
    again = (periodic[0], periodic[1] - 1) if periodic is not None and periodic[0] and periodic[1] > 1 else None
    task = place(s, BlockNumber(when), Scheduled(name, priority, call, again, origin))
    bounded.hold(s, call)
    return task


def _remove(s: State, task: TaskAddress, found: Scheduled) -> None:
    when, index = task
    agenda = Storage.Agenda.get(s, when)
    agenda[index] = None
    _put_trimmed(s, when, agenda)
    bounded.drop(s, found.call)
    if found.maybe_id is not None:
        Storage.Lookup.remove(s, found.maybe_id)
    Storage.Retries.remove(s, task)
    s.emit(events.Canceled(when, index))


def _put_trimmed(s: State, when: int, agenda: Agenda) -> None:
    """Store an agenda without the empty places at its end, or none if all are."""
    while agenda and agenda[-1] is None:
        agenda.pop()
    if agenda:
        Storage.Agenda.put(s, when, agenda)
    else:
        Storage.Agenda.remove(s, when)
