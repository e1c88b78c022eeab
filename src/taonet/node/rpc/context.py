"""The context of a method call: the node, and the connection of the request."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar, final

import anyio
import anyio.to_thread
import msgspec

from taonet.node.consensus.port import Developer
from taonet.node.node import Node
from taonet.node.rpc.errors import METHOD_NOT_FOUND, TOO_MANY_SUBSCRIPTIONS, RpcError, unsafe_call

T = TypeVar("T")

MOST_SUBSCRIPTIONS = 1_024
MOST_WAITING = 10_000
MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Messages, and bytes of them, that may wait for a slow reader before it is dropped."""
AT_ONCE_BYTES = 64 * 1024
"""Bytes that go down to the socket together; a single message may be longer."""
MANY_WAITING_BYTES = 1024 * 1024
"""Bytes that may wait before no further request is read."""

_ENCODE = msgspec.json.Encoder().encode


class Subscription(NamedTuple):
    """An open subscription: what to do at its end, and what its methods keep with it."""

    end: Callable[[], None]
    state: object


@final
class Connection:
    """One WebSocket: its subscriptions, and the messages on their way out."""

    def __init__(self) -> None:
        self._outbox: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._wake = anyio.Event()
        self._drained = anyio.Event()
        self._open: dict[tuple[str, str], Subscription] = {}
        self.too_slow = False
        self.when_too_slow: Callable[[], None] = lambda: None

    def send(self, message: bytes) -> None:
        """Queue a message; a reader that lets too many pile up is dropped."""
        if len(self._outbox) >= MOST_WAITING or self._waiting_bytes + len(message) > MOST_WAITING_BYTES:
            if not self.too_slow:
                self.too_slow = True
                self.when_too_slow()
            return
        self._outbox.append(message)
        self._waiting_bytes += len(message)
        self._wake.set()

    async def next_messages(self) -> list[bytes]:
        """Return the messages to send next, as many as may go at once; wait while there is none."""
        while not self._outbox:
            self._drained.set()
            self._wake = anyio.Event()
            await self._wake.wait()
        messages = [self._outbox.popleft()]
        size = len(messages[0])
        while self._outbox and size + len(self._outbox[0]) <= AT_ONCE_BYTES:
            messages.append(self._outbox.popleft())
            size += len(messages[-1])
        self._waiting_bytes -= size
        return messages

    async def room(self) -> None:
        """Wait until the reader has caught up, so that it cannot ask faster than it reads."""
        while self._waiting_bytes > MANY_WAITING_BYTES:
            self._drained = anyio.Event()
            await self._drained.wait()

    def subscribe(self, kind: str, begin: Callable[[str], Callable[[], None]], state: object = None) -> str:
        """Open a subscription to notifications of one kind and return its name; `state` is kept with it.

        `begin` gets the name and returns what to do at the end. It runs only where there is room for one more.
        """
        if len(self._open) >= MOST_SUBSCRIPTIONS:
            raise RpcError(
                TOO_MANY_SUBSCRIPTIONS,
                "Too many subscriptions on the connection",
                f"Exceeded max limit of {MOST_SUBSCRIPTIONS}",
            )
        name = secrets.token_urlsafe(12)
        self._open[kind, name] = Subscription(begin(name), state)
        return name

    def state_of(self, kind: str, name: str) -> object:
        """Return what was kept with a subscription of this kind, None when there is none."""
        found = self._open.get((kind, name))
        return None if found is None else found.state

    def count(self, kind: str) -> int:
        """Return how many subscriptions of a kind are open."""
        return sum(one == kind for one, _ in self._open)

    def notify(self, method: str, subscription: str, result: object) -> None:
        """Send an update of a subscription."""
        self.send(
            b'{"jsonrpc":"2.0","method":"%b","params":{"subscription":"%b","result":%b}}'
            % (method.encode(), subscription.encode(), _ENCODE(result))
        )

    def unsubscribe(self, kind: str, name: str | None) -> bool:
        """End a subscription of this kind and tell whether there was one."""
        found = None if name is None else self._open.pop((kind, name), None)
        if found is None:
            return False
        found.end()
        return True

    def close(self) -> None:
        """End all subscriptions."""
        for kind, name in tuple(self._open):
            self.unsubscribe(kind, name)


@final
@dataclass(slots=True)
class Context:
    """The node, and the connection when there is one that can carry updates."""

    node: Node
    connection: Connection | None = None
    local: bool = True
    """Whether the request comes from this machine, and from no web page of another origin."""
    after: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    """What to do once the answer is on its way: the first update of a subscription."""

    async def work(self, function: Callable[..., T], *arguments: object) -> T:
        """Run a slow function on another thread; a few at a time, so that blocks and answers do not starve."""
        return await anyio.to_thread.run_sync(function, *arguments, limiter=self.node.workers)

    def need_connection(self) -> Connection:
        """Return the connection; subscriptions need a WebSocket."""
        if self.connection is None:
            raise RpcError(METHOD_NOT_FOUND, "Method not found", "subscriptions need a WebSocket")
        return self.connection

    def need_developer(self) -> Developer:
        """Return a developer's powers, if the chain gives any and the asker is on this machine."""
        if self.node.developer is None or not self.local:
            raise unsafe_call()
        return self.node.developer

    def answered(self) -> None:
        """Do what was put off until the answer was on its way."""
        for step in self.after:
            step()
        self.after.clear()
