"""Calls that are made in later blocks, on a simulated chain. The guide is docs/guides/later-calls.md."""

from __future__ import annotations

from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError, Exhausted
from taonet.frame.state import State
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage import bounded
from taonet.runtime.pallets.scheduler import tasks
from taonet.runtime.pallets.scheduler.types import TaskAddress
from taonet.runtime.types import AddressId
from taonet.sim import Chain

RENT = b"rent".ljust(32)


def pay_rent(c: Chain, times: int) -> None:
    """Have root move 5,000 rao from Alice to Dave in the tenth block from now, and then every 300 blocks."""
    rent = c.runtime.call("Balances", "force_transfer", AddressId(c.alice), AddressId(c.dave), 5_000)
    task = c.runtime.call("Scheduler", "schedule_named_after", RENT, 9, (300, times), 63, rent)
    c.submit(c.alice, "Sudo", "sudo", task)


def make_soon(s: State, call: RuntimeCall) -> TaskAddress | None:
    """Have a call made as root in one of the next ten blocks; None when all their agendas are full."""
    kept = bounded.bound(s, call)
    for wait in range(10):
        try:
            return tasks.schedule(s, tasks.after(s, wait), kept, RawRoot(), priority=100)
        except Exhausted:
            continue
    return None


def give_up(s: State, task: TaskAddress) -> bool:
    """Give a task up; tell whether it still waited."""
    try:
        tasks.cancel(s, task)
    except DispatchError:
        return False
    return True
