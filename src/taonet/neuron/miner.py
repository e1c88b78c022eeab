"""Run a miner: its web server, its list of callers, its endpoint on the chain.

    async with serve_miner(chain, market, MinerSettings(port=8091)) as miner:
        await stop.wait()

Leaving the block stops the server after the answers in work are given.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Final

import uvicorn
from msgspec import Meta, Struct

from taonet.neuron.access import Access, keep_fresh, permitted_callers
from taonet.neuron.chain import Chain, disconnect, publish_endpoint, read_metagraph
from taonet.neuron.market import Answer, AnswerT, Context, Market, Protocol, TaskT
from taonet.neuron.server import DEFAULT_LIMITS, ServerLimits, make_app

# The chain refuses 127.0.0.1 as an endpoint and takes the rest of the loopback network.
DEFAULT_HOST: Final = "127.0.0.2"
RAO_PER_TAO: Final = 10**9
STOP_SECONDS: Final = 5
_CONNECTIONS: Final = 256
_START_SECONDS: Final = 10.0
_UNPUBLISHABLE: Final = ("0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104  compared, not bound


class MinerSettings(Struct, frozen=True, kw_only=True):
    """How a miner presents itself, whom it serves, and how much work it takes on."""

    host: Annotated[str, Meta(description="Address to listen on.")] = DEFAULT_HOST
    port: Annotated[int, Meta(ge=0, le=65_535, description="Port; 0 picks one.")] = 8091
    publish: Annotated[bool, Meta(description="Write the endpoint to the chain.")] = True
    publish_ip: Annotated[str | None, Meta(description="Address written to the chain (default: --host).")] = None
    publish_port: Annotated[int, Meta(ge=1, le=65_535, description="Port on the chain (default: --port).")] | None = (
        None
    )
    need_permit: Annotated[bool, Meta(description="Serve only hotkeys that hold a validator permit.")] = True
    min_stake: Annotated[float, Meta(ge=0, description="Least stake of a caller, in TAO.")] = 0
    refresh_seconds: Annotated[float, Meta(ge=0.1, description="Seconds between readings of the metagraph.")] = 60.0
    waiting: Annotated[int, Meta(ge=1, description="Tasks in work at once.")] = DEFAULT_LIMITS.waiting
    per_caller: Annotated[int, Meta(ge=1, description="Tasks in work at once for one caller.")] = (
        DEFAULT_LIMITS.per_caller
    )
    answer_seconds: Annotated[float, Meta(ge=0.1, description="Longest time for an answer.")] = (
        DEFAULT_LIMITS.answer_seconds
    )

    def __post_init__(self) -> None:
        if self.publish and self.published_ip in _UNPUBLISHABLE:
            raise ValueError(
                f"the chain takes no {self.published_ip}: say where validators reach you with --publish-ip"
            )

    @property
    def published_ip(self) -> str:
        """Return the address that is written to the chain."""
        return self.publish_ip or self.host


@dataclass(frozen=True)
class RunningMiner:
    """A miner that takes tasks at `host:port`."""

    host: str
    port: int
    access: Access


@contextlib.asynccontextmanager
async def serve_miner(
    chain: Chain, market: Market[TaskT, AnswerT], settings: MinerSettings, options: Struct | None = None
) -> AsyncGenerator[RunningMiner]:
    """Start the market's miner and serve tasks while the block runs; raise `OSError` if the port is taken.

    `options` are the market's own, its defaults if None.
    """
    own = market.miner.options() if options is None else options
    context = Context(own, chain.signer.ss58_address, chain.log)
    async with market.miner.start(context) as answer, _serve(chain, market.protocol, answer, settings) as running:
        yield running


@contextlib.asynccontextmanager
async def _serve(
    chain: Chain, protocol: Protocol[TaskT, AnswerT], answer: Answer[TaskT, AnswerT], settings: MinerSettings
) -> AsyncGenerator[RunningMiner]:
    listener = _listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    access = Access()

    async def read_callers() -> frozenset[str]:
        neurons = (await read_metagraph(chain)).neurons
        least = round(settings.min_stake * RAO_PER_TAO)
        return permitted_callers(neurons, need_permit=settings.need_permit, min_stake_rao=least)

    limits = ServerLimits(settings.waiting, settings.per_caller, settings.answer_seconds)
    app = make_app(protocol, answer, signer=chain.signer, access=access, limits=limits, log=chain.log)
    with contextlib.closing(listener):
        async with _web_server(app, listener), asyncio.TaskGroup() as group:
            chain.log(
                "listening", host=settings.host, port=port, protocol=protocol.name, hotkey=chain.signer.ss58_address
            )
            access.allowed = await read_callers()
            chain.log("callers", count=len(access.allowed))
            if settings.publish:
                await publish_endpoint(chain, settings.published_ip, settings.publish_port or port)
            seconds = settings.refresh_seconds
            refresher = group.create_task(
                keep_fresh(access, read_callers, every_seconds=seconds, sleep=chain.sleep, log=chain.log)
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
