"""Signed request to verified answer: what one miner process does without a model's time, asked over its socket.

The client signs each request and checks each reply, over connections that it keeps, as validators do; it is a bare socket,
so that the miner and not an HTTP library is measured.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvloop
from bittensor import http_auth
from bittensor.keyfiles import Keypair

from benchmarks import yardsticks
from benchmarks.exchange_miner import MINER, PROTOCOL, Echo, Question, caller
from benchmarks.outside import Row
from taonet.neuron.signing import verify_reply
from taonet.testing.neurons import dev_key

CALLERS = 8
CONNECTIONS = 16
WANTED = 1_000
"""Exchanges a second that one process is to do."""


@contextmanager
def _miner() -> Generator[tuple[str, int, int]]:
    words = [sys.executable, "-m", "benchmarks.exchange_miner", str(CALLERS)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        host, port = process.stdout.readline().split()
        try:
            yield host, int(port), process.pid
        finally:
            process.stdin.close()


def _busy_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Line:
    """A connection of one validator."""

    def __init__(self, key: Keypair, receiver: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._key, self._receiver, self._reader, self._writer = key, receiver, reader, writer

    async def exchange(self, number: int) -> None:
        """Sign and send a task; read, verify and understand the answer."""
        body = msgspec.json.encode(Question(f"this is question {number}"))
        nonce = time.time_ns()
        headers = http_auth.sign(
            self._key, method="POST", path=PROTOCOL.path, body=body, receiver_ss58=self._receiver, nonce_ns=nonce
        )
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {PROTOCOL.path} HTTP/1.1\r\nHost: miner\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
        self._writer.write(head.encode() + body)
        status, *pairs = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
        found = [(name.lower(), value) for name, _, value in (pair.partition(": ") for pair in pairs)]
        answer = await self._reader.readexactly(int(dict(found)["content-length"]))
        if " 200 " not in status:
            raise RuntimeError(f"{status}: {answer!r}")
        verify_reply(
            found,
            answer,
            path=PROTOCOL.path,
            request_nonce=str(nonce),
            asker_ss58=self._key.ss58_address,
            expected_hotkey=self._receiver,
        )
        if msgspec.json.decode(answer, type=Echo).text != f"this is question {number}":
            raise RuntimeError(f"another answer: {answer!r}")

    def close(self) -> None:
        """End the connection."""
        self._writer.close()


async def _lines(host: str, port: int) -> list[_Line]:
    receiver = dev_key(MINER).ss58_address
    keys = [dev_key(caller(number)) for number in range(CALLERS)]
    return [
        _Line(keys[number % CALLERS], receiver, *await asyncio.open_connection(host, port))
        for number in range(CONNECTIONS)
    ]


async def _as_many_as_it_does(host: str, port: int, seconds: float) -> float:
    """Keep all connections busy and return the exchanges a second."""
    lines = await _lines(host, port)
    done = 0
    began = time.perf_counter()

    async def go_on(line: _Line) -> None:
        nonlocal done
        while time.perf_counter() - began < seconds:
            await line.exchange(done)
            done += 1

    await asyncio.gather(*map(go_on, lines))
    rate = done / (time.perf_counter() - began)
    for line in lines:
        line.close()
    return rate


async def _at_a_pace(host: str, port: int, seconds: float, pace: float) -> list[float]:
    """Start so many exchanges a second whatever becomes of them; return how long each took, from when it was due."""
    free: asyncio.Queue[_Line] = asyncio.Queue()
    lines = await _lines(host, port)
    for line in lines:
        free.put_nowait(line)
    waits: list[float] = []
    began = time.perf_counter()

    async def one(number: int, due: float) -> None:
        line = await free.get()
        await line.exchange(number)
        free.put_nowait(line)
        waits.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * pace)):
            due = began + number / pace
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(number, due))
    for line in lines:
        line.close()
    return waits


def rows(*, seconds: float) -> list[Row]:
    """Return exchanges a second of one miner process, what each costs it, and how long they take at half of what is wanted."""
    with _miner() as (host, port, pid):
        uvloop.run(_as_many_as_it_does(host, port, 1))
        before = _busy_seconds(pid)
        rate = uvloop.run(_as_many_as_it_does(host, port, seconds))
        busy = 1_000 * (_busy_seconds(pid) - before) / (rate * seconds)
        waits = uvloop.run(_at_a_pace(host, port, seconds, WANTED / 2))
    cuts = [1_000 * cut for cut in statistics.quantiles(waits, n=100)]
    leaves_out = "the model, the network; the client has a core of its own"
    name = "signed exchanges/s of one miner"
    return [
        Row(name, f"{WANTED:,}", rate, "most", yardsticks.VERIFICATIONS, leaves_out),
        Row("processor time of one, ms", "", busy, "least", yardsticks.LOOP, "the client"),
        Row(f"at {WANTED // 2}/s: p50, ms", "", cuts[49], "least", "", leaves_out),
        Row(f"at {WANTED // 2}/s: p99, ms", "20", cuts[98], "least", "", leaves_out),
    ]
