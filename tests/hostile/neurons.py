"""Neurons as processes of their own, started by the command line, and what is read of them from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from taonet.testing.node import RunningNode

MARKET = str(Path(__file__).parent / "market.py")
PATH = "/taonet/said/1"
PATIENCE = 60.0


@dataclass
class Neuron:
    """A running neuron and its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def events(self, name: str) -> list[Mapping[str, Any]]:
        """Return what it logged under a name."""
        rows = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [row for row in rows if row["event"] == name]

    def wait_for(self, name: str) -> Mapping[str, Any]:
        """Return the first event of a name, when it comes."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.events(name)):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return found[0]

    def place(self, event: str) -> str:
        """Return where it listens, as an event of its log says."""
        facts = self.wait_for(event)
        return f"{facts['host']}:{facts['port']}"

    def megabytes(self, name: str = "VmHWM") -> float:
        """Return the memory that the process has held at most (or `VmRSS`: holds)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition(f"{name}:")[2].split()[0]) / 1_024

    def stop(self) -> int:
        """Ask it to end and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def start(
    side: str, name: str, node: RunningNode, netuid: int, wallets: Path, *options: str, market: str = MARKET
) -> Neuron:
    """Start a miner or a validator with one of the wallets, of the hostile market unless another is named."""
    common = ("--wallet-name", name, "--wallet-path", str(wallets), "--netuid", str(netuid), "--json")
    words = [
        sys.executable,
        "-m",
        "taonet.cli.main",
        side,
        "run",
        market,
        *common,
        "--network",
        node.websocket,
        *options,
    ]
    path = wallets / f"{name}.log"
    with path.open("wb") as log:
        return Neuron(subprocess.Popen(words, stdout=log, stderr=log, env=dict(os.environ)), path)


def metrics(place: str) -> dict[str, float]:
    """Return a neuron's numbers by name and labels."""
    page = httpx.get(f"http://{place}/metrics", trust_env=False).raise_for_status()
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }
