"""One WebSocket: a reader that answers, and a writer that sends in order.

Answers that need no waiting are given by the reader itself; others are worked on side by side, so many at most.
"""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any, final

import anyio
import anyio.abc
from starlette.websockets import WebSocket, WebSocketDisconnect

from taonet.node.node import Node
from taonet.node.rpc.answer import Reply, begin
from taonet.node.rpc.context import Connection, Context
from taonet.node.signatures import Later

MOST_UNDER_WAY = 64
"""Requests of one connection that may be worked on at the same time."""
GOODBYE_SECONDS = 2.0
TRY_AGAIN_LATER = 1013


@final
class Session:
    """One WebSocket connection; `run` serves it until either side ends it."""

    def __init__(self, socket: WebSocket, node: Node, *, local: bool) -> None:
        self._socket = socket
        self._node = node
        self._local = local
        self._connection = Connection()
        self._places = anyio.Semaphore(MOST_UNDER_WAY)

    async def run(self) -> None:
        """Serve until either side ends it, then end its subscriptions."""
        connection = self._connection
        try:
            async with anyio.create_task_group() as tasks:
                connection.when_too_slow = tasks.cancel_scope.cancel
                tasks.start_soon(self._write, tasks.cancel_scope)
                await self._read(tasks)
                tasks.cancel_scope.cancel()
        finally:
            connection.close()
        if connection.too_slow:
            with anyio.move_on_after(GOODBYE_SECONDS):
                await self._socket.close(TRY_AGAIN_LATER, "too many messages wait to be read")

    async def _read(self, tasks: anyio.abc.TaskGroup) -> None:
        connection = self._connection
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text: str | None = message.get("text")
            frame: str | bytes = text if text is not None else message.get("bytes") or b""
            ctx = Context(self._node, connection, local=self._local)
            reply = begin(ctx, frame)
            if reply is None or isinstance(reply, bytes):
                self._send(ctx, reply)
            elif isinstance(reply, Later):
                reply.then(partial(self._send, ctx))
            else:
                await self._places.acquire()
                tasks.start_soon(self._finish, ctx, reply)
            await connection.room()

    async def _finish(self, ctx: Context, reply: Coroutine[Any, Any, Reply]) -> None:
        try:
            self._send(ctx, await reply)
        finally:
            self._places.release()

    def _send(self, ctx: Context, reply: Reply) -> None:
        if reply is not None:
            self._connection.send(reply)
        ctx.answered()

    async def _write(self, scope: anyio.CancelScope) -> None:
        try:
            while True:
                texts = await self._connection.next_messages()
                await self._socket.send({"type": "websocket.send", "texts": texts})
        except (WebSocketDisconnect, RuntimeError):  # it was closed, on either side, while we wrote
            scope.cancel()
