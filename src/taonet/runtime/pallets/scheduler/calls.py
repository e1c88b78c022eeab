"""Calls of the scheduler. Root only, which so far is whom each task is made as.

Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs schedule, cancel, schedule_named, cancel_named
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs schedule_after, schedule_named_after, set_retry, set_retry_named
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs cancel_retry, cancel_retry_named
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import call
from taonet.frame.origin import Origin, OriginCaller, ensure_root
from taonet.frame.state import State
from taonet.runtime.origins import caller_of
from taonet.runtime.pallets.preimage.bounded import bound
from taonet.runtime.pallets.scheduler import costs, events, tasks
from taonet.runtime.pallets.scheduler.types import PAIR, Period, task_address, task_name
from taonet.runtime.types import block_number, runtime_call
from taonet.scale import U8, Typed, option, u8, u32

maybe_period = Annotated[Period | None, Typed(option(PAIR), "Option<schedule::Period<BlockNumberFor<T>>>")]
order = Annotated[int, Typed(U8, "schedule::Priority")]


def _as_whom(origin: Origin) -> OriginCaller:
    """Return how root is kept for later; refuse everyone else."""
    ensure_root(origin)
    return caller_of(origin)


@call(index=0, weight=costs.SCHEDULE)
def schedule(
    s: State,
    origin: Origin,
    when: block_number,
    maybe_periodic: maybe_period,
    priority: order,
    call: runtime_call,
) -> None:
    """Make a call in a later block, and again and again if wanted: every so many blocks, so often. Root only.

    Of one block's tasks that with the lowest priority comes first.
    """
    caller = _as_whom(origin)
    tasks.schedule(s, when, bound(s, call), caller, priority=priority, periodic=maybe_periodic)


@call(index=1, weight=costs.CANCEL)
def cancel(s: State, origin: Origin, when: block_number, index: u32) -> None:
    """Give up a task, by its place. Root only."""
    tasks.cancel(s, (when, index), _as_whom(origin))


@call(index=2, weight=costs.SCHEDULE_NAMED)
def schedule_named(
    s: State,
    origin: Origin,
    id: task_name,
    when: block_number,
    maybe_periodic: maybe_period,
    priority: order,
    call: runtime_call,
) -> None:
    """Make a call in a later block, under a name. Root only."""
    caller = _as_whom(origin)
    tasks.schedule_named(s, id, when, bound(s, call), caller, priority=priority, periodic=maybe_periodic)


@call(index=3, weight=costs.CANCEL_NAMED)
def cancel_named(s: State, origin: Origin, id: task_name) -> None:
    """Give up a task, by its name. Root only."""
    tasks.cancel_named(s, id, _as_whom(origin))


@call(index=4, weight=costs.SCHEDULE)
def schedule_after(
    s: State,
    origin: Origin,
    after: block_number,
    maybe_periodic: maybe_period,
    priority: order,
    call: runtime_call,
) -> None:
    """Make a call after so many blocks more. Root only."""
    caller = _as_whom(origin)
    when = tasks.after(s, after)
    tasks.schedule(s, when, bound(s, call), caller, priority=priority, periodic=maybe_periodic)


@call(index=5, weight=costs.SCHEDULE_NAMED)
def schedule_named_after(
    s: State,
    origin: Origin,
    id: task_name,
    after: block_number,
    maybe_periodic: maybe_period,
    priority: order,
    call: runtime_call,
) -> None:
    """Make a call after so many blocks more, under a name. Root only."""
    caller = _as_whom(origin)
    when = tasks.after(s, after)
    tasks.schedule_named(s, id, when, bound(s, call), caller, priority=priority, periodic=maybe_periodic)


@call(index=6, weight=costs.SET_RETRY)
def set_retry(s: State, origin: Origin, task: task_address, retries: u8, period: block_number) -> None:
    """Have a task made again if it is refused: every so many blocks until it is not, so often at most. Root only."""
    tasks.set_retry(s, task, retries, period, _as_whom(origin))
    s.emit(events.RetrySet(task, None, period, retries))


@call(index=7, weight=costs.SET_RETRY_NAMED)
def set_retry_named(s: State, origin: Origin, id: task_name, retries: u8, period: block_number) -> None:
    """Have the task of a name made again if it is refused. Root only."""
    caller = _as_whom(origin)
    task = tasks.task_named(s, id)
    tasks.set_retry(s, task, retries, period, caller)
    s.emit(events.RetrySet(task, id, period, retries))


@call(index=8, weight=costs.CANCEL_RETRY)
def cancel_retry(s: State, origin: Origin, task: task_address) -> None:
    """Have a task made once, refused or not. Root only."""
    tasks.cancel_retry(s, task, _as_whom(origin))
    s.emit(events.RetryCancelled(task, None))


@call(index=9, weight=costs.CANCEL_RETRY_NAMED)
def cancel_retry_named(s: State, origin: Origin, id: task_name) -> None:
    """Have the task of a name made once, refused or not. Root only."""
    caller = _as_whom(origin)
    task = tasks.task_named(s, id)
    tasks.cancel_retry(s, task, caller)
    s.emit(events.RetryCancelled(task, id))
