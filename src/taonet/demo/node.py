"""The demo's node, a process of its own, and the official client's connection to it."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Final

from taonet.demo.processes import ChildDied, Children, held_signals
from taonet.neuron.blocking import blocking_client
from taonet.neuron.steps import Client
from taonet.node.client import listening_port

START_LIMIT: Final = 60.0


def start_node(children: Children, name: str, *words: str) -> int:
    """Start `taonet up` with these words under a name of its own, and return the port at which it listens."""
    children.start(name, "up", "--json", *words)
    deadline = time.monotonic() + START_LIMIT
    while (bound := listening_port(children.log_of(name))) is None:
        children.check(name)
        if time.monotonic() > deadline:
            raise ChildDied(f"the node did not start within {START_LIMIT:.0f} s")
        time.sleep(0.05)
    return bound


@contextmanager
def connected(endpoint: str) -> Generator[Client]:
    """Connect to a node; a stop signal waits until it is done, as half a client cannot be closed."""
    with ExitStack() as stack:
        with held_signals():
            client = stack.enter_context(blocking_client(endpoint))
        yield client
