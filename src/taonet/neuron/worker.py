"""One thread for work that costs: bounded in the unit that costs, and given up when nobody waits for it any more.

A miner whose answer takes a thread of its own starts it once and hands it pieces of work:

    with one_thread("model", most_waiting=1_000, unit="tokens", metrics=context.metrics) as worker:
        answer = await worker.run(work, cost=tokens)

`work` is called on the thread with a function that tells whether it is still wanted; long work asks it now and then,
and raises `Abandoned` when it is not. When the caller hangs up or its time is over, `run` is cancelled: work that has
not begun never begins, and work under way stops at its next question.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar, final

from prometheus_client import CollectorRegistry, Counter, Gauge

from taonet.neuron.market import CannotAnswer

ResultT = TypeVar("ResultT")
Wanted = Callable[[], bool]
"""Tells whether somebody still waits for the result."""


class Abandoned(Exception):
    """Nobody waits for this work any more."""


def always() -> bool:
    """Tell that the result is wanted."""
    return True


@final
class Worker:
    """A thread that does one piece of work at a time, in order, and a bounded queue before it."""

    def __init__(self, executor: Executor, *, most_waiting: int, unit: str, metrics: CollectorRegistry) -> None:
        self._executor = executor
        self._most = most_waiting
        self._unit = unit
        self.waiting = 0
        """The cost of all work that is queued or under way."""
        Gauge("taonet_worker_queue", f"Queued and running work, in {unit}.", registry=metrics).set_function(
            lambda: self.waiting
        )
        self._seconds = Counter("taonet_worker_seconds", "Seconds that the thread worked.", registry=metrics)
        self._pieces = Counter("taonet_worker_pieces", "Pieces of work by how they ended.", ["end"], registry=metrics)

    async def run(self, work: Callable[[Wanted], ResultT], *, cost: int) -> ResultT:
        """Do a piece of work on the thread; raise `CannotAnswer` if too much is ahead of it."""
        if self.waiting and self.waiting + cost > self._most:
            self._pieces.labels("refused").inc()
            raise CannotAnswer(
                f"busy: {self.waiting} {self._unit} are ahead, this needs {cost}, and {self._most} may wait"
            )
        self.waiting += cost
        gone = threading.Event()
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._executor, self._timed, work, gone)
        except (asyncio.CancelledError, Abandoned):
            self._pieces.labels("abandoned").inc()
            raise
        except BaseException:
            self._pieces.labels("failed").inc()
            raise
        finally:
            gone.set()
            self.waiting -= cost
        self._pieces.labels("done").inc()
        return made

    def _timed(self, work: Callable[[Wanted], ResultT], gone: threading.Event) -> ResultT:
        """Do the work on this thread and count its seconds, whatever becomes of it."""
        began = time.perf_counter()
        try:
            return work(lambda: not gone.is_set())
        finally:
            self._seconds.inc(time.perf_counter() - began)


@contextmanager
def one_thread(name: str, *, most_waiting: int, unit: str, metrics: CollectorRegistry) -> Generator[Worker]:
    """Start a thread for costly work; at the end, wait for what is under way."""
    with ThreadPoolExecutor(1, thread_name_prefix=name) as executor:
        yield Worker(executor, most_waiting=most_waiting, unit=unit, metrics=metrics)
