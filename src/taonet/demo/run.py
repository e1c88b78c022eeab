"""The demo, top to bottom: a node, a subnet, neurons, and what is seen of them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from taonet.demo.casts.cast import Cast
from taonet.demo.figures import Picture, take_picture
from taonet.demo.lines import Line, Say
from taonet.demo.logs import Follower
from taonet.demo.plan import VALIDATORS, Seat, seats
from taonet.demo.processes import ChildDied, Children, flags
from taonet.demo.story import Story
from taonet.demo.subnet import make_wallets, set_up
from taonet.neuron.blocking import blocking_client
from taonet.neuron.identity import Identity
from taonet.neuron.miner import MinerSettings
from taonet.neuron.steps import Client
from taonet.node.client import ask, listening_port

NODE: Final = "node"
SETUP_BLOCK_TIME: Final = 0.5
"""Wall seconds of a slot while transactions are set up: a shielded one lives eight blocks."""
_FAST: Final = ("--block-time", str(SETUP_BLOCK_TIME), "--shield-grace", "8")
"""Options of a node whose slots are too short for clients to meet the one block in which their key opens."""
START_LIMIT: Final = 60.0


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How long to run, how fast, and at which port; port 0 takes a free one."""

    epochs: int | None
    block_time: float
    port: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """A running network, and how it stood before the neurons began."""

    cast: Cast[Any, Any]
    client: Client
    endpoint: str
    wallets: Path
    seats: dict[str, Seat]
    """By hotkey, in the order in which they are shown."""
    children: Children
    start: Picture

    @property
    def netuid(self) -> int:
        """Return the subnet's number."""
        return self.start.netuid


@dataclass(frozen=True, slots=True)
class Moment:
    """The subnet now, what happened since the last moment, and how many epochs have paid both validators."""

    picture: Picture
    story: Story
    lines: tuple[Line, ...]
    paid_epochs: int


@contextmanager
def running_network(cast: Cast[Any, Any], options: DemoOptions, say: Say) -> Generator[Network]:
    """Start everything, and end everything afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="taonet-demo-") as name:
        folder = Path(name)
        children = Children(folder)
        try:
            port = _start_node(children, options.port)
            endpoint = f"ws://127.0.0.1:{port}"
            say(Line("node", f"runs a chain in memory, at {endpoint}"))
            with blocking_client(endpoint) as client:
                wallets = make_wallets(str(folder / "wallets"), (seat.name for seat in seats(cast)))
                netuid = set_up(client, seats(cast), wallets, say)
                seated = {wallets[seat.name].hotkey.ss58_address: seat for seat in seats(cast)}
                start = take_picture(client, netuid, seated)
                _start_neurons(cast, children, folder, netuid, endpoint)
                ask(port, "dev_setBlockTime", options.block_time)
                say(
                    Line(
                        "neurons",
                        f"{len(seated) - 1} processes start; from here a block takes {options.block_time:g} s instead of 12 s",
                    )
                )
                yield Network(cast, client, endpoint, folder / "wallets", seated, children, start)
        finally:
            children.stop()


def watch(network: Network, epochs: int | None) -> Iterator[Moment]:
    """Yield the subnet every second, until enough epochs have paid both validators.

    Weights count from the epoch after they were set, and a slow machine takes a while to set them.
    """
    story = Story(network.cast, {row.uid: row.name for row in network.start.rows})
    logs = {seat.name: Follower(network.children.log_of(seat.name)) for seat in network.seats.values()}
    tuple(story.see(network.start))
    before: int | None = None
    while True:
        network.children.check()
        picture = take_picture(network.client, network.netuid, network.seats)
        if before is None and picture.pays_validators:
            before = picture.epochs - 1
        heard = [line for name, log in logs.items() for entry in log.new() for line in story.hear(name, entry)]
        paid = 0 if before is None else picture.epochs - before
        yield Moment(picture, story, (*heard, *story.see(picture)), paid)
        if epochs is not None and paid >= epochs:
            return
        time.sleep(1.0)


def wait(network: Network) -> NoReturn:
    """Keep the network running until a signal comes or a process ends."""
    while True:
        network.children.check()
        time.sleep(0.5)


def _start_node(children: Children, port: int) -> int:
    words = ("--tmp", "--json", "--port", str(port), *_FAST)
    children.start(NODE, "up", *words)
    deadline = time.monotonic() + START_LIMIT
    while (bound := listening_port(children.log_of(NODE))) is None:
        children.check()
        if time.monotonic() > deadline:
            raise ChildDied(f"the node did not start within {START_LIMIT:.0f} s")
        time.sleep(0.05)
    return bound


def _start_neurons(cast: Cast[Any, Any], children: Children, folder: Path, netuid: int, endpoint: str) -> None:
    shared = folder / "answers"
    shared.mkdir()
    serving = MinerSettings(port=0, refresh_seconds=2, need_permit=False)
    words = {seat.name: ["validator", "run", cast.market, *flags(cast.asking)] for seat in VALIDATORS}
    for part in cast.miners:
        words[part.name] = ["miner", "run", cast.players, *flags(part.options(shared)), *flags(serving)]
    for name, own in words.items():
        identity = Identity(
            wallet_name=name, wallet_path=folder / "wallets", netuid=netuid, network=endpoint, json=True
        )
        children.start(name, *own, *flags(identity))
