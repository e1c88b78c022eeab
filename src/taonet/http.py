"""HTTP servers: a socket to listen on, uvicorn on it, and bodies of bounded size. Nodes and neurons share it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final, cast, final

import anyio
import uvicorn
from httptools import HttpRequestParser
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

BACKLOG = 1_024
HEAD_SECONDS: Final = 5.0
"""How long the head of a request may take, also the first of a connection."""
MOST_OF_ONE_ADDRESS: Final = 64
"""Connections, so that one address cannot take all places."""
MOST_OF_HEAD: Final = 64 * 1024
"""Bytes of target, headers and trailers of a request, and of what comes without being either or a body."""
MOST_PIPELINED: Final = 8
"""Requests that may wait on one connection for the answer before theirs."""


class CannotListen(OSError):
    """The server cannot have the address that it was given."""

    def __init__(self, host: str, port: int, reason: str, advice: str) -> None:
        super().__init__(f"cannot listen on {host} port {port}: {reason}. {advice}")


class PortTaken(CannotListen):
    """Another program listens there already."""


def listen(host: str, port: int, *, flags: tuple[str, str] = ("--host", "--port")) -> socket.socket:
    """Return a socket that listens; port 0 takes any free one. Raises `CannotListen`, mostly `PortTaken`.

    `flags` are the options by which a user chooses host and port; errors name them.
    """
    host_flag, port_flag = flags
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(host, port, error.strerror or str(error), f"Choose another {host_flag}.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)  # noqa: FBT003  the only parameter
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            advice = (
                f"Stop the other program, or choose another port: {port_flag} {port + 1 if port < 65_535 else port - 1}"
            )
            raise PortTaken(host, port, "the port is taken", advice) from error
        reason = error.strerror or str(error)
        raise CannotListen(host, port, reason, f"Choose another {host_flag} or {port_flag}.") from error
    return listener


@asynccontextmanager
async def running(app: ASGIApp, listener: socket.socket, **options: Any) -> AsyncGenerator[None]:
    """Run uvicorn on a bound socket; on leaving, let answers finish for `timeout_graceful_shutdown` seconds.

    `options` are uvicorn's. Signals belong to the program, not to one of its servers: this is `Server.serve` without its
    signal handlers.
    """
    config = uvicorn.Config(
        app, lifespan="off", log_config=None, access_log=False, server_header=False, backlog=BACKLOG, **options
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.main_loop)
        try:
            yield
        finally:
            server.should_exit = True
            with anyio.CancelScope(shield=True):
                await server.shutdown(sockets=[listener])
            tasks.cancel_scope.cancel()


async def bounded_body(request: Request, most: int) -> bytes | None:
    """Return the body, or None as soon as it is longer than `most` bytes or says that it will be, or its sender is gone."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > most:
        return None
    size = 0
    parts: list[bytes] = []
    try:
        async for part in request.stream():
            size += len(part)
            if size > most:
                return None
            parts.append(part)
    except ClientDisconnect:
        return None
    return b"".join(parts)


@final
class LimitedHttp(HttpToolsProtocol):
    """uvicorn's fast HTTP/1.1 protocol with bounds on heads, trailers, pipelines, time and connections.

    What is left of a body after its answer counts as the next head.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, or cut it off if its address has too many."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._owes_since: float | None = self.loop.time()
        self._head_bytes = 0
        self._silent_bytes = 0
        self._unsent: int | None = None
        self._watch = self.loop.call_later(HEAD_SECONDS, self._look)
        if sum(_address(other) == _address(self) for other in self.connections) > MOST_OF_ONE_ADDRESS:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; refuse what is neither the end of a head nor a part of a body for too long."""
        self._silent_bytes += len(data)
        super().data_received(data)
        if self._silent_bytes > MOST_OF_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= MOST_PIPELINED:
            raise ValueError("too many requests before the first answer")
        self._head_bytes = 0
        self._owes_since = self.loop.time()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or one behind the body."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Let the application begin."""
        self._owes_since = None
        self._silent_bytes = 0
        super().on_headers_complete()
        if cast("HttpRequestParser", self.parser).should_upgrade():  # to what nobody here speaks
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._silent_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Take the end of a request; nothing is owed then."""
        self._silent_bytes = 0
        self._owes_since = None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Await the rest of the request if it has not been read."""
        if self.cycle.more_body:
            self._owes_since = self.loop.time()
        super().on_response_complete()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MOST_OF_HEAD:
            raise ValueError("the head is too long")

    def _look(self) -> None:
        """Close a connection whose other side owes something for too long; cut off one that does not read its end."""
        now, wait = self.loop.time(), HEAD_SECONDS
        if self.transport.is_closing():
            unsent = self.transport.get_write_buffer_size()
            if unsent == self._unsent:
                self.transport.abort()
            self._unsent = unsent
        elif self._owes_since is not None and now - self._owes_since >= HEAD_SECONDS:
            self.transport.close()
        elif self._owes_since is not None:
            wait -= now - self._owes_since
        self._watch = self.loop.call_later(wait, self._look)


def _address(connection: Any) -> str | None:
    """Return the other side's address of one of uvicorn's connections."""
    client = cast("tuple[str, int] | None", connection.client)
    return None if client is None else client[0]


LIMITED: Final[dict[str, Any]] = {"http": LimitedHttp, "ws": "none"}
"""uvicorn's options for servers that strangers reach."""
