"""HTTP servers: a socket to listen on, uvicorn on it, and bodies of bounded size. Nodes and neurons share it."""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp

BACKLOG = 1_024


class CannotListen(OSError):
    """The server cannot have the address that it was given."""

    def __init__(self, host: str, port: int, reason: str, advice: str) -> None:
        super().__init__(f"cannot listen on {host} port {port}: {reason}. {advice}")


class PortTaken(CannotListen):
    """Another program listens there already."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any free one. Raises `CannotListen`, mostly `PortTaken`."""
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
    """Return the body, or None as soon as it is longer than `most` bytes or says that it will be."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > most:
        return None
    size = 0
    parts: list[bytes] = []
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)
