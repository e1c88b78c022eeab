"""A node as a process of its own, started and stopped as users do: for tests and benchmarks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from taonet.environment import without_settings
from taonet.node.client import ask, listening_port

PROGRAM = (sys.executable, "-m", "taonet.cli.main")
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class NodeFailed(Exception):
    """The process ended, or did not answer in time; holds what it wrote."""


@final
@dataclass(frozen=True, slots=True)
class RunningNode:
    """Where a started node answers, its process, what it writes, and how long it took to answer."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    seconds_to_first_answer: float

    @property
    def websocket(self) -> str:
        """Return the WebSocket endpoint."""
        return f"ws://127.0.0.1:{self.port}"

    def call(self, method: str, *params: object) -> Any:
        """Make one JSON-RPC call over HTTP; raises `Refusal` for an error object and `OSError` for no answer."""
        return ask(self.port, method, *params)

    def height(self) -> int:
        """Return the number of the newest block."""
        return int(self.call("chain_getHeader")["number"], 16)

    def wait_for_height(self, number: int, seconds: float = 30.0) -> int:
        """Wait until the newest block has at least this number, and return its number."""
        deadline = time.monotonic() + seconds
        while (height := self.height()) < number:
            if time.monotonic() > deadline:
                raise NodeFailed(f"still at block {height} after {seconds} s, not {number}\n{self.written()}")
            time.sleep(0.02)
        return height

    def kill(self) -> None:
        """End the process at once, as a loss of power would (SIGKILL)."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """Ask the process to end (SIGTERM), wait for it, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise NodeFailed(f"the node did not stop within {STOP_SECONDS} s\n{self.written()}") from None

    def written(self) -> str:
        """Return the end of what the process has written."""
        return self.log.read_text(errors="replace")[-4_000:]

    def resident_megabytes(self) -> float:
        """Return the memory that the process holds now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def start_node(folder: Path, *options: str, port: int = 0, program: Sequence[str] = PROGRAM) -> RunningNode:
    """Start `taonet up` with these options and return when it answers; its output goes to a file in `folder`.

    Port 0 takes a free one. Raises `NodeFailed` when the process ends or does not answer in a minute. The caller ends
    the process. `program` is what runs with the command's words behind it.
    """
    began = time.perf_counter()
    number, name = tempfile.mkstemp(".log", "node-", folder)
    with os.fdopen(number, "wb") as log:
        words = command("--port", str(port), "--json", *options, program=program)
        process = subprocess.Popen(words, stdout=log, stderr=log, env=without_settings(os.environ))
    path = Path(name)
    try:
        bound = _bound_port(process, path, began + START_SECONDS)
        ask(bound, "system_health")
    except BaseException:
        process.kill()
        process.wait()
        raise
    return RunningNode(bound, process, path, time.perf_counter() - began)


def command(*options: str, program: Sequence[str] = PROGRAM) -> Sequence[str]:
    """Return the command line of `taonet up` with these options, for the interpreter that runs now."""
    return [*program, "up", *options]


def _bound_port(process: subprocess.Popen[bytes], log: Path, deadline: float) -> int:
    """Wait for the line that says where the node listens."""
    while True:
        ended = process.poll() is not None
        if (port := listening_port(log)) is not None:
            return port
        if ended or time.perf_counter() > deadline:
            raise NodeFailed(f"the node did not start (exit code {process.poll()})\n{log.read_text(errors='replace')}")
        time.sleep(0.005)


@contextmanager
def running_node(*options: str, port: int = 0) -> Generator[RunningNode]:
    """Start `taonet up` with these options, wait for its first answer, and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="taonet-node-") as folder:
        node = start_node(Path(folder), *options, port=port)
        try:
            yield node
        finally:
            if node.process.poll() is None:
                node.stop()
