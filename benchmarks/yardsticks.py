"""What the machine itself can do, so that figures of different days and machines compare: as ratios to these."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

import lmdb

from taonet.crypto.keys import keypair_from_uri
from taonet.crypto.signatures import verify_sr25519

ROUNDS = 1_000_000
SECONDS = 1.0
VALUE = bytes(100)
WRITES = 50
"""Values in a commit: about what an empty block of one subnet writes."""

LOOP, VERIFICATIONS = "integer loops per second", "sr25519 verifications per second, one core"
PYTHON = "starts of Python per second"
COMMITS, SYNCED = "LMDB commits per second, not synced", "LMDB commits per second, synced"

RATIOS: tuple[tuple[str, str, str], ...] = (
    ("empty blocks per integer loop, 1 subnet", "empty blocks per second, 1 subnets", LOOP),
    ("empty blocks per integer loop, 128 subnets", "empty blocks per second, 128 subnets", LOOP),
    ("replayed blocks per commit, not synced", "replayed blocks per second", COMMITS),
)
"""Name, a figure from inside, and the yardstick that it is divided by; those from outside name theirs."""


def yardsticks() -> dict[str, float]:
    """Return each yardstick by its name, the best of three."""
    measures: dict[str, Callable[[], float]] = {
        LOOP: loops_per_second,
        VERIFICATIONS: verifications_per_second,
        COMMITS: lambda: commits_per_second(sync=False),
        SYNCED: lambda: commits_per_second(sync=True),
        PYTHON: starts_per_second,
    }
    return {name: max(measure() for _ in range(3)) for name, measure in measures.items()}


def ratios(figures: Mapping[str, float], sticks: Mapping[str, float]) -> dict[str, float]:
    """Return those ratios whose figure was measured."""
    return {name: figures[figure] / sticks[stick] for name, figure, stick in RATIOS if figure in figures}


def starts_per_second() -> float:
    """Return how often a second this interpreter starts and ends, doing nothing."""
    return _rate(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))


def loops_per_second() -> float:
    """Return how often a second a fixed loop of a million integer steps runs in this interpreter."""
    began = time.perf_counter()
    value = 1
    for _ in range(ROUNDS):
        value = (value * 48_271) % 2_147_483_647
    return 1 / (time.perf_counter() - began)


def verifications_per_second() -> float:
    """Return how many good signatures a second one core checks."""
    pair, message = keypair_from_uri("//Alice"), bytes(100)
    signature = pair.sign(message)
    return _rate(lambda: verify_sr25519(signature, message, pair.public))


def commits_per_second(*, sync: bool) -> float:
    """Return how many small transactions a second LMDB takes; `sync` waits until the disk has each."""
    with tempfile.TemporaryDirectory() as folder, lmdb.open(folder, map_size=1 << 30, sync=sync) as environment:
        count = 0

        def commit() -> None:
            nonlocal count
            with environment.begin(write=True) as transaction:
                for index in range(WRITES):
                    transaction.put(b"%d %d" % (count % 1_000, index), VALUE)
            count += 1

        return _rate(commit)


def _rate(action: Callable[[], object]) -> float:
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < SECONDS:
        action()
        done += 1
    return done / took
