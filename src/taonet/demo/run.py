"""The demo, top to bottom: a node, a subnet for each market, neurons, and what is seen of them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from taonet.demo.casts.cast import Cast
from taonet.demo.gateway import MARKET, Front, gateway_address, start_gateway
from taonet.demo.lines import Line, Say
from taonet.demo.node import connected, start_node
from taonet.demo.opening import opened
from taonet.demo.pace import FASTEST, ROUNDS_AN_EPOCH, slot_for
from taonet.demo.plan import VALIDATORS
from taonet.demo.processes import ChildDied, Children
from taonet.demo.stage import Stage, start_neurons
from taonet.demo.watching import Moment, Watcher
from taonet.neuron.steps import Client
from taonet.node.client import ask

NODE: Final = "node"
SETUP_BLOCK_TIME: Final = 0.5
"""Wall seconds of a slot while transactions are set up: a shielded one lives eight blocks."""
_FAST: Final = ("--block-time", str(SETUP_BLOCK_TIME), "--shield-grace", "8")
"""Options of a node whose slots are too short for clients to meet the one block in which their key opens."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How long to run, how fast, at which port (0 takes a free one), and whether a gateway stands before the text market.

    Without a block time, blocks take as long as the rounds of the slowest market need.
    """

    epochs: int | None
    block_time: float | None
    port: int = 0
    gateway: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """A running node with its markets."""

    client: Client
    endpoint: str
    port: int
    children: Children
    stages: tuple[Stage, ...]

    @property
    def markets(self) -> tuple[str, ...]:
        """Return the names of the markets, in the order in which they are shown."""
        return tuple(stage.cast.name for stage in self.stages)

    @property
    def gateway(self) -> str | None:
        """Return where the gateway answers; None before it does, and where there is none."""
        return gateway_address(self.children)

    @property
    def page(self) -> str:
        """Return the address of the node's page."""
        return self.endpoint.replace("ws://", "http://", 1)


@contextmanager
def running_network(casts: Sequence[Cast[Any, Any]], options: DemoOptions, say: Say) -> Generator[Network]:
    """Start everything, and end everything afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="taonet-demo-") as name:
        folder = Path(name)
        children = Children(folder)
        try:
            port = start_node(children, NODE, "--tmp", "--port", str(options.port), *_FAST)
            endpoint = f"ws://127.0.0.1:{port}"
            say(Line("node", f"runs a chain in memory, at {endpoint}"))
            with connected(endpoint) as client:
                stages = _open(casts, client, children, endpoint, say)
                for stage in stages:
                    if options.gateway and stage.cast.name == MARKET:
                        start_gateway(children, stage, endpoint)
                slot = FASTEST if options.block_time is None else options.block_time
                ask(port, "dev_setBlockTime", slot)
                count = sum(len(stage.seats) - 1 for stage in stages)
                pace = f"from here a block takes {slot:g} s instead of 12 s"
                say(Line("neurons", f"{count} processes start; {pace}"))
                yield Network(client, endpoint, port, children, stages)
        finally:
            children.stop()


def watch(network: Network, options: DemoOptions, say: Say) -> Iterator[Moment]:
    """Yield each market every second, until enough epochs have paid its validators, and end when all have.

    Weights count from the epoch after they were set, and a slow machine takes a while to set them. A market whose
    validators have ended is watched no more; when none is left, `ChildDied` is raised.
    """
    watchers = [Watcher(stage, network.client, network.children, options.epochs) for stage in network.stages]
    slot = options.block_time or FASTEST
    front = Front(network.children) if options.gateway else None
    rounds: dict[str, Sequence[float]] = {}
    while watchers:
        network.children.check(NODE)
        for line in () if front is None else front.new():
            say(line)
        for watcher in tuple(watchers):
            moment = watcher.look()
            yield moment
            rounds[moment.stage.cast.name] = moment.story.rounds
            if watcher.done(moment):
                watchers.remove(watcher)
            elif watcher.over:
                watchers.remove(watcher)
                if not watchers:
                    raise ChildDied(watcher.ended[VALIDATORS[0].name])
            if options.block_time is None:
                slot = _paced(network, slot, slot_for(rounds.values(), moment.picture.tempo, slot), say)
        if watchers:
            time.sleep(1.0)


def _paced(network: Network, before: float, slot: float, say: Say) -> float:
    """Let blocks take as long as this from here on."""
    if slot != before:
        ask(network.port, "dev_setBlockTime", slot)
        say(Line("pace", f"a block takes {slot:g} s from here, so that an epoch sees {ROUNDS_AN_EPOCH} rounds"))
    return slot


def wait(network: Network) -> NoReturn:
    """Keep the network running until a signal comes or the node ends."""
    while True:
        network.children.check(NODE)
        time.sleep(0.5)


def _open(
    casts: Sequence[Cast[Any, Any]], client: Client, children: Children, endpoint: str, say: Say
) -> tuple[Stage, ...]:
    """Set up all markets side by side, and start each one's neurons as soon as its subnet stands."""
    ready: list[Stage] = []
    for stage in opened(client, casts, children.folder, say, lambda: children.check(NODE)):
        start_neurons(children, stage, endpoint)
        ready.append(stage)
    order = [cast.name for cast in casts]
    return tuple(sorted(ready, key=lambda stage: order.index(stage.cast.name)))
