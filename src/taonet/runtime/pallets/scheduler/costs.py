"""What scheduling and making tasks weigh.

Source: polkadot-sdk/substrate/frame/scheduler/src/weights.rs service_agendas_base, service_agenda_base, service_task_base
Source: polkadot-sdk/substrate/frame/scheduler/src/weights.rs service_task_fetched, service_task_named, schedule_retry
Source: polkadot-sdk/substrate/frame/scheduler/src/weights.rs schedule, cancel, schedule_named, cancel_named
Source: polkadot-sdk/substrate/frame/scheduler/src/weights.rs execute_dispatch_signed, execute_dispatch_unsigned, set_retry
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs MarginalWeightInfo
"""

from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK as MOST

_AGENDA_PROOF = 110_487

SCHEDULE = reads_writes(3_815_234 + 538_417 * MOST, 1, 1, _AGENDA_PROOF)
CANCEL = reads_writes(2_524_382 + 777_710 * MOST, 1, 3, _AGENDA_PROOF)
SCHEDULE_NAMED = reads_writes(8_965_037 + 559_963 * MOST, 2, 2, _AGENDA_PROOF)
CANCEL_NAMED = reads_writes(7_403_622 + 778_228 * MOST, 2, 3, _AGENDA_PROOF)
SCHEDULE_RETRY = reads_writes(10_762_174 + 16_285 * MOST, 1, 2, _AGENDA_PROOF)
SET_RETRY = reads_writes(169_783_000, 1, 1, _AGENDA_PROOF)
SET_RETRY_NAMED = reads_writes(186_544_000, 2, 1, _AGENDA_PROOF)
CANCEL_RETRY = reads_writes(169_076_000, 1, 1, _AGENDA_PROOF)
CANCEL_RETRY_NAMED = reads_writes(182_329_000, 2, 1, _AGENDA_PROOF)

AGENDAS = reads_writes(1_335_000, 1, 1, 1_489)
DISPATCH_SIGNED = reads_writes(4_155_000, 2, 0, 3_997)
DISPATCH_UNSIGNED = Weight(1_858_000)

_TASK = 2_991_000
_NAMED = reads_writes(4_292_000 - _TASK, 0, 1)
# The measured time of a task that comes again is less than that of one that does not, so it adds none.
_PERIODIC = Weight(max(2_974_000 - _TASK, 0))


def agenda(tasks: int) -> Weight:
    """Return the weight of going through an agenda with so many tasks."""
    return reads_writes(2_409_000 + 486_046 * tasks, 1, 1, _AGENDA_PROOF)


def task(lookup: int | None, *, named: bool, periodic: bool) -> Weight:
    """Return the weight of seeing to a task, without its call; `lookup` is the length of its preimage, if it has one."""
    total = Weight(_TASK)
    if lookup is not None:
        total = reads_writes(16_792_000 + 23_402 * lookup, 3, 2, 3_556 + lookup)
    if named:
        total = total.plus(_NAMED)
    return total.plus(_PERIODIC) if periodic else total
