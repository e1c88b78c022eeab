"""Signed transfers by many clients over WebSocket, until they are in blocks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.load import connect, request, web_socket_frame
from benchmarks.processes import children_of, cpu_seconds
from benchmarks.signing import transfer
from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.crypto.ss58 import encode
from taonet.testing.node import RunningNode

CLIENTS = 20
WINDOW = 20
"""Transactions of a client that may wait for their answer."""
ENOUGH = 1_000_000_000_000
PROBE_SECONDS = 4.0
PROBED = 30_000
FULL_SECONDS = 0.25
"""A client whose pool is full waits so long: asking again at once would only keep the node from its block."""
SPARE = 1.4
"""So many times what the probe used is signed for the measurement."""


class Work(NamedTuple):
    """Seconds of a processor that a load took, waiting left out: of the node, of what helps it, of the clients."""

    node: float
    helpers: float
    clients: float


class Sent(NamedTuple):
    """What came of a load: how many are in blocks, for how long clients had something to send, and who worked."""

    included: int
    seconds: float
    loaded_seconds: float
    work: Work

    @property
    def rate(self) -> float:
        """Return transfers a second, from the first one sent to the last one in a block."""
        return self.included / self.seconds

    def microseconds(self) -> Work:
        """Return the work for one transfer."""
        return Work(*(1e6 * seconds / self.included for seconds in self.work))


class Senders:
    """Funded accounts, each with the nonce of its next transaction."""

    def __init__(self, node: RunningNode) -> None:
        self._node = node
        self._genesis = bytes.fromhex(str(node.call("chain_getBlockHash", 0))[2:])
        self._pairs = [keypair_from_uri(f"//Bench{number}") for number in range(CLIENTS)]
        self._nonces = [0] * CLIENTS
        alice = keypair_from_uri("//Alice")
        for nonce, pair in enumerate(self._pairs):
            node.call("author_submitExtrinsic", _hex(transfer(alice, pair.public, ENOUGH, nonce, self._genesis)))
        self._wait_until_empty(30)

    def prepare(self, count: int) -> list[list[bytes]]:
        """Sign so many transfers in all, and return them framed, by client."""
        each = count // CLIENTS + 1
        return [self._sign(index, pair, each) for index, pair in enumerate(self._pairs)]

    def _sign(self, index: int, pair: Keypair, count: int) -> list[bytes]:
        first, to = self._nonces[index], bytes(31) + b"\x07"
        signed = (transfer(pair, to, 1_000, nonce, self._genesis) for nonce in range(first, first + count))
        return [web_socket_frame(request("author_submitExtrinsic", _hex(raw))) for raw in signed]

    def run(self, prepared: Sequence[list[bytes]], seconds: float) -> Sent:
        """Send what was prepared for so long, wait until the pool is empty, and count what the chain has counted."""
        before, worked = sum(self._nonces), self._work()
        began = time.perf_counter()
        loaded = asyncio.run(_send_all(self._node.port, prepared, began + seconds)) - began
        self._wait_until_empty(30)
        took = time.perf_counter() - began
        work = Work(*(after - earlier for after, earlier in zip(self._work(), worked, strict=True)))
        self._nonces = [int(self._node.call("system_accountNextIndex", encode(pair.public))) for pair in self._pairs]
        return Sent(sum(self._nonces) - before, took, loaded, work)

    def _work(self) -> Work:
        node = self._node.process.pid
        return Work(cpu_seconds(node), sum(map(cpu_seconds, children_of(node))), time.process_time())

    def _wait_until_empty(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while self._node.call("author_pendingExtrinsics") and time.perf_counter() < until:
            time.sleep(0.02)


def _hex(raw: bytes) -> str:
    return f"0x{raw.hex()}"


async def _send_all(port: int, prepared: Sequence[list[bytes]], until: float) -> float:
    """Send by all clients at once; return when the first of them had nothing more to send."""
    return min(await asyncio.gather(*(_send(port, frames, until) for frames in prepared)))


async def _send(port: int, frames: list[bytes], until: float) -> float:
    """Send in order, a window at a time; what a full pool refuses is sent again a little later."""
    socket = await connect(port, web_socket=True)
    place = sent = 0
    # What was refused must still go in when the time is over: those after it wait for its nonce.
    while place < len(frames) and (place < sent or time.perf_counter() < until):
        window = frames[place : place + WINDOW] if time.perf_counter() < until else frames[place:sent]
        sent = max(sent, place + len(window))
        socket.writer.write(b"".join(window))
        answers = [await socket.read_frame() for _ in window]
        refused = next((index for index, answer in enumerate(answers) if not _is_in(answer)), None)
        place += len(window) if refused is None else refused
        if refused is not None:
            await asyncio.sleep(FULL_SECONDS)
    socket.close()
    return time.perf_counter()


def _is_in(answer: bytes) -> bool:
    """Tell whether the node has a transaction: now, or since it came after a refused one in an earlier window."""
    return b'"error"' not in answer or b"Already Imported" in answer or b"outdated" in answer


def sustained(node: RunningNode, seconds: float) -> Sent:
    """Return what a node takes in for so long, without a pause; signing is done before, and is not measured."""
    senders = Senders(node)
    probe = senders.run(senders.prepare(PROBED), PROBE_SECONDS)
    return senders.run(senders.prepare(int(probe.rate * seconds * SPARE)), seconds)
