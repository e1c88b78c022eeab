"""Making tasks when they are due: at the beginning of a block, in order of block and priority, as far as the weight goes.

What does not fit waits for the next block. A task whose preimage is missing, or that fits no block even alone, is not
made: it stays where it is, and nobody asks for it again.

Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs service_agendas, service_agenda, service_task, execute_dispatch
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs schedule_retry, on_initialize
"""

from __future__ import annotations

from enum import Enum, auto

from msgspec.structs import replace

from taonet.frame.call import PostInfo, RuntimeCall
from taonet.frame.error import BlockRefused, DispatchError, Other
from taonet.frame.state import State
from taonet.frame.weight import Weight, WeightMeter
from taonet.primitives.arithmetic import U32_MAX
from taonet.primitives.ids import BlockNumber
from taonet.runtime.dispatch import dispatch_info, try_dispatch, used_of
from taonet.runtime.origins import RawSigned, origin_of
from taonet.runtime.pallets.preimage import bounded
from taonet.runtime.pallets.scheduler import costs, events
from taonet.runtime.pallets.scheduler.storage import MAXIMUM_WEIGHT, Storage
from taonet.runtime.pallets.scheduler.tasks import place
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, RetryConfig, Scheduled, TaskAddress
from taonet.runtime.pallets.system.blocks import remaining_weight
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp

_MOST = costs.agenda(MAX_SCHEDULED_PER_BLOCK)


class _End(Enum):
    """What became of a task."""

    MADE = auto()
    POSTPONED = auto()
    DROPPED = auto()


def service(s: State, now: BlockNumber) -> Weight:
    """Make the tasks that are due, within the weight that is left and that tasks may use; return what that took."""
    left = remaining_weight(s)
    limit = Weight(
        min(left.limit.ref_time, MAXIMUM_WEIGHT.ref_time), min(left.limit.proof_size, MAXIMUM_WEIGHT.proof_size)
    )
    meter = WeightMeter(limit, left.consumed)
    _agendas(s, meter, now)
    return meter.consumed


def _agendas(s: State, meter: WeightMeter, now: BlockNumber) -> None:
    """Go through agendas from the first that is not done up to this block's."""
    if not meter.try_consume(costs.AGENDAS):
        return
    since = Storage.IncompleteSince.get(s)
    when = now if since is None else since
    incomplete = now + 1
    first = True
    while when <= now and meter.can_consume(_MOST):
        if not _agenda(s, meter, now, BlockNumber(when), first=first):
            incomplete = min(incomplete, when)
        first = False
        when += 1
    incomplete = min(incomplete, when)
    if incomplete <= now:
        s.emit(events.AgendaIncomplete(incomplete))
    Storage.IncompleteSince.put(s, incomplete)


def _agenda(s: State, meter: WeightMeter, now: BlockNumber, when: BlockNumber, *, first: bool) -> bool:
    """Go through an agenda; tell whether it is done. `first`: nothing was made in this block yet."""
    agenda = Storage.Agenda.get(s, when)
    order = sorted(
        ((index, task) for index, task in enumerate(agenda) if task is not None), key=lambda entry: entry[1].priority
    )
    meter.try_consume(costs.agenda(len(order)))
    done, empty = True, True
    for index, task in order:
        if not meter.can_consume(_cost(task, bounded.lookup_length(task.call))):
            done = False
            break
        match _task(s, meter, now, (when, index), task, first=first):
            case _End.MADE:
                agenda[index], first = None, False
            case _End.POSTPONED:
                done = False
            case _End.DROPPED:
                empty = False
    # What others changed in this agenda meanwhile is not seen, as upstream.
    if not done or not empty:
        Storage.Agenda.put(s, when, agenda)
    elif Storage.Agenda.exists(s, when):
        Storage.Agenda.remove(s, when)
    return done


def _task(s: State, meter: WeightMeter, now: BlockNumber, at: TaskAddress, task: Scheduled, *, first: bool) -> _End:
    """Make a task unless it cannot be; see to its coming again."""
    name = task.maybe_id
    if name is not None:
        Storage.Lookup.remove(s, name)
    try:
        call, lookup = bounded.peek(s, task.call)
    except DispatchError:
        s.emit(events.CallUnavailable(at, name))
        bounded.drop(s, task.call)
        meter.try_consume(_cost(task, bounded.lookup_length(task.call)))
        return _End.DROPPED
    meter.try_consume(_cost(task, lookup))
    outcome = _dispatch(s, meter, task, call)
    if outcome is None:
        if not first:
            return _End.POSTPONED
        bounded.drop(s, task.call)
        s.emit(events.PermanentlyOverweight(at, name))
        return _End.DROPPED

    retry = Storage.Retries.take(s, at)
    s.emit(events.Dispatched(at, name, s.runtime.result(outcome)))
    if retry is not None and isinstance(outcome, DispatchError):
        _try_again(s, meter, now, at, task, retry)
    if task.maybe_periodic is None:
        bounded.drop(s, task.call)
    else:
        _come_again(s, now, at, task, retry)
    return _End.MADE


def _cost(task: Scheduled, lookup: int | None) -> Weight:
    return costs.task(lookup, named=task.maybe_id is not None, periodic=task.maybe_periodic is not None)


def _dispatch(s: State, meter: WeightMeter, task: Scheduled, call: RuntimeCall) -> PostInfo | DispatchError | None:
    """Make a task's call from its origin; None when the weight is not enough for it.

    What only a block's author may do is refused here like anything else: it must not stop the chain.
    """
    base = costs.DISPATCH_SIGNED if isinstance(task.origin, RawSigned) else costs.DISPATCH_UNSIGNED
    most = dispatch_info(s, call).weight
    if not meter.can_consume(base.plus(most)):
        return None
    try:
        outcome = _make(s, task, call)
    except DispatchError as refusal:
        outcome = refusal
    except BlockRefused:
        outcome = Other()
    meter.try_consume(base)
    meter.try_consume(used_of(call, most, outcome))
    return outcome


def _make(s: State, task: Scheduled, call: RuntimeCall) -> PostInfo | DispatchError:
    with s.transaction():
        outcome = try_dispatch(s, origin_of(s, task.origin), call)
        if Timestamp.DidUpdate.exists(s):
            raise BlockRefused("the time of a block is its author's to set")
    return outcome


def _try_again(
    s: State, meter: WeightMeter, now: BlockNumber, at: TaskAddress, task: Scheduled, retry: RetryConfig
) -> None:
    """Place a copy of a refused task, without its name and its coming again.

    As on the real chain the copy does not ask for the preimage: it finds it only where somebody else does.
    """
    if not meter.try_consume(costs.SCHEDULE_RETRY):
        s.emit(events.RetryFailed(at, task.maybe_id))
        return
    if not retry.remaining:
        return
    wake = BlockNumber(min(now + retry.period, U32_MAX))
    copy = replace(task, maybe_id=None, maybe_periodic=None)
    try:
        new = place(s, wake, copy)
    except DispatchError:
        bounded.drop(s, task.call)
        s.emit(events.RetryFailed(at, None))
        return
    Storage.Retries.put(s, new, replace(retry, remaining=retry.remaining - 1))


def _come_again(s: State, now: BlockNumber, at: TaskAddress, task: Scheduled, retry: RetryConfig | None) -> None:
    """Place a task's next coming."""
    period, count = task.maybe_periodic or (0, 0)
    wake = BlockNumber(min(now + period, U32_MAX))
    following = replace(task, maybe_periodic=(period, count - 1) if count > 1 else None)
    try:
        new = place(s, wake, following)
    except DispatchError:
        bounded.drop(s, task.call)
        s.emit(events.PeriodicFailed(at, task.maybe_id))
        return
    if retry is not None:
        Storage.Retries.put(s, new, retry)
