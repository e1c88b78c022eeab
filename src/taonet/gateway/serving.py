"""Run a gateway: its miners read from the chain again and again, its web server.

    async with serve_gateway(chain, GatewaySettings(port=8080)) as gateway:
        await stop.wait()

Leaving the block stops the server after the answers in work are given.
"""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from typing import Any, Final

import anyio
from prometheus_client import CollectorRegistry

from taonet.gateway.app import make_app
from taonet.gateway.asking import NO_PERMIT, Front
from taonet.gateway.keys import read_keys
from taonet.gateway.pictures import one_image, picture_check
from taonet.gateway.ranking import Pool, ranked_miners, renew
from taonet.gateway.settings import GatewaySettings
from taonet.gateway.state import Gateway, TextFront, gateway_metrics
from taonet.gateway.text import TextSide, text_side, tokens_out
from taonet.http import listen, running
from taonet.markets.image.protocol import IMAGE_PROTOCOL
from taonet.markets.text.protocol import TEXT_PROTOCOL
from taonet.neuron.chain import Chain, NotThere, disconnect, own_neuron, read_metagraph
from taonet.neuron.client import new_http_client
from taonet.neuron.metrics import registry_of
from taonet.neuron.settings import checked
from taonet.neuron.status import SERVER, status_routes
from taonet.neuron.worker import Worker, one_thread

STOP_SECONDS: Final = 5
MOST_CHECKS: Final = 16_384
"""Tokens, and steps of pictures, that may wait for their check."""
STALE_READINGS: Final = 3
STALE_SECONDS: Final = 60.0
"""A gateway is not well when its ranking is older than so many readings should be, and this on top."""
_SERVER: Final[dict[str, Any]] = {**SERVER, "timeout_graceful_shutdown": STOP_SECONDS}
_LOOPBACK: Final = ("127.", "localhost", "::1")


@dataclass(frozen=True)
class RunningGateway:
    """A gateway that answers at `http://host:port`."""

    host: str
    port: int
    gateway: Gateway


@asynccontextmanager
async def serve_gateway(
    chain: Chain, settings: GatewaySettings, *, text: TextSide | None = None
) -> AsyncGenerator[RunningGateway]:
    """Load what the checks need, read the miners, and serve while the block runs; raise `OSError` if the port is taken.

    `text` stands for what `settings.check` would load. Raises `ValueError` for settings beyond their bounds.
    """
    settings = checked(settings)
    registry = registry_of(chain)
    keys = None if settings.api_key_file is None else read_keys(settings.api_key_file)
    gateway = Gateway(settings, chain.log, gateway_metrics(registry), keys=keys)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(new_http_client(settings.waiting + 1))
        listener = stack.enter_context(closing(listen(settings.host, settings.port)))
        worker = stack.enter_context(_checking(registry)) if settings.check in ("seeded", "logprob") else None
        shared = settings, http
        attempts = gateway.counts.attempts
        if settings.market == "text":
            side = text or await text_side(settings.check, worker)
            front = Front(chain, TEXT_PROTOCOL, *shared, side.check, tokens_out, _pool(settings), attempts)
            gateway.text = TextFront(front, side)
        if settings.market == "image" or settings.image_netuid is not None:
            theirs = (
                chain if settings.image_netuid is None else replace(chain, netuid=settings.image_netuid, client=None)
            )
            check = picture_check(worker)
            gateway.image = Front(theirs, IMAGE_PROTOCOL, *shared, check, one_image, _pool(settings), attempts)
        for one in gateway.fronts().values():
            stack.push_async_callback(disconnect, one.chain)
            await _read(one)
        gateway.read_at = time.monotonic()
        routes = status_routes(registry, lambda: _health(gateway))
        await stack.enter_async_context(running(make_app(gateway, routes), listener, **_SERVER))
        group = await stack.enter_async_context(anyio.create_task_group())
        group.start_soon(_keep_reading, gateway)
        stack.callback(group.cancel_scope.cancel)
        port = listener.getsockname()[1]
        chain.log(
            "listening",
            host=settings.host,
            port=port,
            url=f"http://{settings.host}:{port}/",
            hotkey=chain.signer.ss58_address,
        )
        if keys is None and not settings.host.startswith(_LOOPBACK):
            chain.log("open", reason=f"whoever reaches {settings.host} may ask: --api-key-file lets in who has a key")
        yield RunningGateway(settings.host, port, gateway)


def _checking(registry: CollectorRegistry) -> AbstractContextManager[Worker]:
    return one_thread("check", most_waiting=MOST_CHECKS, unit="tokens and steps", metrics=registry)


def _pool(settings: GatewaySettings) -> Pool:
    return Pool(settings.best, settings.per_miner, settings.rest_seconds)


async def _read(front: Front[Any, Any]) -> None:
    """Read the miners of a subnet and how the chain ranks them."""
    chain = front.chain
    metagraph = await read_metagraph(chain)
    own = chain.signer.ss58_address
    before = [one.miner.hotkey for one in front.pool.miners]
    renew(front.pool, ranked_miners(metagraph, own, allow_local=bool(front.settings.allow_local)), metagraph.block)
    if before != [one.miner.hotkey for one in front.pool.miners]:
        chain.log(
            "miners", netuid=chain.netuid, block=metagraph.block, uids=[one.miner.uid for one in front.pool.miners]
        )
    row = own_neuron(metagraph, own)
    if not before and (row is None or not row.validator_permit):
        chain.log("no permit", hotkey=own, netuid=chain.netuid, reason=NO_PERMIT)


async def _keep_reading(gateway: Gateway) -> None:
    """Read all miners again and again; a subnet that is gone keeps the miners that it had."""
    chain = next(iter(gateway.fronts().values())).chain
    while True:
        await chain.sleep(gateway.settings.refresh_seconds)
        try:
            for front in gateway.fronts().values():
                await _read(front)
        except NotThere as error:
            chain.log("not read", reason=str(error))
        else:
            gateway.read_at = time.monotonic()


def _health(gateway: Gateway) -> tuple[bool, Mapping[str, object]]:
    """Tell whether there are miners, and the ranking is not old."""
    age = round(time.monotonic() - gateway.read_at, 1)
    fresh = age < STALE_READINGS * gateway.settings.refresh_seconds + STALE_SECONDS
    fronts = gateway.fronts()
    facts = {
        "ranking_age_seconds": age,
        "in_work": gateway.in_work,
        "subnets": {
            name: {
                "netuid": front.chain.netuid,
                "block": front.pool.block,
                "miners": len(front.pool.miners),
                "chain_connected": front.chain.client is not None,
            }
            for name, front in fronts.items()
        },
    }
    return fresh and all(front.pool.miners for front in fronts.values()), facts
