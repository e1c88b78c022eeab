"""What the scheduler does at its edges, exactly as the real chain's: whoever builds on it must know.

A task that could not be made stays in its agenda as a dead entry. It is tried once more whenever that agenda is gone through
again, which happens while another task of the same block waits for weight.
"""

from collections.abc import Callable

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import Exhausted
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import Hash
from taonet.runtime.dispatch import dispatch_info
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import Lookup, bound
from taonet.runtime.pallets.preimage.types import Requested
from taonet.runtime.pallets.scheduler import costs, events
from taonet.runtime.pallets.scheduler.storage import MAXIMUM_WEIGHT, Storage
from taonet.runtime.pallets.scheduler.tasks import cancel, schedule, schedule_named, set_retry
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, RetryConfig
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.utility import calls as utility

Note = Callable[..., RuntimeCall]
RunTo = Callable[[State, int], list[object]]

ROOT = RawRoot()
NAME = b"n" * 32
MOST = MAXIMUM_WEIGHT.ref_time


def heavy(picoseconds: int) -> RuntimeCall:
    return RuntimeCall(utility.with_weight, (RuntimeCall(system.remark, (b"",)), Weight(picoseconds)))


def failing() -> RuntimeCall:
    return RuntimeCall(utility.as_derivative, (0, RuntimeCall(system.remark, (b"",))))


def two_blocks_long(s: State, when: int) -> None:
    """Schedule what keeps a block's agenda from being done in that block."""
    for _ in range(2):
        schedule(s, when, bound(s, heavy(MOST // 10 * 9)), ROOT, priority=200)


def lookup(s: State, call: RuntimeCall) -> Lookup:
    data = s.runtime.call_codec.encode(call)
    return Lookup(store.note(s, data), len(data))


def count_of(s: State, key: Hash) -> int:
    status = store.status_of(s, key)
    return status.count if isinstance(status, Requested) else 0


def test_the_name_of_a_task_that_could_not_be_made_is_free_again(s: State, note: Note, run_to: RunTo) -> None:
    schedule_named(s, NAME, 2, Lookup(Hash(bytes(32)), 9), ROOT, priority=0)
    run_to(s, 2)

    assert schedule_named(s, NAME, 3, bound(s, note(b"key")), ROOT, priority=0) == (3, 0)
    assert run_to(s, 3) == [events.Dispatched((3, 0), NAME, None)]


def test_a_dead_entry_is_tried_again_with_its_agenda_and_may_come_to_life(s: State, note: Note, run_to: RunTo) -> None:
    data = s.runtime.call_codec.encode(note(b"key"))
    two_blocks_long(s, 2)
    late = Lookup(Hash(blake2_256(data)), len(data))
    schedule(s, 2, late, ROOT, priority=0)
    assert run_to(s, 2)[0] == events.CallUnavailable((2, 2), None)
    store.note(s, data)

    assert run_to(s, 3)[0] == events.Dispatched((2, 2), None, None)
    assert s.get(b"key") == b"made"


def test_each_try_of_a_dead_entry_gives_its_preimage_up_once_more(s: State, run_to: RunTo) -> None:
    call = lookup(s, heavy(MOST))
    two_blocks_long(s, 2)
    schedule(s, 2, call, ROOT, priority=0)
    for _ in range(3):
        store.request(s, call.hash)  # of others
    assert count_of(s, call.hash) == 5
    assert run_to(s, 2)[0] == events.PermanentlyOverweight((2, 2), None)
    assert run_to(s, 3)[0] == events.PermanentlyOverweight((2, 2), None)
    run_to(s, 9)

    assert count_of(s, call.hash) == 3


def test_the_heaviest_call_that_fits_leaves_room_for_what_comes_before_it(s: State, run_to: RunTo) -> None:
    checks = dispatch_info(s, heavy(0)).weight.ref_time
    before = costs.AGENDAS.plus(costs.agenda(1)).plus(costs.task(None, named=False, periodic=False))
    room = MOST - before.plus(costs.DISPATCH_UNSIGNED).ref_time - checks
    schedule(s, 2, bound(s, heavy(room)), ROOT, priority=0)
    schedule(s, 4, bound(s, heavy(room + 1)), ROOT, priority=0)

    assert run_to(s, 2) == [events.Dispatched((2, 0), None, None)]
    assert run_to(s, 4) == [events.PermanentlyOverweight((4, 0), None)]


def test_a_task_cannot_give_up_another_of_its_own_block(s: State, note: Note, run_to: RunTo) -> None:
    schedule(s, 2, bound(s, s.runtime.call("Scheduler", "cancel", 2, 1)), ROOT, priority=0)
    schedule(s, 2, bound(s, note(b"key")), ROOT, priority=1)

    assert run_to(s, 2) == [
        events.Canceled(2, 1),
        events.Dispatched((2, 0), None, None),
        events.Dispatched((2, 1), None, None),
    ]
    assert not Storage.Agenda.exists(s, 2)


def test_a_task_may_give_up_and_schedule_others_of_later_blocks(s: State, note: Note, run_to: RunTo) -> None:
    later = s.runtime.call("Scheduler", "schedule_after", 0, None, 0, note(b"key"))
    both = RuntimeCall(utility.batch_all, ([s.runtime.call("Scheduler", "cancel", 3, 0), later],))
    schedule(s, 2, bound(s, both), ROOT, priority=0)
    schedule(s, 3, bound(s, note(b"other")), ROOT, priority=0)

    assert run_to(s, 2)[-1] == events.Dispatched((2, 0), None, None)
    assert run_to(s, 3) == [events.Dispatched((3, 0), None, None)]
    assert (s.get(b"key"), s.get(b"other")) == (b"made", None)


def test_a_retry_after_no_blocks_is_lost_with_the_agenda_it_was_put_into(s: State, run_to: RunTo) -> None:
    set_retry(s, schedule(s, 2, bound(s, failing()), ROOT, priority=0), 3, 0, ROOT)

    assert run_to(s, 2)[-1] == events.Scheduled(2, 1)
    assert run_to(s, 9) == []
    assert Storage.Retries.get(s, (2, 1)) == RetryConfig(3, 2, 0)


def test_a_full_agenda_is_full_until_something_is_given_up_whatever_the_priority(s: State, note: Note) -> None:
    for _ in range(MAX_SCHEDULED_PER_BLOCK):
        schedule(s, 9, bound(s, note(b"key")), ROOT, priority=255)
    outcomes: list[bool] = []
    for _ in range(2):
        try:
            schedule_named(s, NAME, 9, bound(s, note(b"key")), ROOT, priority=0)
            outcomes.append(True)
        except Exhausted:
            outcomes.append(False)
            cancel(s, (9, 0))

    assert outcomes == [False, True]


def test_noting_the_same_call_twice_asks_for_it_once(s: State, note: Note) -> None:
    long = note(b"key" * 99)
    first, second = bound(s, long), bound(s, long)
    assert first == second
    assert isinstance(first, Lookup)
    assert count_of(s, first.hash) == 1
    schedule(s, 3, first, ROOT, priority=0)
    schedule(s, 4, second, ROOT, priority=0)

    assert count_of(s, first.hash) == 3
