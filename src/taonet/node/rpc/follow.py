"""One follower of the chain's head: the blocks it has pinned, its operations, and the events it gets.

Best and finalised are the same block, so a new block is announced, becomes the best and is finalised in one go. When
blocks are taken back the follower is stopped, as nothing it was told holds any more; it follows anew.
Source: paritytech/json-rpc-interface-spec, chainHead_v1_follow.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import final

from taonet.frame.api import BadApiInput, UnknownApi
from taonet.node.chain.block import Block
from taonet.node.chain.machine import Best
from taonet.node.chain.view import NoStateRoots, StateGone, UnknownBlock
from taonet.node.node import Node
from taonet.node.rpc.context import Connection
from taonet.node.rpc.errors import execution_failed
from taonet.node.rpc.hexadecimal import to_hex
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.well_known import CODE
from taonet.runtime.rules import UnknownRules

LOG = logging.getLogger("taonet.rpc")
EVENT = "chainHead_v1_followEvent"

MOST_OPERATIONS = 16
"""Operations of one follower at a time, each item of a storage request counted."""
MOST_PINNED = 512
MOST_RECENT = 16
"""Finalised blocks that a new follower is told of."""


@final
class Operation:
    """What a follower asked for and has not got yet."""

    def __init__(self, places: int) -> None:
        self.name = secrets.token_urlsafe(8)
        self.places = places
        self.task: asyncio.Task[None] | None = None
        self.over = False
        self._go_on: asyncio.Event | None = None

    async def wait_to_continue(self) -> None:
        """Wait until the follower asks for more."""
        self._go_on = asyncio.Event()
        await self._go_on.wait()
        self._go_on = None

    def go_on(self) -> bool:
        """Go on, and tell whether it waited."""
        if self._go_on is None or self._go_on.is_set():
            return False
        self._go_on.set()
        return True


@final
class Follow:
    """A follower; `start` sends the first event, `end` forgets it."""

    def __init__(self, node: Node, connection: Connection, *, with_runtime: bool) -> None:
        self.name = ""
        self.with_runtime = with_runtime
        self.pinned: dict[Hash, int] = {}
        """Numbers by hash, the oldest first."""
        self.operations: dict[str, Operation] = {}
        self._node = node
        self._connection = connection
        self._head = node.machine.best
        self._over = False
        self._stop_listening: Callable[[], None] = lambda: None

    def send(self, event: str, **fields: object) -> None:
        """Send an event, unless it is over."""
        if not self._over:
            self._connection.notify(EVENT, self.name, {"event": event, **fields})

    def start(self) -> None:
        """Tell where the chain is, and go on telling."""
        if self._over:
            return
        self._head = best = self._node.machine.best
        store, last = self._node.view.store, best.header.number
        for number in range(max(last + 1 - MOST_RECENT, store.oldest_state() or 0), last):
            block_hash = store.block_hash(number)
            if block_hash is not None:
                self.pinned[Hash(block_hash)] = number
        self.pinned[best.hash] = last
        hashes = [to_hex(block_hash) for block_hash in self.pinned]
        runtime = {"finalizedBlockRuntime": self._runtime()} if self.with_runtime else {}
        self.send("initialized", finalizedBlockHashes=hashes, **runtime)
        self._stop_listening = self._node.listen(self._follow, self.stop)

    def _runtime(self, block_hash: Hash | None = None) -> dict[str, object]:
        try:
            spec = self._node.view.shown(block_hash).runtime.spec
        except UnknownRules as error:
            return {"type": "invalid", "error": str(error)}
        described = {
            "specName": spec.spec_name,
            "implName": spec.impl_name,
            "specVersion": spec.spec_version,
            "implVersion": spec.impl_version,
            "transactionVersion": spec.transaction_version,
            "apis": {to_hex(identifier): version for identifier, version in spec.apis},
        }
        return {"type": "valid", "spec": described}

    def _follow(self, block: Block) -> None:
        header = block.header
        if header.number <= self._head.header.number:
            return  # it was the best block already when we began
        oldest = next(iter(self.pinned.values()), header.number)
        kept = self._node.view.store.oldest_state() or 0
        if header.parent_hash != self._head.hash or len(self.pinned) >= MOST_PINNED or oldest < kept:
            self.stop()
            return
        self._head = Best(header, block.hash)
        self.pinned[block.hash] = header.number
        name = to_hex(block.hash)
        changed = self._runtime(block.hash) if CODE in block.changes else None
        runtime = {"newRuntime": changed} if self.with_runtime else {}
        self.send("newBlock", blockHash=name, parentBlockHash=to_hex(header.parent_hash), **runtime)
        self.send("bestBlockChanged", bestBlockHash=name)
        self.send("finalized", finalizedBlockHashes=[name], prunedBlockHashes=[])

    def stop(self) -> None:
        """Tell the follower that it has to follow anew, and forget it."""
        self.send("stop")
        self._connection.unsubscribe(EVENT, self.name)

    def end(self) -> None:
        """Stop listening and working for it."""
        self._over = True
        self._stop_listening()
        for operation in tuple(self.operations.values()):
            self.cancel(operation)

    def free_places(self) -> int:
        """Return how many more operations may begin."""
        return MOST_OPERATIONS - sum(operation.places for operation in self.operations.values())

    def operate(self, operation: Operation, work: Callable[[], Awaitable[None]]) -> None:
        """Work on an operation until it is done, failed or cancelled; failures become its last event."""
        if not operation.over:
            operation.task = asyncio.get_running_loop().create_task(self._work(operation, work))

    async def _work(self, operation: Operation, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except (UnknownBlock, StateGone):
            self.send("operationInaccessible", operationId=operation.name)
        except (UnknownApi, BadApiInput, NoStateRoots, UnknownRules) as error:
            self.send("operationError", operationId=operation.name, error=execution_failed(error))
        except Exception as error:
            LOG.exception("an operation failed")
            text = f"{type(error).__name__}; the node's log says why"
            self.send("operationError", operationId=operation.name, error=text)
        finally:
            self.operations.pop(operation.name, None)

    def cancel(self, operation: Operation) -> None:
        """Forget an operation."""
        operation.over = True
        self.operations.pop(operation.name, None)
        if operation.task is not None:
            operation.task.cancel()
