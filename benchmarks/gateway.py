"""What a gateway adds to an exchange: the time through it less the time of a signed request to the miner itself.

The two take turns in one run, over kept connections of a bare socket, so that the machine's other work weighs on both alike.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import msgspec
import uvloop
from bittensor import http_auth

from benchmarks import yardsticks
from benchmarks.gateway_process import ASKER, HOST, MINER, TOKENS
from benchmarks.outside import Row
from taonet.markets.text.backends import MODEL
from taonet.markets.text.protocol import TEXT_PROTOCOL, TextAnswer, TextTask
from taonet.neuron.signing import verify_reply
from taonet.testing.neurons import dev_key

WARM_UP = 50
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextmanager
def _process(*words: str) -> Generator[int]:
    command = [sys.executable, "-m", "benchmarks.gateway_process", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()


async def _post(line: Line, path: str, body: bytes, more: dict[str, str]) -> tuple[list[tuple[str, str]], bytes]:
    reader, writer = line
    lines = "".join(f"{name}: {value}\r\n" for name, value in more.items())
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    writer.write(head.encode() + body)
    status, *pairs = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
    found = [(name.lower(), value) for name, _, value in (pair.partition(": ") for pair in pairs)]
    data = await reader.readexactly(int(dict(found)["content-length"]))
    if " 200 " not in status:
        raise RuntimeError(f"{status}: {data!r}")
    return found, data


async def _direct(line: Line, number: int) -> None:
    """Sign a task, give it to the miner, verify its answer."""
    key, receiver, nonce = dev_key(ASKER), dev_key(MINER).ss58_address, time.time_ns()
    body = msgspec.json.encode(TextTask(MODEL, "What is 1 + 1?", number, TOKENS, 0.3))
    headers = http_auth.sign(
        key, method="POST", path=TEXT_PROTOCOL.path, body=body, receiver_ss58=receiver, nonce_ns=nonce
    )
    pairs, data = await _post(line, TEXT_PROTOCOL.path, body, headers)
    verify_reply(
        pairs,
        data,
        path=TEXT_PROTOCOL.path,
        request_nonce=str(nonce),
        asker_ss58=key.ss58_address,
        expected_hotkey=receiver,
    )
    msgspec.json.decode(data, type=TextAnswer)


async def _through(line: Line, number: int) -> None:
    """Ask the gateway for the same."""
    chat = [{"role": "user", "content": "What is 1 + 1?"}]
    body = json.dumps({"model": MODEL, "messages": chat, "max_tokens": TOKENS, "seed": number}).encode()
    _, data = await _post(line, "/v1/chat/completions", body, {})
    if json.loads(data)["choices"][0]["message"]["content"] != "a" * TOKENS:
        raise RuntimeError(f"another answer: {data!r}")


async def _measured(miner_port: int, gateway_port: int, turns: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each exchange, to the miner and through the gateway."""
    miner = await asyncio.open_connection(HOST, miner_port)
    gateway = await asyncio.open_connection("127.0.0.1", gateway_port)
    direct: list[float] = []
    through: list[float] = []
    for number in range(WARM_UP + turns):
        began = time.perf_counter()
        await _direct(miner, number)
        between = time.perf_counter()
        await _through(gateway, number)
        ended = time.perf_counter()
        if number >= WARM_UP:
            direct.append(between - began)
            through.append(ended - between)
    miner[1].close()
    gateway[1].close()
    return direct, through


def rows(*, turns: int) -> list[Row]:
    """Return what a gateway adds to an exchange, at the median and at the 99th percentile."""
    with _process() as miner_port, _process(str(miner_port)) as gateway_port:
        direct, through = uvloop.run(_measured(miner_port, gateway_port, turns))
    leaves_out = "the model, the network, tokens of a stream"
    middle = 1_000 * (statistics.median(through) - statistics.median(direct))
    late = 1_000 * (statistics.quantiles(through, n=100)[98] - statistics.quantiles(direct, n=100)[98])
    return [
        Row("what a gateway adds to an exchange, ms", "5", middle, "least", yardsticks.LOOP, leaves_out),
        Row("the same at the 99th percentile, ms", "", late, "least", yardsticks.LOOP, leaves_out),
    ]
