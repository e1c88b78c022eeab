"""The solo engine: one node decides alone, in one of three ways.

*interval*: a block every so many wall seconds. *instant*: a block whenever a transaction is ready. *manual*: only when
asked. Blocks are built on a worker thread, so that answers do not wait for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import final

import anyio
import anyio.to_thread

from taonet.crypto.hashing import blake2_256
from taonet.node.consensus.port import EditableChain, Halted, Mempool, Moment, Prepared, StateMachine
from taonet.runtime.pallets.aura.storage import SLOT_DURATION

QUIET_SECONDS = 0.02
"""So long after a block an engine takes itself for idle."""

BULK = 100
"""Blocks that are made in one go when many are asked for: what arrives meanwhile waits that long."""

MOST_CANDIDATES = 10_000
"""Transactions offered to one block; about what its weight can hold."""

FIRST_SHIELD_KEY = 2
"""The first block that offers a key to encrypt to."""


class Sealing(StrEnum):
    """What makes a block."""

    INTERVAL = "interval"
    INSTANT = "instant"
    MANUAL = "manual"


def wall_milliseconds() -> int:
    """Return the machine's time since 1970."""
    return time.time_ns() // 1_000_000


@final
@dataclass(slots=True)
class SlotClock:
    """Gives each block its time in the chain's slots of 12 seconds, whatever the wall clock does.

    A block takes the next slot; or the wall's, when slots take real time and the wall's is later.
    """

    wall: Callable[[], int] = wall_milliseconds
    real_time: bool = False
    forced: int | None = None
    """Time of the next block when a developer travels."""

    def next_time(self, last: int) -> int:
        """Return the time of the block after one at `last` (0: none yet), in milliseconds."""
        if self.forced is not None and self.forced > last:
            chosen, self.forced = self.forced, None
            return chosen
        now = self.wall() // SLOT_DURATION * SLOT_DURATION
        if last == 0:
            return now
        following = (last // SLOT_DURATION + 1) * SLOT_DURATION
        return max(following, now) if self.real_time else following


@final
class Solo:
    """Drives the chain from block to block; an `Engine`."""

    def __init__(
        self, machine: StateMachine, mempool: Mempool, *, sealing: Sealing, block_time: float, clock: SlotClock
    ) -> None:
        self.machine = machine
        self.mempool = mempool
        self.sealing = sealing
        self.block_time = block_time
        self.clock = clock
        self.turn = anyio.Lock()
        """Held while a block is made."""
        self._wake = anyio.Event()
        self._made = anyio.Event()
        self._halted = anyio.Event()

    def transaction_arrived(self) -> None:
        """Wake an engine that seals instantly."""
        if self.sealing is Sealing.INSTANT:
            self._wake.set()

    async def run(self) -> None:
        """Make blocks until cancelled, and work ahead when there is nothing to do; raises `Halted` where the chain ends."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._work_ahead)
            await self._make_blocks()

    async def _work_ahead(self) -> None:
        while True:
            self._made = anyio.Event()
            await anyio.sleep(QUIET_SECONDS)
            if not self._made.is_set() and not await anyio.to_thread.run_sync(self.machine.work_ahead):
                await self._made.wait()

    async def _make_blocks(self) -> None:
        if self.sealing is Sealing.MANUAL:
            await self._halted.wait()
            await self.new_block()  # which says why it cannot
        elif self.sealing is Sealing.INSTANT:
            await self._run_instant()
        else:
            await self._run_interval()

    async def _run_instant(self) -> None:
        # Users learn a shield key from block 2 on; until then a shielded transaction could not be made.
        await self.new_block(max(FIRST_SHIELD_KEY - self.machine.info().height, 0))
        while True:
            if self.mempool.ready_count == 0:
                await self._wake.wait()
            self._wake = anyio.Event()
            before = self.mempool.ready_count
            await self.new_block()
            if self.mempool.ready_count == before:
                # A carrier made for the newest key enters a block later.
                await self.new_block()
            if self.mempool.ready_count == before:
                # What is left cannot enter now; the next arrival tries again.
                await self._wake.wait()

    async def _run_interval(self) -> None:
        due = anyio.current_time()
        while True:
            await self.new_block()
            due = max(due + self.block_time, anyio.current_time() - self.block_time)
            await anyio.sleep(max(due - anyio.current_time(), 0))

    async def new_block(self, count: int = 1) -> list[bytes]:
        """Make `count` blocks now and return their hashes; many are made in bulks that become durable together."""
        hashes: list[bytes] = []
        while len(hashes) < count:
            async with self.turn:
                candidates = self.mempool.candidates(MOST_CANDIDATES)
                bulk = min(count - len(hashes), BULK)
                self._made.set()
                try:
                    with anyio.CancelScope(shield=True):
                        hashes += await anyio.to_thread.run_sync(self._seal, candidates, bulk)
                except Halted:
                    self._halted.set()
                    self._wake.set()
                    raise
        return hashes

    def _seal(self, candidates: list[bytes], count: int) -> list[bytes]:
        hashes: list[bytes] = []
        with self.machine.together() if count > 1 else nullcontext():
            for _ in range(count):
                block_hash, prepared = self._seal_one(candidates)
                hashes.append(block_hash)
                if candidates:
                    entered, refused = set(prepared.txs), {tx_hash for tx_hash, _ in prepared.refused}
                    candidates = [raw for raw in candidates if raw not in entered and blake2_256(raw) not in refused]
        return hashes

    def _seal_one(self, candidates: list[bytes]) -> tuple[bytes, Prepared]:
        """Make a block; return its hash and the proposal that it was."""
        last = self.machine.info()
        moment = Moment(last.height + 1, self.clock.next_time(last.time))
        # No proposal comes from anybody else, so that there is none to process.
        prepared = self.machine.prepare_proposal(moment, candidates)
        finalized = self.machine.finalize_block(moment, prepared.txs)
        self.machine.commit()
        return finalized.app_hash, prepared


@final
class SoloDeveloper:
    """The `Developer` of a chain that one node decides alone."""

    def __init__(self, engine: Solo, chain: EditableChain) -> None:
        self._engine = engine
        self._chain = chain

    async def new_block(self, count: int = 1) -> list[bytes]:
        """Make blocks now and return their hashes."""
        return await self._engine.new_block(count)

    async def set_storage(self, changes: Mapping[bytes, bytes | None]) -> bytes:
        """Make a block that begins with these writes and return its hash."""
        async with self._engine.turn:
            self._chain.set_storage(changes)
        return (await self._engine.new_block())[0]

    async def set_time(self, milliseconds: int) -> None:
        """Give the next block this time instead of the next slot's; refused unless it lies ahead."""
        last = self._engine.machine.info().time
        if milliseconds <= last:
            raise ValueError(f"time goes on: the last block is at {last}, {milliseconds} is not later")
        slot = milliseconds // SLOT_DURATION * SLOT_DURATION
        self._engine.clock.forced = max(slot, last + SLOT_DURATION)

    async def set_head(self, number: int) -> None:
        """Forget all blocks above `number`."""
        async with self._engine.turn:
            await anyio.to_thread.run_sync(self._chain.rewind, number)

    async def set_block_time(self, seconds: float) -> None:
        """Change how many wall seconds a slot takes."""
        if seconds <= 0:
            raise ValueError(f"a slot takes more than {seconds} seconds")
        self._engine.block_time = seconds
