"""The solo engine: one node decides alone, in one of three ways.

*interval*: a block every so many wall seconds. *instant*: a block whenever a transaction is ready. *manual*: only when
asked. Blocks are built on a worker thread, so that answers do not wait for them; the pool and the feeds belong to the
event loop's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from itertools import islice
from typing import final

import anyio
import anyio.to_thread

from taonet.node.engines.clock import SLOT_MILLISECONDS, SlotClock
from taonet.node.engines.port import Moment, StateMachine
from taonet.node.machine import Candidate, Machine
from taonet.node.pool import Pool
from taonet.runtime.pallets.system.limits import LENGTHS
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp

MOST_CANDIDATES = 10_000
"""Transactions offered to one block; about what its weight can hold."""


FIRST_SHIELD_KEY = 2
"""The first block that offers a key to encrypt to."""


class Sealing(Enum):
    """What makes a block."""

    INTERVAL = "interval"
    INSTANT = "instant"
    MANUAL = "manual"


Imported = Callable[[Candidate, float], None]
"""Told of each committed block and of the wall seconds it took, on the event loop's thread."""


@final
class Solo:
    """Drives the machine from block to block; run `run` in a task group."""

    def __init__(
        self,
        machine: Machine,
        pool: Pool,
        imported: Imported,
        *,
        sealing: Sealing,
        block_time: float,
        clock: SlotClock,
    ) -> None:
        self.machine = machine
        self._port: StateMachine = machine
        self.pool = pool
        self.sealing = sealing
        self.block_time = block_time
        self.clock = clock
        self._imported = imported
        self._turn = anyio.Lock()
        self._wake = anyio.Event()

    def transaction_arrived(self) -> None:
        """Wake an engine that seals instantly."""
        if self.sealing is Sealing.INSTANT:
            self._wake.set()

    async def run(self) -> None:
        """Make blocks until cancelled."""
        if self.sealing is Sealing.MANUAL:
            await anyio.sleep_forever()
        elif self.sealing is Sealing.INSTANT:
            await self._run_instant()
        else:
            await self._run_interval()

    async def _run_instant(self) -> None:
        # Users learn a shield key from block 2 on; until then a shielded transaction could not be made.
        await self.new_block(max(FIRST_SHIELD_KEY - self.machine.best.header.number, 0))
        while True:
            if self.pool.ready_count == 0:
                await self._wake.wait()
            self._wake = anyio.Event()
            before = self.pool.ready_count
            await self.new_block()
            if self.pool.ready_count == before:
                # What is left cannot enter now; the next arrival tries again.
                await self._wake.wait()

    async def _run_interval(self) -> None:
        due = anyio.current_time()
        while True:
            await self.new_block()
            due = max(due + self.block_time, anyio.current_time() - self.block_time)
            await anyio.sleep(max(due - anyio.current_time(), 0))

    async def new_block(self, count: int = 1) -> list[bytes]:
        """Make `count` blocks now and return their hashes."""
        hashes: list[bytes] = []
        for _ in range(count):
            async with self._turn:
                candidates = [waiting.raw for waiting in islice(self.pool.ready(), MOST_CANDIDATES)]
                with anyio.CancelScope(shield=True):
                    began = anyio.current_time()
                    block = await anyio.to_thread.run_sync(self._seal, candidates)
                    self._imported(block, anyio.current_time() - began)
                    hashes.append(block.hash)
        return hashes

    def _seal(self, candidates: list[bytes]) -> Candidate:
        last = Timestamp.Now.get(self.machine.state())
        moment = Moment(self._port.info().height + 1, self.clock.next_time(last))
        # No proposal comes from anybody else, so that there is none to process.
        prepared = self._port.prepare_proposal(moment, candidates, LENGTHS.max.normal)
        self._port.finalize_block(moment, prepared.txs)
        block = self.machine.candidate()
        self._port.commit()
        return block

    async def set_storage(self, changes: Mapping[bytes, bytes | None]) -> bytes:
        """Make a block that begins with these writes, None removes, and return its hash."""
        async with self._turn:
            self.machine.set_storage(changes)
        return (await self.new_block())[0]

    async def set_time(self, milliseconds: int) -> None:
        """Give the next block this time instead of the next slot's; refused unless it lies ahead."""
        last = Timestamp.Now.get(self.machine.state())
        if milliseconds <= last:
            raise ValueError(f"time goes on: the last block is at {last}, {milliseconds} is not later")
        slot = milliseconds // SLOT_MILLISECONDS * SLOT_MILLISECONDS
        self.clock.forced = max(slot, last + SLOT_MILLISECONDS)

    async def set_head(self, number: int) -> None:
        """Forget all blocks above `number`."""
        async with self._turn:
            await anyio.to_thread.run_sync(self.machine.rewind, number)

    async def set_block_time(self, seconds: float) -> None:
        """Change how long a slot takes in wall time."""
        if seconds <= 0:
            raise ValueError(f"a slot takes more than {seconds} seconds")
        self.block_time = seconds
