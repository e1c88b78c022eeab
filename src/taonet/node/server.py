"""The server: JSON-RPC over HTTP and WebSocket, health and metrics, on one port.

Everything from outside is bounded before it is parsed: the size of a frame, of a body, connections, requests under way.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import final

import anyio
import anyio.abc
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from taonet.node import metrics
from taonet.node.node import Node
from taonet.node.rpc.answer import answer
from taonet.node.rpc.context import Connection, Context

MOST_BYTES = 15 * 1024 * 1024
MOST_CONNECTIONS = 1_000
MOST_UNDER_WAY = 256
"""Requests of one connection that may be worked on at the same time."""
STALE_SECONDS = 60.0


class PortTaken(Exception):
    """Another program listens there already."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot listen on {host}:{port}: {reason}. Stop the other program, or choose --port")


@final
class Server:
    """A running server."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port

    @property
    def websocket(self) -> str:
        """Return the address for WebSocket clients."""
        return f"ws://{self.host}:{self.port}"


@asynccontextmanager
async def serve(node: Node, host: str = "127.0.0.1", port: int = 9944) -> AsyncIterator[Server]:
    """Serve a node while the body runs; port 0 takes any free one."""
    listener = _listen(host, port)
    config = uvicorn.Config(
        make_app(node),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=MOST_CONNECTIONS,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # the command line handles signals
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_run, server, listener)
        while not server.started:
            await anyio.sleep(0.005)
        try:
            yield Server(host, listener.getsockname()[1])
        finally:
            server.should_exit = True
            server.force_exit = True


async def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    with listener:
        await server._serve(sockets=[listener])  # noqa: SLF001  `serve` would take over the signals


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1_024)
        listener.setblocking(False)  # noqa: FBT003  the only parameter
    except OSError as error:
        listener.close()
        raise PortTaken(host, port, error.strerror or str(error)) from error
    return listener


def make_app(node: Node) -> Starlette:
    """Return the application."""

    async def post(request: Request) -> Response:
        body = await _bounded_body(request)
        if body is None:
            return JSONResponse({"error": f"a request has at most {MOST_BYTES} bytes"}, status_code=413)
        result = await answer(Context(node, local=_is_local(request.client.host if request.client else None)), body)
        return Response(result or b"", media_type="application/json")

    async def websocket(socket: WebSocket) -> None:
        await socket.accept()
        local = _is_local(socket.client.host if socket.client else None)
        with metrics.SESSIONS.track_inprogress():
            await _Session(socket, node, local=local).run()

    async def health(_: Request) -> Response:
        age = time.monotonic() - node.last_block_at
        number = node.machine.best.header.number
        return JSONResponse({"isSyncing": False, "peers": 0, "block": number, "secondsSinceBlock": round(age, 3)})

    async def show_metrics(_: Request) -> Response:
        metrics.HEIGHT.set(node.machine.best.header.number)
        metrics.READY.set(node.pool.ready_count)
        metrics.FUTURE.set(node.pool.future_count)
        return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/", post, methods=["POST"]),
            Route("/health", health),
            Route("/metrics", show_metrics),
            WebSocketRoute("/", websocket),
        ],
        middleware=[Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])],
    )


async def _bounded_body(request: Request) -> bytes | None:
    size = 0
    parts: list[bytes] = []
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _is_local(host: str | None) -> bool:
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@final
class _Session:
    """One WebSocket: a reader that answers, and a writer that sends in order."""

    def __init__(self, socket: WebSocket, node: Node, *, local: bool) -> None:
        self._socket = socket
        self._node = node
        self._local = local
        self._connection = Connection()
        self._places = anyio.Semaphore(MOST_UNDER_WAY)

    async def run(self) -> None:
        """Serve until either side ends it."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._write, tasks.cancel_scope)
                await self._read(tasks)
                tasks.cancel_scope.cancel()
        finally:
            self._connection.close()

    async def _read(self, tasks: anyio.abc.TaskGroup) -> None:
        while True:
            try:
                message = await self._socket.receive()
            except (WebSocketDisconnect, RuntimeError):
                return
            if message["type"] == "websocket.disconnect":
                return
            frame: str | bytes | None = message.get("text") or message.get("bytes")
            if frame is None:
                continue
            await self._places.acquire()
            tasks.start_soon(self._answer, frame)

    async def _answer(self, frame: str | bytes) -> None:
        try:
            ctx = Context(self._node, self._connection, local=self._local)
            result = await answer(ctx, frame)
            if result is not None:
                self._connection.send(result)
            for after in ctx.after:
                after()
        finally:
            self._places.release()

    async def _write(self, scope: anyio.CancelScope) -> None:
        connection = self._connection
        while True:
            await connection.wake.wait()
            connection.wake = anyio.Event()
            try:
                while connection.outbox:
                    await self._socket.send_text(connection.outbox.popleft().decode())
                if connection.too_slow:
                    await self._socket.close(1008, "too many messages wait to be read")
                    scope.cancel()
            except (WebSocketDisconnect, RuntimeError):
                scope.cancel()
                return
