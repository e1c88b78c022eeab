"""Figures of a block in which as many tasks are due as may be: how long it takes to open."""

from __future__ import annotations

import time

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import dispatch_info
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage.bounded import bound, lookup_length
from taonet.runtime.pallets.scheduler import costs
from taonet.runtime.pallets.scheduler.events import Dispatched
from taonet.runtime.pallets.scheduler.storage import MAXIMUM_WEIGHT
from taonet.runtime.pallets.scheduler.tasks import schedule
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK
from taonet.runtime.types import AddressId
from taonet.sim import Chain

PREIMAGE = 64 * 1024


def remarks(length: int) -> list[RuntimeCall]:
    """Return as many calls as a block may have tasks, each of another text of this length."""
    return [RUNTIME.call("System", "remark", bytes([n]) * length) for n in range(MAX_SCHEDULED_PER_BLOCK)]


def heaviest(s: State) -> tuple[list[RuntimeCall], int]:
    """Return as many batches of transfers as a block may have tasks, together as heavy as tasks may be; count transfers."""
    room = (MAXIMUM_WEIGHT.ref_time - costs.AGENDAS.plus(costs.agenda(MAX_SCHEDULED_PER_BLOCK)).ref_time) // (
        MAX_SCHEDULED_PER_BLOCK
    )
    count = 1
    while _weight(s, _gifts(0, count + 1)) <= room:
        count += 1
    return [_gifts(number, count) for number in range(MAX_SCHEDULED_PER_BLOCK)], count * MAX_SCHEDULED_PER_BLOCK


def opening_milliseconds(calls: list[RuntimeCall], runs: int = 5) -> float:
    """Return how long it takes to open a block in which these calls are due; the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        c = Chain.localnet(keep_root=False)
        c.blocks(1)
        for call in calls:
            schedule(c.s, c.number + 1, bound(c.s, call), RawRoot(), priority=0)
        began = time.perf_counter()
        c.open()
        best = min(best, (time.perf_counter() - began) * 1_000)
        if sum(event.result is None for event in c.events(Dispatched)) != len(calls):
            raise RuntimeError("a task was not made")
    return best


def _gifts(number: int, count: int) -> RuntimeCall:
    """Return a batch of transfers from Alice to accounts of its own."""
    alice = AddressId(Chain.alice)
    receivers = [AccountId(bytes([number + 1]) + n.to_bytes(31, "little")) for n in range(count)]
    return RUNTIME.call(
        "Utility",
        "batch_all",
        [RUNTIME.call("Balances", "force_transfer", alice, AddressId(one), Tao(500)) for one in receivers],
    )


def _weight(s: State, call: RuntimeCall) -> int:
    length = lookup_length(bound(s, call))
    own = costs.task(length, named=False, periodic=False).plus(costs.DISPATCH_UNSIGNED)
    return own.plus(dispatch_info(s, call).weight).ref_time
