"""HTTP servers: a socket to listen on, uvicorn on it, and bodies of bounded size. Nodes and neurons share it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final, cast, final

import anyio
import h11
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

BACKLOG = 1_024
HEAD_SECONDS: Final = 5.0
"""How long the head of a request may take, also the first of a connection."""
MOST_OF_ONE_ADDRESS: Final = 64
"""Connections, so that one address cannot take all places."""


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
class LimitedH11(H11Protocol):
    """uvicorn's pure HTTP/1.1 protocol, which bounds a head's size, with bounds on its time and on connections too.

    What is left of a body after its answer counts as the next head.
    """

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, or cut it off if its address has too many."""
        super().connection_made(cast("asyncio.Transport", transport))
        if sum(_address(other) == _address(self) for other in self.connections) > MOST_OF_ONE_ADDRESS:
            self.transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Read on; a head that has begun must end in time."""
        super().data_received(data)
        if self._waits_for_head():
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._head is not None:
            self._head.cancel()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self._cut_off)

    def _cut_off(self) -> None:
        self._head = None
        if self._waits_for_head():
            self.transport.close()

    def _waits_for_head(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        unanswered = cycle is not None and not cycle.response_complete
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY) and not unanswered


def _address(connection: Any) -> str | None:
    """Return the other side's address of one of uvicorn's connections."""
    client = cast("tuple[str, int] | None", connection.client)
    return None if client is None else client[0]


H11_LIMITED: Final[dict[str, Any]] = {"http": LimitedH11, "ws": "none"}
"""uvicorn's options for servers that strangers reach."""
