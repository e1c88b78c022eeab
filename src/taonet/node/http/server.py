"""The server: JSON-RPC over HTTP and WebSocket, health and metrics, on one port.

Everything from outside is bounded before it is parsed: the size of a frame, of a body, connections, requests under way.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import final
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from taonet.http import bounded_body, listen, running
from taonet.node.http.metrics import metrics_of
from taonet.node.http.session import Session
from taonet.node.http.websocket import WebSocketProtocol
from taonet.node.http.welcome import welcome
from taonet.node.node import Node
from taonet.node.rpc.answer import answer
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import OVERSIZED_REQUEST

MOST_BYTES = 15 * 1024 * 1024
"""Of one request, as Substrate's default."""
MOST_CONNECTIONS = 1_000
PING_SECONDS = 30.0
PONG_SECONDS = 60.0
SHUTDOWN_SECONDS = 3


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
    with (
        listen(host, port) as listener,
        node.machine.feed.on_this_loop(asyncio.get_running_loop().call_soon_threadsafe),
    ):
        options = {
            "http": "httptools",
            "ws": WebSocketProtocol,
            "ws_max_size": MOST_BYTES,
            "ws_per_message_deflate": False,
            "ws_ping_interval": PING_SECONDS,
            "ws_ping_timeout": PONG_SECONDS,
            "limit_concurrency": 2 * MOST_CONNECTIONS,
            "timeout_graceful_shutdown": SHUTDOWN_SECONDS,
        }
        async with running(make_app(node, routes), listener, **options):
            try:
                yield Server(host, listener.getsockname()[1])
            finally:
                node.signatures.close()


def make_app(node: Node, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application: the node's own routes, then the others given."""
    registry = metrics_of(node)

    async def post(request: Request) -> Response:
        body = await bounded_body(request, MOST_BYTES)
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

    async def root(request: Request) -> Response:
        return welcome(node, request)

    async def health(_: Request) -> Response:
        status = {
            "isSyncing": False,
            "peers": 0,
            "shouldHavePeers": False,
            "block": node.view.best_number,
            "lag": round(time.monotonic() - node.last_block_at, 3),
        }
        return JSONResponse(status)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(
        routes=[
            Route("/", post, methods=["POST"]),
            Route("/", root),
            WebSocketRoute("/", websocket),
            Route("/health", health),
            Route("/metrics", metrics),
            *routes,
        ],
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
        ],
    )


def _is_trusted(connection: HTTPConnection) -> bool:
    """Tell whether a request comes from this machine, and not from a web page of another origin in its browser."""
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
