"""A user's view: what a node in a process of its own does, asked over its sockets."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks import transfers, yardsticks
from benchmarks.load import ask_by_many, ask_in_turn, call, request
from taonet.testing.node import RunningNode, running_node

READERS = 64
BULK = 1_000
BULKS = 5
GATHERED = 2_400
"""Blocks whose hashes the state holds, `System.BlockHashCount`: it grows by one a block until then."""
SETTLED = 12_500
"""Blocks after which the store's free pages, which it keeps for its next writes, grow no more."""
ACCOUNT_KEY = (
    "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
    "de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
)


class Row(NamedTuple):
    """A figure: what it is, the budget, the value, which of several runs is the best, its yardstick, what it leaves out."""

    name: str
    budget: str
    value: float
    best: Literal["most", "least"]
    yardstick: str
    leaves_out: str


@contextmanager
def source(checkout: Path | None) -> Generator[None]:
    """Let processes started in the body run the code of another checkout; None is this one."""
    if checkout is None:
        yield
        return
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(checkout / "src")
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def rows(*, seconds: float, quick: bool) -> Iterator[Row]:
    """Measure everything that a user can measure."""
    yield from _start()
    for place in ("memory", "disk"):
        yield from _blocks(place, 2.0 if quick else 5.0)
        yield from _transfers(place, seconds)
    yield from _reads(2.0 if quick else 10.0)


@contextmanager
def _node(place: str, *options: str) -> Generator[tuple[RunningNode, Path]]:
    with tempfile.TemporaryDirectory(prefix="taonet-bench-") as folder:
        where = ("--tmp",) if place == "memory" else ("--base-path", f"{folder}/chain")
        with running_node(*where, *options) as node:
            yield node, Path(folder)


def _start() -> Iterator[Row]:
    python = _wall("pass")
    yield Row("import of the node, s", "0.2", _wall("import taonet.node.chain.genesis") - python, "least",
              yardsticks.PYTHON, "the interpreter's own start, the server")  # fmt: skip
    starts: list[float] = []
    for _ in range(3):
        with _node("memory", "--sealing", "manual") as (node, _):
            starts.append(node.seconds_to_first_answer)
    yield Row("start to first RPC answer, s", "0.35", min(starts), "least", yardsticks.PYTHON, "the shell")
    with _node("memory") as (node, _):
        time.sleep(5)
        yield Row("idle memory, MB", "80", node.resident_megabytes(), "least", "", "pages that processes share")


def _wall(code: str) -> float:
    times: list[float] = []
    for _ in range(7):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - began)
    return min(times)


def _transfers(place: str, seconds: float) -> Iterator[Row]:
    with _node(place) as (node, _):
        sent = transfers.sustained(node, seconds)
    name = f"transfers/s included, {transfers.CLIENTS} clients, {place}"
    yield Row(
        name,
        "5,000",
        sent.rate,
        "most",
        yardsticks.VERIFICATIONS,
        f"signing, done before; {sent.loaded_seconds:.0f} s of load",
    )
    work = sent.microseconds()
    yield Row(
        f"work of the node for one of them, {place}, µs",
        "",
        work.node,
        "least",
        "",
        f"its helper's {work.helpers:.0f} µs; the clients' {work.clients:.0f} µs",
    )


def _blocks(place: str, seconds: float) -> Iterator[Row]:
    bulk, first = json.dumps({"count": BULK}), f"the first {GATHERED:,}, whose hashes the state gathers"
    stick = yardsticks.LOOP if place == "memory" else yardsticks.SYNCED
    with _node(place, "--sealing", "manual") as (node, folder):
        call(node.port, "dev_newBlock", {"count": 100})
        one = asyncio.run(ask_in_turn(node.port, request("dev_newBlock"), seconds, web_socket=False))
        yield Row(f"empty blocks/s, one RPC each, {place}", "1,500", len(one) / sum(one), "most", stick, "transactions")
        call(node.port, "dev_newBlock", {"count": GATHERED})
        before = node.resident_megabytes()
        took = [_timed(lambda: call(node.port, "dev_newBlock", {"count": BULK})) for _ in range(BULKS)]
        yield Row(f"empty blocks/s, one RPC for {BULK:,}, {place}", "3,000" if place == "memory" else "1,500",
                  BULK / min(took), "most", stick, f"transactions; {bulk} is one write of 100 blocks at a time")  # fmt: skip
        if place == "memory":
            grown = (node.resident_megabytes() - before) / BULKS
            yield Row(
                "memory per 1,000 empty blocks, MB", "1", grown, "least", "", f"blocks, which lie in a file; {first}"
            )
        else:
            grown = _disk_growth(node, folder)
            leaves_out = f"no state: all are kept; the first {SETTLED:,}, in which the store's free pages grow"
            yield Row("disk per 1,000 empty blocks, MB", "2", grown, "least", "", leaves_out)
        for back in (1, BULK):
            yield Row(f"dev_setHead back {back:,}, {place}, ms", "1" if back == 1 else "10",
                      1e3 * _back(node, back), "least", stick, "nothing")  # fmt: skip


def _disk_growth(node: RunningNode, folder: Path) -> float:
    """Return by how many megabytes 1,000 empty blocks make a store grow that is past its beginnings."""
    while node.height() < SETTLED:
        call(node.port, "dev_newBlock", {"count": BULK})
    size = _disk_bytes(folder)
    for _ in range(2 * BULKS):
        call(node.port, "dev_newBlock", {"count": BULK})
    return (_disk_bytes(folder) - size) / (1e6 * 2 * BULKS)


def _back(node: RunningNode, blocks: int) -> float:
    times: list[float] = []
    for _ in range(3):
        call(node.port, "dev_newBlock", {"count": blocks})
        target = node.height() - blocks
        times.append(_timed(lambda target=target: call(node.port, "dev_setHead", target)))
    return min(times)


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _disk_bytes(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def _reads(seconds: float) -> Iterator[Row]:
    body = request("state_getStorage", ACCOUNT_KEY)
    with _node("memory") as (node, _):
        for kind, web_socket, budget in (("HTTP", False, "30,000"), ("WebSocket", True, "45,000")):
            waits = asyncio.run(ask_by_many(node.port, body, READERS, seconds, web_socket=web_socket))
            name = f"reads of one key, {READERS} clients, {kind}"
            yield Row(f"{name}: /s", budget, len(waits) / seconds, "most", yardsticks.LOOP, "batches, other keys")
            yield Row(f"{name}: p50, ms", "", 1e3 * statistics.median(waits), "least", "", "the same")
            yield Row(f"{name}: p99, ms", "10", 1e3 * waits[int(len(waits) * 0.99)], "least", "", "the same")
