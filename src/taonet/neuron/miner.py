"""Run a miner: its web server, its list of callers, its endpoint on the chain.

    async with serve_miner(chain, protocol, answer, host="0.0.0.0", port=8091) as miner:
        await stop.wait()

Leaving the block stops the server after the answers in work are given.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import uvicorn

from taonet.neuron.access import Access, keep_fresh, permitted_callers
from taonet.neuron.chain import Chain, disconnect, publish_endpoint, read_metagraph
from taonet.neuron.protocol import AnswerT, Protocol, TaskT
from taonet.neuron.server import DEFAULT_LIMITS, ServerLimits, Work, make_app

STOP_SECONDS: Final = 5
_CONNECTIONS: Final = 256
_START_SECONDS: Final = 10.0


@dataclass(frozen=True)
class MinerSettings:
    """How a miner presents itself and whom it serves.

    `publish_ip` is the address written to the chain; None publishes nothing.
    """

    host: str = "127.0.0.1"
    port: int = 8091
    publish_ip: str | None = None
    publish_port: int | None = None
    need_permit: bool = True
    min_stake_rao: int = 0
    refresh_seconds: float = 60.0
    limits: ServerLimits = DEFAULT_LIMITS


@dataclass(frozen=True)
class RunningMiner:
    """A miner that takes tasks at `host:port`."""

    host: str
    port: int
    access: Access


@contextlib.asynccontextmanager
async def serve_miner(
    chain: Chain,
    protocol: Protocol[TaskT, AnswerT],
    answer: Callable[[Work[TaskT]], Awaitable[AnswerT]],
    settings: MinerSettings,
) -> AsyncGenerator[RunningMiner]:
    """Serve tasks while the block runs; raise `OSError` if the port is taken."""
    listener = _listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    access = Access()

    async def read_callers() -> frozenset[str]:
        metagraph = await read_metagraph(chain)
        return permitted_callers(
            metagraph.neurons,
            need_permit=settings.need_permit,
            min_stake_rao=settings.min_stake_rao,
        )

    app = make_app(
        protocol,
        answer,
        signer=chain.signer,
        access=access,
        limits=settings.limits,
        log=chain.log,
    )
    with contextlib.closing(listener):
        async with _web_server(app, listener), asyncio.TaskGroup() as group:
            chain.log("listening", host=settings.host, port=port, protocol=protocol.name)
            access.allowed = await read_callers()
            chain.log("callers", count=len(access.allowed))
            if settings.publish_ip is not None:
                await publish_endpoint(chain, settings.publish_ip, settings.publish_port or port)
            refresher = group.create_task(
                keep_fresh(
                    access,
                    read_callers,
                    every_seconds=settings.refresh_seconds,
                    sleep=chain.sleep,
                    log=chain.log,
                )
            )
            try:
                yield RunningMiner(settings.host, port, access)
            finally:
                refresher.cancel()
                await disconnect(chain)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"cannot listen on {host}:{port}: {error.strerror}") from error
    listener.setblocking(False)  # noqa: FBT003  its only form
    return listener


@contextlib.asynccontextmanager
async def _web_server(app: object, listener: socket.socket) -> AsyncGenerator[None]:
    """Run uvicorn on a bound socket; on leaving, let answers finish, then stop."""
    config = uvicorn.Config(
        app,  # pyright: ignore[reportArgumentType]  # an ASGI application
        http="h11",  # bounds the size of a request's head, which httptools does not
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
    )
    server = uvicorn.Server(config)
    # Signals belong to the program, not to one of its servers.
    server.capture_signals = contextlib.nullcontext  # pyright: ignore[reportAttributeAccessIssue]
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve(sockets=[listener]))
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn tells no other way
                    await asyncio.sleep(0.01)
            yield
        finally:
            server.should_exit = True
