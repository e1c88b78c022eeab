"""A fair network on this machine.

A production network has no developer's powers: how long a block takes is an option of its node. So the node is stopped
and started again on the same files where blocks are to take another time. Neurons outlive that.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final, final

from taonet.demo.node import connected, start_node
from taonet.demo.processes import Children
from taonet.neuron.steps import Client

PRESET: Final = "fair"
LOOK_SECONDS: Final = 0.2
SHIELD_SECONDS: Final = 8.0
"""Wall seconds for which a key that clients encrypt to opens: longer than its turn where blocks are short."""


@final
class FairNetwork:
    """A node of the fair preset, and a connection to it."""

    def __init__(self, children: Children, port: int = 0) -> None:
        self.children = children
        self.port = port
        self._starts = 0
        self._open = ExitStack()
        self._client: Client | None = None

    @property
    def chain(self) -> Path:
        """Return where the chain is kept."""
        return self.children.folder / "chain"

    @property
    def endpoint(self) -> str:
        """Return the node's address, the same after every start."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def client(self) -> Client:
        """Return the official client, connected to the running node."""
        if self._client is None:
            raise RuntimeError("the network has not been started")
        return self._client

    def pace(self, block_seconds: float) -> None:
        """Start the node, again if it runs, so that a block takes so long by the clock on the wall."""
        self.close()
        if self._starts:
            self.children.end(self._node)
        self._starts += 1
        self.port = start_node(
            self.children, self._node, "--preset", PRESET, "--base-path", str(self.chain), "--port", str(self.port),
            "--block-time", str(block_seconds), "--shield-grace", str(math.ceil(SHIELD_SECONDS / block_seconds)),
        )  # fmt: skip
        self._client = self._open.enter_context(connected(self.endpoint))

    def close(self) -> None:
        """Close the connection; the node runs on."""
        self._client = None
        self._open.close()

    def check(self) -> None:
        """Raise `ChildDied` if the node has ended."""
        self.children.check(self._node)

    def wait(self, done: Callable[[int], bool]) -> int:
        """Wait until something holds of the newest block's number, and return that number."""
        while not done(block := int(self.client.block)):
            self.check()
            time.sleep(LOOK_SECONDS)
        return block

    @property
    def _node(self) -> str:
        return f"node-{self._starts}"
