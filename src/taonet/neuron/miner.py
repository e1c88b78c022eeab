"""Run a miner: its web server, its list of callers, its endpoint on the chain.

    async with serve_miner(chain, market, MinerSettings(port=8091)) as miner:
        await stop.wait()

Leaving the block stops the server after the answers in work are given.
"""

import asyncio
import contextlib
import ipaddress
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from prometheus_client import CollectorRegistry

from taonet.http import listen, running
from taonet.neuron.access import Access, Callers, Lists, keep_fresh, permitted_callers, read_lists, take_over
from taonet.neuron.chain import Chain, disconnect, publish_endpoint, read_metagraph
from taonet.neuron.market import Answer, AnswerT, Context, Market, NeuronFailure, Protocol, Streaming, TaskT
from taonet.neuron.metrics import miner_metrics, registry_of
from taonet.neuron.openapi import docs_routes
from taonet.neuron.places import DEFAULT_LIMITS, ServerLimits
from taonet.neuron.server import make_app
from taonet.neuron.settings import checked
from taonet.neuron.status import SERVER, status_routes

# The chain refuses 127.0.0.1 as an endpoint and takes the rest of the loopback network.
DEFAULT_HOST: Final = "127.0.0.2"
RAO_PER_TAO: Final = 10**9
STOP_SECONDS: Final = 5
STALE_READINGS: Final = 3
STALE_SECONDS: Final = 60.0
"""A miner is not well when its list of callers is older than so many readings should be, and this on top."""
_SERVER: Final[dict[str, Any]] = {**SERVER, "timeout_graceful_shutdown": STOP_SECONDS}
_UNPUBLISHABLE: Final = ("0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104  compared, not bound


class MinerSettings(Struct, frozen=True, kw_only=True):
    """How a miner presents itself, whom it serves, and how much work it takes on."""

    host: Annotated[str, Meta(description="Address to listen on.")] = DEFAULT_HOST
    port: Annotated[int, Meta(ge=0, le=65_535, description="Port; 0 picks one.")] = 8091
    publish: Annotated[bool, Meta(description="Write the endpoint to the chain.")] = True
    external_ip: Annotated[str | None, Meta(description="Address written to the chain (default: --host).")] = None
    external_port: Annotated[int, Meta(ge=1, le=65_535, description="Port on the chain (default: --port).")] | None = (
        None
    )
    need_permit: Annotated[bool, Meta(description="Serve only hotkeys that hold a validator permit.")] = True
    min_stake: Annotated[float, Meta(ge=0, description="Least stake of a caller, in TAO.")] = 0
    allow: Annotated[str, Meta(description="Hotkeys to serve whatever the chain says, with commas between.")] = ""
    allow_file: Annotated[
        Path | None, Meta(description="File with such hotkeys, one a line; read again as it changes.")
    ] = None
    deny: Annotated[str, Meta(description="Hotkeys never to serve, with commas between.")] = ""
    deny_file: Annotated[
        Path | None, Meta(description="File with such hotkeys, one a line; read again as it changes.")
    ] = None
    refresh_seconds: Annotated[
        float, Meta(ge=0.1, description="Seconds between readings of the metagraph and of those files.")
    ] = 60.0
    waiting: Annotated[int, Meta(ge=1, description="Tasks in work at once.")] = DEFAULT_LIMITS.waiting
    queue: Annotated[
        int, Meta(ge=0, description="Tasks that may wait for their turn; those of callers with more stake come first.")
    ] = DEFAULT_LIMITS.queue
    per_caller: Annotated[int, Meta(ge=1, description="Tasks in work and waiting for one caller.")] = (
        DEFAULT_LIMITS.per_caller
    )
    answer_seconds: Annotated[float, Meta(ge=0.1, description="Longest time for an answer.")] = (
        DEFAULT_LIMITS.answer_seconds
    )

    def __post_init__(self) -> None:
        if not self.publish and (self.external_ip is not None or self.external_port is not None):
            raise ValueError(
                "--no-publish writes no endpoint to the chain: leave --external-ip and --external-port out"
            )
        if self.publish and (self.published_ip in _UNPUBLISHABLE or self._address is None):
            raise ValueError(
                f"{self.address_flag} {self.published_ip}: the chain takes no such address; "
                "say where validators reach you with --external-ip, a number such as 203.0.113.7"
            )

    @property
    def published_ip(self) -> str:
        """Return the address that is written to the chain."""
        return self.external_ip or self.host

    @property
    def address_flag(self) -> str:
        """Return the option that the address comes from."""
        return "--external-ip" if self.external_ip else "--host"

    @property
    def _address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        try:
            return ipaddress.ip_address(self.published_ip)
        except ValueError:
            return None

    def reached_from(self, *, this_machine: bool, internet: bool) -> bool:
        """Tell whether validators there can reach what is published: on this machine, anywhere in the internet, or nearby."""
        address = self._address
        if not self.publish or address is None or this_machine:
            return True
        return address.is_global if internet else not address.is_loopback


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

    `options` are the market's own, its defaults if None. Raises `ValueError` for settings beyond their bounds.
    """
    settings = checked(settings)
    own = checked(market.miner.options() if options is None else options)
    registry = registry_of(chain)
    context = Context(own, chain.signer.ss58_address, chain.log, registry)
    async with (
        market.miner.start(context) as answer,
        _serve(chain, market.protocol, answer, settings, registry) as running,
    ):
        yield running


@contextlib.asynccontextmanager
async def _serve(
    chain: Chain,
    protocol: Protocol[TaskT, AnswerT],
    answer: Answer[TaskT, AnswerT] | Streaming[TaskT],
    settings: MinerSettings,
    registry: CollectorRegistry,
) -> AsyncGenerator[RunningMiner]:
    if not callable(answer) and not isinstance(answer, Streaming):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise NeuronFailure(
            f"the market's miner side yields a {type(answer).__name__}, not a function that answers, nor a Streaming"
        )
    lists = _lists(settings)
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    access = Access()

    async def read_callers() -> Callers:
        nonlocal lists
        try:
            lists = _lists(settings)
        except NeuronFailure as error:  # the last ones stay in force
            chain.log("lists not read", reason=str(error))
        neurons = (await read_metagraph(chain)).neurons
        least = round(settings.min_stake * RAO_PER_TAO)
        return permitted_callers(neurons, need_permit=settings.need_permit, min_stake_rao=least, lists=lists)

    def health() -> tuple[bool, Mapping[str, object]]:
        """Tell whether the list of callers is there and not old: it is read from the chain."""
        age = None if access.read_at is None else round(time.monotonic() - access.read_at, 1)
        well = age is not None and age < STALE_READINGS * settings.refresh_seconds + STALE_SECONDS
        facts = {
            "hotkey": chain.signer.ss58_address,
            "protocol": protocol.name,
            "callers": len(access.callers),
            "denied": len(access.denied),
            "callers_age_seconds": age,
            "chain_connected": chain.client is not None,
        }
        return well, facts

    app = make_app(
        protocol,
        answer,
        signer=chain.signer,
        access=access,
        limits=ServerLimits(settings.waiting, settings.per_caller, settings.answer_seconds, settings.queue),
        log=chain.log,
        metrics=miner_metrics(registry),
        routes=[*status_routes(registry, health), *docs_routes(protocol, chain.signer.ss58_address)],
    )
    with contextlib.closing(listener):
        async with running(app, listener, **_SERVER), asyncio.TaskGroup() as group:
            chain.log(
                "listening", host=settings.host, port=port, protocol=protocol.name, hotkey=chain.signer.ss58_address
            )
            take_over(access, await read_callers(), chain.log)
            if settings.publish:
                await publish_endpoint(chain, settings.published_ip, settings.external_port or port)
            seconds = settings.refresh_seconds
            refresher = group.create_task(
                keep_fresh(access, read_callers, every_seconds=seconds, sleep=chain.sleep, log=chain.log)
            )
            try:
                yield RunningMiner(settings.host, port, access)
            finally:
                refresher.cancel()
                await disconnect(chain)


def _lists(settings: MinerSettings) -> Lists:
    """Return the lists of callers by name; raise `NeuronFailure` with what is wrong in them."""
    try:
        return read_lists(settings.allow, settings.allow_file, settings.deny, settings.deny_file)
    except (OSError, ValueError) as error:
        raise NeuronFailure(str(error)) from error
