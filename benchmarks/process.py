"""A node as a process of its own, as users run it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_LIMIT = 60.0


@dataclass(frozen=True)
class RunningNode:
    """Where a started node answers, its process, and how long it took to answer."""

    port: int
    process: subprocess.Popen[bytes]
    seconds_to_first_answer: float

    @property
    def websocket(self) -> str:
        """Return the WebSocket endpoint."""
        return f"ws://127.0.0.1:{self.port}"

    def call(self, method: str, *params: object) -> object:
        """Ask one question over HTTP."""
        return ask(self.port, method, *params)

    def resident_megabytes(self) -> float:
        """Return the memory that the process holds now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * 4096 / 1e6


def ask(port: int, method: str, *params: object) -> object:
    """Ask a node one question over HTTP."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(  # noqa: S310  the address is ours
        f"http://127.0.0.1:{port}", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  the address is ours
        return json.load(answer).get("result")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_node(*options: str) -> Iterator[RunningNode]:
    """Start `taonet up` with these options on a free port, wait for its first answer, and stop it afterwards."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "taonet.cli.main", "up", "--port", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                ask(port, "system_health")
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > START_LIMIT:
                    raise RuntimeError("the node did not start") from None
                time.sleep(0.005)
        yield RunningNode(port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(30)
