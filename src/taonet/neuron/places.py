"""Places for work: a bounded number at once, a bounded queue before them, and who has more stake comes first.

A caller has a share of all places and of the queue; beyond it, 429. When the queue is full, 503, for the one with the least
stake: a newcomer with more takes the place in the queue of the last one there. Both say when to come again.
"""

import asyncio
import math
from bisect import insort
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, final

from taonet.neuron.answering import Refused

QUEUE_SECONDS: Final = 10.0
LONGEST_RETRY: Final = 60
_WEIGHT: Final = 0.1
"""Of the newest answer in the mean of seconds."""


@dataclass(frozen=True)
class ServerLimits:
    """How much a miner takes on: tasks in work and in the queue, each caller's share of both, and time."""

    waiting: int = 32
    per_caller: int = 4
    answer_seconds: float = 60.0
    queue: int = 64
    queue_seconds: float = QUEUE_SECONDS


DEFAULT_LIMITS: Final = ServerLimits()


@final
@dataclass(order=True)
class _Waiting:
    """Someone in the queue; the smaller, the sooner."""

    rank: tuple[int, int]
    turn: asyncio.Future[None] = field(compare=False)


@final
class Places:
    """The places of a miner, by the hotkeys that hold or await one."""

    def __init__(self, limits: ServerLimits, stake_of: Callable[[str], int], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._stake_of = stake_of
        self._clock = clock
        self._queue: list[_Waiting] = []
        self._came = 0
        self._mean_seconds = 0.0
        self._shares: Counter[str] = Counter()
        self.working = 0

    @property
    def queued(self) -> int:
        """Return how many wait for a place."""
        return len(self._queue)

    def check(self, caller: str) -> None:
        """Refuse at once who would be refused in any case, by a claimed hotkey: its stake is no better than claimed."""
        if self.working >= self._limits.waiting and not self._gets_into_queue(caller):
            raise self._busy()

    @asynccontextmanager
    async def held(self, caller: str) -> AsyncGenerator[None]:
        """Hold a place while the block runs, after waiting for it if need be; raise `Refused` if there is none."""
        if self._shares[caller] >= self._limits.per_caller:
            raise Refused(
                429, "share", "this hotkey has its share of tasks in work here; wait for an answer", self._retry()
            )
        self._shares[caller] += 1
        try:
            await self._turn_of(caller)
            began = self._clock()
            try:
                yield
            finally:
                self._mean_seconds += _WEIGHT * (self._clock() - began - self._mean_seconds)
                self._release()
        finally:
            self._shares[caller] -= 1
            if not self._shares[caller]:
                del self._shares[caller]

    async def _turn_of(self, caller: str) -> None:
        if self.working < self._limits.waiting:
            self.working += 1
            return
        if not self._gets_into_queue(caller):
            raise self._busy()
        if len(self._queue) >= self._limits.queue:
            last = self._queue.pop().turn
            if not last.done():
                last.set_exception(self._busy())
        self._came += 1
        mine = _Waiting((-self._stake_of(caller), self._came), asyncio.get_running_loop().create_future())
        insort(self._queue, mine)
        try:
            async with asyncio.timeout(self._limits.queue_seconds):
                await mine.turn
        except TimeoutError:
            self._leave(mine)
            raise self._busy() from None
        except asyncio.CancelledError:
            self._leave(mine)
            raise

    def _leave(self, mine: _Waiting) -> None:
        """Leave the queue; a turn that came in the same moment goes to the next."""
        if mine in self._queue:
            self._queue.remove(mine)
        elif not mine.turn.cancelled() and mine.turn.exception() is None:
            self._release()

    def _release(self) -> None:
        while self._queue:
            following = self._queue.pop(0)
            if not following.turn.done():
                following.turn.set_result(None)
                return
        self.working -= 1

    def _gets_into_queue(self, caller: str) -> bool:
        if len(self._queue) < self._limits.queue:
            return True
        return bool(self._queue) and -self._stake_of(caller) < self._queue[-1].rank[0]

    def _busy(self) -> Refused:
        return Refused(503, "busy", "busy; try again later", self._retry())

    def _retry(self) -> int:
        """Return in how many seconds there should be room."""
        ahead = self._mean_seconds * (len(self._queue) + 1) / self._limits.waiting
        return max(1, min(LONGEST_RETRY, math.ceil(ahead)))
