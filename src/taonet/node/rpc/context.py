"""What a method gets besides its parameters: the node, and the connection it was asked on."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import final

import anyio
import msgspec

from taonet.node.node import Node
from taonet.node.rpc.errors import SERVER_ERROR, TOO_MANY_SUBSCRIPTIONS, RpcError

MOST_SUBSCRIPTIONS = 1_024
MOST_WAITING = 10_000
"""Messages that may wait for a slow reader before it is dropped."""


@final
class Connection:
    """One WebSocket: its subscriptions, and the messages on their way out."""

    def __init__(self) -> None:
        self.outbox: deque[bytes] = deque()
        self.wake = anyio.Event()
        self.too_slow = False
        self._ends: dict[str, Callable[[], None]] = {}

    def send(self, message: bytes) -> None:
        """Queue a message; a reader that lets too many pile up is dropped."""
        if len(self.outbox) >= MOST_WAITING:
            self.too_slow = True
        else:
            self.outbox.append(message)
        self.wake.set()

    def subscribe(self, end: Callable[[], None]) -> str:
        """Open a subscription; `end` runs when it is over."""
        if len(self._ends) >= MOST_SUBSCRIPTIONS:
            raise RpcError(
                TOO_MANY_SUBSCRIPTIONS, "Too many subscriptions on the connection", f"at most {MOST_SUBSCRIPTIONS}"
            )
        name = secrets.token_urlsafe(12)
        self._ends[name] = end
        return name

    def notify(self, method: str, subscription: str, result: object) -> None:
        """Send an update of a subscription."""
        params = {"subscription": subscription, "result": result}
        self.send(msgspec.json.encode({"jsonrpc": "2.0", "method": method, "params": params}))

    def unsubscribe(self, subscription: str) -> bool:
        """End a subscription and tell whether there was one."""
        end = self._ends.pop(subscription, None)
        if end is None:
            return False
        end()
        return True

    def close(self) -> None:
        """End all subscriptions."""
        for name in tuple(self._ends):
            self.unsubscribe(name)


@final
@dataclass(slots=True)
class Context:
    """The node, and the connection when there is one that can carry updates."""

    node: Node
    connection: Connection | None = None
    local: bool = True
    """Whether the asker is on this machine."""
    after: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    """What to do once the answer is on its way: the first update of a subscription."""

    def need_connection(self) -> Connection:
        """Return the connection; subscriptions need a WebSocket."""
        if self.connection is None:
            raise RpcError(SERVER_ERROR, "Subscriptions are not available on this transport", "connect by WebSocket")
        return self.connection
