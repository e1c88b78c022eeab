"""Events of the scheduler. A `task` is named by the place at which it was made or tried."""

from taonet.frame.error import dispatch_result
from taonet.frame.event import Event, event
from taonet.runtime.pallets.scheduler.types import optional_name, task_address
from taonet.runtime.types import block_number
from taonet.scale import u8, u32


@event(index=0)
class Scheduled(Event, frozen=True):
    """A task waits at this place."""

    when: block_number
    index: u32


@event(index=1)
class Canceled(Event, frozen=True):
    """A task was given up."""

    when: block_number
    index: u32


@event(index=2)
class Dispatched(Event, frozen=True):
    """A task was made, with this result."""

    task: task_address
    id: optional_name
    result: dispatch_result


@event(index=3)
class RetrySet(Event, frozen=True):
    """A task is made again when it is refused: after so many blocks, so often."""

    task: task_address
    id: optional_name
    period: block_number
    retries: u8


@event(index=4)
class RetryCancelled(Event, frozen=True):
    """A task is not made again when it is refused."""

    task: task_address
    id: optional_name


@event(index=5)
class CallUnavailable(Event, frozen=True):
    """A task's preimage was not there when it was due. The task is not made."""

    task: task_address
    id: optional_name


@event(index=6)
class PeriodicFailed(Event, frozen=True):
    """A task was made but does not come again: its next block has no place left."""

    task: task_address
    id: optional_name


@event(index=7)
class RetryFailed(Event, frozen=True):
    """A refused task is not made again: the block has no place left, or this one no weight to see to it."""

    task: task_address
    id: optional_name


@event(index=8)
class PermanentlyOverweight(Event, frozen=True):
    """A task fits no block, even alone. It is not made."""

    task: task_address
    id: optional_name


@event(index=9)
class AgendaIncomplete(Event, frozen=True):
    """From this block on there are tasks left for which the weight was not enough; they come next."""

    when: block_number
