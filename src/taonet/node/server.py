"""The server: JSON-RPC over HTTP and WebSocket, health and metrics, on one port.

Everything from outside is bounded before it is parsed: the size of a frame, of a body, connections, requests under way.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import final
from urllib.parse import urlsplit

import anyio
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from taonet.node.metrics import metrics_of
from taonet.node.node import Node
from taonet.node.rpc.answer import answer
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import OVERSIZED_REQUEST
from taonet.node.session import Session

MOST_BYTES = 15 * 1024 * 1024
"""Of one request, as Substrate's default."""
MOST_CONNECTIONS = 1_000
BACKLOG = 1_024
PING_SECONDS = 30.0
PONG_SECONDS = 60.0
FLUSH_SECONDS = 5.0
"""How long a closed connection may take to read what is left for it."""
SHUTDOWN_SECONDS = 3


class CannotListen(Exception):
    """The server cannot have the address that it was given."""

    def __init__(self, host: str, port: int, reason: str, advice: str) -> None:
        super().__init__(f"cannot listen on {host} port {port}: {reason}. {advice}")


class PortTaken(CannotListen):
    """Another program listens there already."""


@final
@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    host: str
    port: int

    @property
    def websocket(self) -> str:
        """Return the address for WebSocket clients."""
        return f"ws://{self._place}"

    @property
    def http(self) -> str:
        """Return the address for HTTP clients."""
        return f"http://{self._place}"

    @property
    def _place(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@asynccontextmanager
async def serve(
    node: Node, host: str = "127.0.0.1", port: int = 9944, *, routes: Sequence[BaseRoute] = ()
) -> AsyncGenerator[Server]:
    """Serve a node while the body runs; port 0 takes any free one. Raises `CannotListen`, mostly `PortTaken`."""
    listener = _listen(host, port)
    config = uvicorn.Config(
        make_app(node, routes),
        http="httptools",
        ws=_WebSocketProtocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        limit_concurrency=2 * MOST_CONNECTIONS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with listener:
        await server.startup(sockets=[listener])
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.main_loop)
            try:
                yield Server(host, listener.getsockname()[1])
            finally:
                server.should_exit = True
                with anyio.CancelScope(shield=True):
                    await server.shutdown(sockets=[listener])
                tasks.cancel_scope.cancel()


@final
class _WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, which would wait for ever for a closed connection's reader."""

    async def run_asgi(self) -> None:
        """Run the application, and cut the connection off if it does not go by itself."""
        await super().run_asgi()
        if not self.disconnected:
            self.loop.call_later(FLUSH_SECONDS, self.transport.abort)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(host, port, error.strerror or str(error), "Choose another --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)  # noqa: FBT003  the only parameter
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            advice = f"Stop the other program, or choose another port: --port {port + 1}"
            raise PortTaken(host, port, "the port is taken", advice) from error
        reason = error.strerror or str(error)
        raise CannotListen(host, port, reason, "Choose another --host or --port.") from error
    return listener


def make_app(node: Node, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application: the node's own routes, then the others given."""
    registry = metrics_of(node)

    async def post(request: Request) -> Response:
        body = await _bounded_body(request)
        if body is None:
            error = {
                "code": OVERSIZED_REQUEST,
                "message": "Request is too big",
                "data": f"Exceeded max limit of {MOST_BYTES}",
            }
            return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, status_code=413)
        reply = await answer(Context(node, local=_is_trusted(request)), body)
        return Response(reply or b"", media_type="application/json")

    async def websocket(socket: WebSocket) -> None:
        if node.calls.sessions >= MOST_CONNECTIONS:
            text = f"the node serves {MOST_CONNECTIONS} connections already"
            await socket.send_denial_response(Response(text, status_code=503))
            return
        node.calls.sessions += 1
        try:
            await socket.accept()
            await Session(socket, node, local=_is_trusted(socket)).run()
        finally:
            node.calls.sessions -= 1

    async def health(_: Request) -> Response:
        said = {
            "isSyncing": False,
            "peers": 0,
            "shouldHavePeers": False,
            "block": node.view.best_number,
            "lag": round(time.monotonic() - node.last_block_at, 3),
        }
        return JSONResponse(said)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(
        routes=[
            Route("/", post, methods=["POST"]),
            WebSocketRoute("/", websocket),
            Route("/health", health),
            Route("/metrics", metrics),
            *routes,
        ],
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
        ],
    )


async def _bounded_body(request: Request) -> bytes | None:
    """Return the body, or None as soon as it is too long."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > MOST_BYTES:
        return None
    size = 0
    parts: list[bytes] = []
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _is_trusted(connection: HTTPConnection) -> bool:
    """Tell whether a request comes from this machine and not from a web page of somebody else's in its browser."""
    if connection.client is None or not _is_loopback(connection.client.host):
        return False
    origin = connection.headers.get("origin")
    try:
        return origin is None or _is_loopback(urlsplit(origin).hostname or "")
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
