"""Figures taken from outside a node that runs as a process, over the sockets that users have."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import websockets

from benchmarks.signing import transfer
from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.testing.node import RunningNode, running_node

SENDERS = ("//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie")
WINDOW = 400
"""Transactions that may wait for their answer at a time."""
ACCOUNT_KEY = (
    "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
    "de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
)


def import_seconds() -> float:
    """Return how long `import taonet.node.chain.genesis` takes in a fresh interpreter, the interpreter's own start taken off."""
    return _wall("import taonet.node.chain.genesis") - _wall("pass")


def _wall(code: str) -> float:
    times: list[float] = []
    for _ in range(7):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2]


def start_figures() -> dict[str, float]:
    """Return seconds to the first answer and to block 1, and the memory of a node that has been idle for a while."""
    with running_node("--tmp", "--block-time", "0.25") as node:
        began = time.perf_counter()
        while node.height() < 1:
            time.sleep(0.005)
        to_block = node.seconds_to_first_answer + time.perf_counter() - began
        time.sleep(5)
        return {
            "first_answer_seconds": node.seconds_to_first_answer,
            "block_one_seconds": to_block,
            "idle_megabytes": node.resident_megabytes(),
        }


def transfers_per_second(seconds: float = 60.0) -> dict[str, float]:
    """Return how many signed transfers a second were submitted over WebSocket and included, over the whole time.

    Transactions are signed before the clock starts; the figure counts those in blocks, not those sent.
    """
    with running_node("--tmp", "--block-time", "0.5") as node:
        genesis = bytes.fromhex(str(node.call("chain_getBlockHash", 0))[2:])
        prepared = _prepare(genesis, int(seconds * 1_300))
        return asyncio.run(_submit_all(node, prepared, seconds))


def _prepare(genesis: bytes, count: int) -> list[list[str]]:
    pairs: list[Keypair] = [keypair_from_uri(uri) for uri in SENDERS]
    each = count // len(pairs)
    to = bytes(31) + b"\x07"
    return [[f"0x{transfer(pair, to, 1_000, nonce, genesis).hex()}" for nonce in range(each)] for pair in pairs]


async def _submit_all(node: RunningNode, prepared: list[list[str]], seconds: float) -> dict[str, float]:
    began = time.perf_counter()
    sent = await asyncio.gather(*(_submit(node.websocket, raws, began + seconds) for raws in prepared))
    for _ in range(40):
        if not node.call("author_pendingExtrinsics"):
            break
        await asyncio.sleep(0.25)
    took = time.perf_counter() - began
    nonces = [int(str(node.call("system_accountNextIndex", address))) for address in map(_address, SENDERS)]
    included = sum(nonces)
    return {"included_per_second": included / took, "included": included, "sent": sum(sent), "seconds": took}


def _address(uri: str) -> str:
    from taonet.crypto.ss58 import encode  # noqa: PLC0415  only here

    return encode(keypair_from_uri(uri).public)


async def _submit(endpoint: str, raws: list[str], until: float) -> int:
    """Send transactions in order, never more than a window ahead of the answers; wait when the pool is full."""
    done = 0
    async with websockets.connect(endpoint, max_size=None) as socket:
        waiting: Iterator[str] = iter(raws)
        while time.perf_counter() < until:
            batch = list(islice(waiting, WINDOW // len(SENDERS)))
            if not batch:
                break
            for offset, raw in enumerate(batch):
                await socket.send(_request(offset, "author_submitExtrinsic", raw))
            answers = [json.loads(await socket.recv()) for _ in batch]
            refused = sorted(answer["id"] for answer in answers if "error" in answer)
            done += len(batch) - len(refused)
            if refused:
                await asyncio.sleep(0.2)
                waiting = chain([batch[index] for index in refused], waiting)
    return done


def _request(identifier: int, method: str, *params: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params})


def reads_per_second(clients: int = 64, seconds: float = 10.0) -> dict[str, float]:
    """Return how many reads of one key a second 64 WebSocket clients get, and the 99th percentile of their waits."""
    with running_node("--tmp", "--block-time", "1") as node:
        return asyncio.run(_read_all(node.websocket, clients, seconds))


async def _read_all(endpoint: str, clients: int, seconds: float) -> dict[str, float]:
    until = time.perf_counter() + seconds
    waits = [wait for one in await asyncio.gather(*(_read(endpoint, until) for _ in range(clients))) for wait in one]
    waits.sort()
    return {"reads_per_second": len(waits) / seconds, "p99_milliseconds": waits[int(len(waits) * 0.99)] * 1_000}


async def _read(endpoint: str, until: float) -> list[float]:
    waits: list[float] = []
    request = _request(1, "state_getStorage", ACCOUNT_KEY)
    async with websockets.connect(endpoint) as socket:
        while (began := time.perf_counter()) < until:
            await socket.send(request)
            answer: Any = await socket.recv()
            waits.append(time.perf_counter() - began)
            if b"error" in (answer if isinstance(answer, bytes) else answer.encode()):
                raise RuntimeError(f"a read was refused: {answer!r}")
    return waits
