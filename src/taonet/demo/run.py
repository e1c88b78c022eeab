"""The demo, top to bottom: a node, a subnet, neurons, a table, a summary."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from taonet.demo import miners
from taonet.demo.figures import Picture, Scores, take_picture
from taonet.demo.plan import PARTS, VALIDATORS
from taonet.demo.processes import ChildDied, Children, flags
from taonet.demo.subnet import Client, make_wallets, set_up
from taonet.markets import text
from taonet.neuron.blocking import blocking_client
from taonet.neuron.identity import Identity
from taonet.neuron.miner import MinerSettings
from taonet.neuron.settings import ValidatorSettings
from taonet.node.client import ask, listening_port

NODE: Final = "node"
SETUP_BLOCK_TIME: Final = 0.5
"""Wall seconds of a slot while transactions are set up: a shielded one lives eight blocks."""
START_LIMIT: Final = 60.0

Say = Callable[[str], None]
Show = Callable[[Picture], None]


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How long to run and how fast."""

    epochs: int | None
    block_time: float
    round_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Network:
    """A running network."""

    client: Client
    netuid: int
    names: dict[str, str]
    """Part names by hotkey."""
    children: Children
    scores: Scores


@contextmanager
def running_network(options: DemoOptions, say: Say) -> Generator[Network]:
    """Start everything, and end everything afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="taonet-demo-") as name:
        folder = Path(name)
        children = Children(folder)
        try:
            say("starting a node")
            children.start(NODE, "up", "--tmp", "--json", "--port", "0", "--block-time", str(SETUP_BLOCK_TIME))
            port = _port_of_node(children)
            endpoint = f"ws://127.0.0.1:{port}"
            with blocking_client(endpoint) as client:
                wallets = make_wallets(str(folder / "wallets"))
                netuid = set_up(client, wallets, say)
                say("starting two validators and five miners")
                _start_neurons(children, folder, netuid, endpoint, options)
                ask(port, "dev_setBlockTime", options.block_time)
                names = {wallets[part.name].hotkey.ss58_address: part.name for part in PARTS}
                scores = Scores(children.log_of(VALIDATORS[0].name))
                yield Network(client, netuid, names, children, scores)
        finally:
            say("stopping")
            children.stop()


def _start_neurons(children: Children, folder: Path, netuid: int, endpoint: str, options: DemoOptions) -> None:
    shared = folder / "answers"
    shared.mkdir()
    serving = MinerSettings(port=0, refresh_seconds=2, need_permit=False)
    asking = ValidatorSettings(round_seconds=options.round_seconds, memory=0.9, weights_every=100)
    for part in PARTS:
        identity = Identity(
            wallet_name=part.name, wallet_path=folder / "wallets", netuid=netuid, network=endpoint, json=True
        )
        if part.behaviour is not None:
            acting = miners.MinerOptions(behaviour=part.behaviour, share_dir=shared)
            words = ["miner", "run", miners.__name__, *flags(acting), *flags(serving)]
        else:
            words = ["validator", "run", text.__name__, *flags(asking)]
        children.start(part.name, *words, *flags(identity))


def watch(network: Network, options: DemoOptions, show: Show) -> Picture:
    """Show the subnet until enough epochs have paid both validators, or Ctrl-C; return the last picture.

    Weights count from the epoch after they were set, and a slow machine takes a while to set them.
    """
    before: int | None = None
    while True:
        network.children.check()
        picture = take_picture(network.client, network.netuid, network.names, network.scores)
        if before is None and picture.pays_validators:
            before = picture.epochs - 1
        show(picture)
        if options.epochs is not None and before is not None and picture.epochs - before >= options.epochs:
            return picture
        time.sleep(1.0)


def _port_of_node(children: Children) -> int:
    deadline = time.monotonic() + START_LIMIT
    while (port := listening_port(children.log_of(NODE))) is None:
        children.check()
        if time.monotonic() > deadline:
            raise ChildDied(f"the node did not start within {START_LIMIT:.0f} s")
        time.sleep(0.05)
    return port
