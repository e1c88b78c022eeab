"""Run a miner: its web server, its list of callers, its endpoint on the chain.

    async with serve_miner(chain, protocol, answer, host="0.0.0.0", port=8091) as miner:
        await stop.wait()

Leaving the block stops the server after the answers in work are given.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from taonet.http import listen, running
from taonet.subnet.access import Access, keep_fresh, permitted_callers
from taonet.subnet.chain import Chain, disconnect, publish_endpoint, read_metagraph
from taonet.subnet.protocol import AnswerT, Protocol, TaskT
from taonet.subnet.server import DEFAULT_LIMITS, ServerLimits, Work, make_app

STOP_SECONDS: Final = 5
_SERVER: Final[dict[str, Any]] = {
    "http": "h11",  # bounds the size of a request's head, which httptools does not
    "log_level": "critical",
    "limit_concurrency": 256,
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": STOP_SECONDS,
}


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
    listener = listen(settings.host, settings.port)
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
        async with running(app, listener, **_SERVER), asyncio.TaskGroup() as group:
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
