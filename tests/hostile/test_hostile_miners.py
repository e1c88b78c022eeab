"""A validator as a process among hostile miners: each gets nothing, and why is said; the honest one is paid."""

import asyncio
import gzip
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import bittensor as bt
import pytest
from bittensor.keyfiles import Keypair
from tests.e2e.accounts import ALICE, BOB, CHARLIE, Market
from tests.hostile.neurons import PATH, Neuron, metrics, start

from taonet.neuron.record import opened_for_reading, standings
from taonet.neuron.signing import sign_reply

MOST_GROWTH = 60.0
"""Megabytes that all attacks together may cost."""
DEADLINE = 1.5
MALLORY = Keypair.create_from_uri("//Mallory")
BOMB = gzip.compress(b" " * 300_000_000)

Writer = asyncio.StreamWriter
Attack = Callable[[Writer, str], Awaitable[None]]


def _answer(
    body: bytes,
    nonce: str,
    *,
    key: Keypair = ALICE.hotkey,
    status: str = "200 OK",
    asker: str = BOB.hot,
    more: str = "",
) -> bytes:
    """Return a reply that is signed, whatever it says."""
    signature = sign_reply(key, body, path=PATH, request_nonce=nonce, asker_ss58=asker, now_ns=time.time_ns())
    lines = "".join(f"{name}: {value}\r\n" for name, value in signature.items())
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{lines}{more}\r\n".encode() + body


def _says(body: bytes, **options: str) -> Attack:
    async def attack(writer: Writer, nonce: str) -> None:
        writer.write(_answer(body, nonce, **options))  # type: ignore[arg-type]

    return attack


def _raw(data: bytes) -> Attack:
    async def attack(writer: Writer, nonce: str) -> None:
        writer.write(data)

    return attack


def _for_ever(piece: bytes, head: bytes, pause: float) -> Attack:
    async def attack(writer: Writer, nonce: str) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return attack


async def _silent(writer: Writer, nonce: str) -> None:
    await asyncio.sleep(2 * DEADLINE)


async def _forged(writer: Writer, nonce: str) -> None:
    writer.write(_answer(b'{"text":"a"}', nonce, key=MALLORY))


OK = b"HTTP/1.1 200 OK\r\n"
ATTACKS: list[tuple[str, Attack]] = [
    ("the answer exceeds 4000 bytes", _says(b'{"text":"' + b"x" * 9_000 + b'"}')),
    ("the answer exceeds 4000 bytes", _raw(OK + b"Content-Length: 9999999999\r\n\r\n" + b"x" * 100_000)),
    (
        "the answer exceeds 4000 bytes",
        _for_ever(b"3e8\r\n" + b"x" * 1_000 + b"\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n", 0),
    ),
    ("no answer within 1.5 s", _for_ever(b" ", OK + b"Content-Length: 3000\r\n\r\n", 0.1)),
    ("no answer within 1.5 s", _for_ever(b"A: b\r\n", OK, 0.1)),
    ("no answer within 1.5 s", _silent),
    ("not a Said", _says(b"{")),
    ("not a Said", _says(b"[]")),
    ("not a Said", _says(b'{"text":5}')),
    ("not a Said", _says(b'{"text":"a","more":1}')),
    ("not a Said", _says(b'{"text":"a","share":NaN}')),
    ("not a Said", _says(b'{"text":"a","share":1e999}')),
    ("not a Said", _says(b'{"text":' + b"[" * 3_900)),
    ("not a Said", _says(b'{"text":"\xff"}')),
    ("missing x-bittensor-", _raw(OK + b'Content-Length: 12\r\n\r\n{"text":"a"}')),
    ("hotkey", _forged),
    ("receiv", _says(b'{"text":"a"}', asker=CHARLIE.hot)),
    ("appears twice", _says(b'{"text":"a"}', more="X-Bittensor-Nonce: 5\r\n")),
    ("the answer exceeds 4000 bytes", _says(BOMB, more="Content-Encoding: gzip\r\n")),
    ("not a Said", _says(gzip.compress(b" " * 3_000_000), more="Content-Encoding: gzip\r\n")),
    ("refused with 302", _raw(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")),
    ("refused with 500", _says(b'{"error":"\\u001b[31mred\\u0007"}', status="500 Oh")),
    ("RemoteProtocolError", _raw(b"not http at all\r\n\r\n")),
    ("RemoteProtocolError", _raw(b"")),
    ("RemoteProtocolError", _raw(OK + b"Content-Length: 100\r\n\r\n{")),
    ("RemoteProtocolError", _raw(OK + b"X: " + b"y" * 300_000 + b"\r\n\r\n")),
    ("RemoteProtocolError", _raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")),
]


class HostileServer:
    """A server that answers each task with the next attack, in a thread of its own."""

    def __init__(self) -> None:
        self.asked = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        serving = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, "127.0.0.3", 0), self._loop)
        self._server = serving.result(5)
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readuntil(b"}")
            nonce = head.partition("x-bittensor-nonce: ")[2].partition("\r\n")[0]
            _, attack = ATTACKS[self.asked % len(ATTACKS)]
            self.asked += 1
            await attack(writer, nonce)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.1))
        self._loop.close()


@pytest.fixture
def hostile(subnet: Market) -> Iterator[HostileServer]:
    """The owner's hotkey mines, with evil intent."""
    server = HostileServer()
    try:
        subnet.do(bt.ServeAxon(netuid=subnet.netuid, ip="127.0.0.3", port=server.port), ALICE)
        yield server
    finally:
        server.close()


@pytest.fixture
def honest(subnet: Market, wallets: Path) -> Iterator[Neuron]:
    """Charlie mines honestly."""
    neuron = start("miner", "charlie", subnet.node, subnet.netuid, wallets, "--port", "0", "--no-need-permit")
    try:
        neuron.wait_for("published")
        yield neuron
    finally:
        neuron.stop()


@pytest.mark.timeout(180)
def test_hostile_miners_earn_nothing_and_harm_nobody(
    subnet: Market, wallets: Path, hostile: HostileServer, honest: Neuron, tmp_path: Path
) -> None:
    place = tmp_path / "record.db"
    validator = start(
        "validator", "bob", subnet.node, subnet.netuid, wallets, "--tasks", str(len(ATTACKS)), "--round-seconds", "600",
        "--deadline-seconds", str(DEADLINE), "--metrics-port", "0", "--record", str(place),
    )  # fmt: skip
    try:
        validator.wait_for("validator")
        before = validator.megabytes()
        validator.wait_for("weights set")
        growth = validator.megabytes() - before
        counted = metrics(validator.place("metrics"))
        assert validator.stop() == 0
    finally:
        validator.process.kill()
    scored = {row["hotkey"]: row for row in validator.events("scored")}
    reasons = str(scored[ALICE.hot]["reason"]).split("; ")

    assert growth < MOST_GROWTH
    assert scored[ALICE.hot]["score"] == 0
    assert len(reasons) == len(ATTACKS) == hostile.asked
    assert [(wanted, got) for (wanted, _), got in zip(ATTACKS, reasons, strict=True) if wanted not in got] == []
    assert all(reason.isprintable() for reason in reasons)
    assert scored[CHARLIE.hot]["score"] == 1
    assert counted["taonet_validator_exchanges_total failed"] == len(ATTACKS)
    assert counted["taonet_validator_exchanges_total answered"] == len(ATTACKS)
    assert counted["taonet_validator_rounds_total judged"] == 1
    assert counted["taonet_validator_weights_total set"] == 1
    with opened_for_reading(str(place)) as record:
        assert {row.hotkey: row.average for row in standings(record, 0)}[ALICE.hot] == 0
    graph = subnet.client.subnets.metagraph(netuid=subnet.netuid)
    assert graph is not None
    uids = {neuron.hotkey: neuron.uid for neuron in graph.neurons}
    weights = subnet.client.query(bt.storage.SubtensorModule.Weights, [subnet.netuid, uids[BOB.hot]])
    assert weights == [(uids[CHARLIE.hot], 65_535)]
