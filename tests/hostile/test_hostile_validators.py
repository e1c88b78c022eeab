"""A miner as a process under attack: the right status, counted, bounded memory, and the next honest request is answered."""

import asyncio
import contextlib
import gzip
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bittensor import http_auth
from bittensor.keyfiles import Keypair
from tests.e2e.accounts import ALICE, BOB, CHARLIE, Market
from tests.hostile.market import Task, market
from tests.hostile.neurons import PATH, Neuron, metrics, start

from taonet.neuron.wire.dendrite import DendriteQuestion

MOST_GROWTH = 60.0
"""Megabytes that all attacks together may cost."""
MALLORY = Keypair.create_from_uri("//Mallory")
HONEST = b'{"text":"hi"}'
OTHER_ADDRESS = "127.0.0.77"
BOMB = gzip.compress(b" " * 200_000_000)


@pytest.fixture(scope="module")
def miner(subnet: Market, wallets: Path) -> Iterator[Neuron]:
    """An honest miner, which ends cleanly after everything, and has grown by little."""
    options = ("--port", "0", "--no-need-permit", "--answer-seconds", "4")
    neuron = start("miner", "charlie", subnet.node, subnet.netuid, wallets, *options)
    try:
        neuron.wait_for("published")
        before = neuron.megabytes()
        yield neuron
        assert neuron.megabytes() - before < MOST_GROWTH
        assert neuron.events("answer failed")
        assert neuron.stop() == 0
    finally:
        neuron.process.kill()


@pytest.fixture
def place(miner: Neuron) -> Iterator[str]:
    """Where the miner listens; after each attack an honest validator is answered."""
    at = miner.place("listening")
    yield at
    assert post(at, signed()).status_code == 200


def signed(key: Keypair = BOB.hotkey, body: bytes = HONEST, receiver: str = CHARLIE.hot, **more: Any) -> dict[str, str]:
    """Return the headers of a request that is signed for its body."""
    options = {"method": "POST", "path": PATH, "nonce_ns": time.time_ns(), **more}
    return http_auth.sign(key, body=body, receiver_ss58=receiver, **options)


def post(
    place: str, headers: dict[str, str], body: Any = HONEST, path: str = PATH, source: str = "0.0.0.0"
) -> httpx.Response:
    """Send a request from an address of this machine."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=source), trust_env=False, timeout=15) as http:
        return http.post(f"http://{place}{path}", content=body, headers=headers)


def in_pieces(size: int, piece: bytes = b"x" * 1_000) -> Iterator[bytes]:
    """Yield a body without saying how long it is."""
    for _ in range(0, size, len(piece)):
        yield piece


def _replayed(place: str) -> httpx.Response:
    headers = signed()
    assert post(place, headers).status_code == 200
    return post(place, headers)


def _task(body: bytes, **more: str) -> Any:
    return lambda place: post(place, signed(body=body) | more, body)


REFUSED = {
    "unsigned": (401, lambda place: post(place, {})),
    "forged": (401, lambda place: post(place, signed(MALLORY) | {"X-Bittensor-Hotkey": BOB.hot})),
    "of a stranger": (403, lambda place: post(place, signed(MALLORY))),
    "replayed": (401, _replayed),
    "of yesterday": (401, lambda place: post(place, signed(nonce_ns=time.time_ns() - 86_400 * 10**9))),
    "of tomorrow": (401, lambda place: post(place, signed(nonce_ns=time.time_ns() + 86_400 * 10**9))),
    "for another miner": (401, lambda place: post(place, signed(receiver=ALICE.hot))),
    "for another path": (401, lambda place: post(place, signed(path="/other"))),
    "of another body": (401, lambda place: post(place, signed(), b'{"text":"ho"}')),
    "with a query": (400, lambda place: post(place, signed(), path=f"{PATH}?a=b")),
    "oversized": (413, _task(b"x" * 5_000)),
    "oversized unannounced": (413, lambda place: post(place, signed(), in_pieces(6_000))),
    "without end": (413, lambda place: post(place, signed(), in_pieces(40_000_000))),
    "no JSON": (400, _task(b"{")),
    "of a wrong type": (400, _task(b'{"text":5}')),
    "with a wrong key": (400, _task(b'{"text":"a","more":1}')),
    "with NaN": (400, _task(b'{"text":"a","share":NaN}')),
    "with infinity": (400, _task(b'{"text":"a","share":1e999}')),
    "with a number out of range": (400, _task(b'{"text":"a","units":100000}')),
    "with a huge number": (400, _task(b'{"text":"a","units":' + b"9" * 3_000 + b"}")),
    "nested deep": (400, _task(b'{"text":' + b"[" * 3_900)),
    "not UTF-8": (400, _task(b'{"text":"\xff\xfe"}')),
    "a compressed bomb": (415, lambda place: post(place, signed(body=BOMB) | {"Content-Encoding": "gzip"}, BOMB)),
    "a small bomb": (415, _task(gzip.compress(b" " * 2_000_000), **{"Content-Encoding": "gzip"})),
    "compressed twice": (415, _task(HONEST, **{"Content-Encoding": "gzip, br"})),
    "that nobody could do": (422, _task(b'{"text":"too hard"}')),
    "that has to wait": (503, _task(b'{"text":"later"}')),
    "that the miner fails at": (500, _task(b'{"text":"a fault"}')),
    "answered at too great length": (500, _task(b'{"text":"too long"}')),
    "answered with NaN": (500, _task(b'{"text":"not a number"}')),
    "answered with nothing": (500, _task(b'{"text":"no answer"}')),
    "that takes too long": (504, _task(b'{"text":"a","units":1000}')),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_is_refused_with_the_right_status_and_counted(place: str, name: str) -> None:
    status, attack = REFUSED[name]
    before = metrics(place).get(f"taonet_miner_requests_total {status}", 0)

    response = attack(place)

    assert response.status_code == status, response.text
    assert json.loads(response.content)["error"]
    assert metrics(place)[f"taonet_miner_requests_total {status}"] == before + 1


@pytest.mark.parametrize(
    "sent",
    [
        b"not http at all\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,  # somebody tries TLS
        b"POST /taonet/said/1 HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n",
        b"POST /taonet/said/1 HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
        b"POST /taonet/said/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST /taonet/said/1 HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
        b"POST /taonet/said/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
    ids=[
        "garbage",
        "TLS",
        "a long header",
        "many headers",
        "two lengths",
        "a negative length",
        "bad chunks",
        "websocket",
    ],
)
def test_what_is_no_request_is_answered_with_4xx_or_cut_off(place: str, sent: bytes) -> None:
    host, _, port = place.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(sent)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while piece := line.recv(4_096):
                answer += piece
                if b"\r\n\r\n" in answer:
                    break

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:200]


def _head(size: int, body: bytes = HONEST) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in signed(body=body).items())
    return f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n{lines}\r\n".encode()


def test_the_slow_are_cut_off_and_hold_up_nobody(place: str) -> None:
    """Sixty connections from one address: with half a head, with nothing at all, with half a body in Bob's name."""
    host, _, port = place.partition(":")
    begun = [b"POST /taonet", b"", _head(4_000) + b'{"text'] * 20

    async def hold(first: bytes) -> bytes:
        """Send a little each second until the other side has enough of it; return what it said."""
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(first)
        said = b""
        try:
            async with asyncio.timeout(20):
                while True:
                    with contextlib.suppress(TimeoutError):
                        piece = await asyncio.wait_for(reader.read(4_096), 1)
                        said += piece
                        if not piece:
                            return said
                    writer.write(first and b" ")
        except ConnectionError:
            return said
        finally:
            writer.close()

    async def scene() -> list[bytes]:
        held = asyncio.gather(*map(hold, begun))
        await asyncio.sleep(0.5)
        began = time.monotonic()
        answered = await asyncio.to_thread(post, place, signed(), source=OTHER_ADDRESS)
        assert answered.status_code == 200
        assert time.monotonic() - began < 3
        return await held

    answers = asyncio.run(scene())

    assert sum(said.startswith(b"HTTP/1.1 408") for said in answers) == 20
    assert sum(said == b"" for said in answers) == 40


def test_one_address_cannot_take_the_connections_of_others(place: str) -> None:
    host, _, port = place.partition(":")
    with contextlib.ExitStack() as held:
        for _ in range(200):
            line = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                line.connect((host, int(port)))

        assert post(place, signed(), source=OTHER_ADDRESS).status_code == 200


def test_work_ends_with_its_caller(place: str) -> None:
    """A thousand units are ten seconds of the one thread; the caller hangs up, and the next is answered at once."""
    before = metrics(place)
    body = b'{"text":"a","units":1000}'
    host, _, port = place.partition(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(_head(len(body), body) + body)
        deadline = time.monotonic() + 5
        while metrics(place)["taonet_worker_queue"] != 1_001:
            assert time.monotonic() < deadline
    began = time.monotonic()

    answered = post(place, signed())

    assert answered.status_code == 200
    assert time.monotonic() - began < 3
    after = metrics(place)
    assert after["taonet_miner_requests_total 499"] == before.get("taonet_miner_requests_total 499", 0) + 1
    assert after["taonet_worker_pieces_total abandoned"] == before.get("taonet_worker_pieces_total abandoned", 0) + 1
    assert after["taonet_worker_queue"] == 0
    assert after["taonet_miner_in_work"] == 0


@pytest.mark.parametrize("sent", [1, 60, 999])
def test_who_hangs_up_in_the_middle_costs_nothing(place: str, sent: int) -> None:
    host, _, port = place.partition(":")
    whole = _head(len(HONEST)) + HONEST
    with socket.create_connection((host, int(port))) as line:
        line.sendall(whole[: min(sent, len(whole) - 2)])

    assert post(place, signed()).status_code == 200
    assert metrics(place)["taonet_miner_in_work"] == 0


def test_a_callers_flood_is_told_that_it_is_busy(place: str) -> None:
    """Twelve at once, each of half a second: four may be in work and waiting."""

    async def scene() -> list[int]:
        async with httpx.AsyncClient(trust_env=False, timeout=15) as http:

            def ask(number: int) -> Any:
                body = json.dumps({"text": str(number), "units": 50}).encode()
                return http.post(f"http://{place}{PATH}", content=body, headers=signed(body=body))

            return sorted(response.status_code for response in await asyncio.gather(*map(ask, range(12))))

    assert asyncio.run(scene()) == [200] * 4 + [429] * 8


def _older(key: Keypair = BOB.hotkey, receiver: str = CHARLIE.hot, nonce: int | None = None) -> httpx.Request:
    """Return what an old dendrite sends."""
    protocol = market.protocol
    assert protocol.synapse is not None
    made = time.time_ns() if nonce is None else nonce
    question = DendriteQuestion(protocol, protocol.synapse, key, receiver, made, 5.0)
    return question.request(httpx.AsyncClient(), Task("hi"), "127.0.0.1:1")


def _sent(place: str, request: httpx.Request, body: Any = None, **headers: str) -> httpx.Response:
    content = request.content if body is None else body
    kept = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
    return post(place, kept | headers, content, "/SaidSynapse")


def _replayed_in_the_older_way(place: str) -> httpx.Response:
    request = _older()
    assert _sent(place, request).json()["said"] == "hi"
    return _sent(place, request)


def _changed(old: bytes, new: bytes) -> Any:
    return lambda place: _sent(place, request := _older(), request.content.replace(old, new))


DAY = 86_400 * 10**9
REFUSED_IN_THE_OLDER_WAY = {
    "unsigned": (401, lambda place: post(place, {}, b"{}", "/SaidSynapse")),
    "forged": (401, lambda place: _sent(place, _older(MALLORY), bt_header_dendrite_hotkey=BOB.hot)),
    "of a stranger": (403, lambda place: _sent(place, _older(MALLORY))),
    "replayed": (401, _replayed_in_the_older_way),
    "of yesterday": (401, lambda place: _sent(place, _older(nonce=time.time_ns() - DAY), timeout="1e9")),
    "of tomorrow": (401, lambda place: _sent(place, _older(nonce=time.time_ns() + DAY))),
    "for another miner": (401, lambda place: _sent(place, _older(receiver=ALICE.hot))),
    "of another body": (401, _changed(b'"hi"', b'"ho"')),
    "oversized": (413, lambda place: _sent(place, _older(), b"x" * 50_000)),
    "without end": (413, lambda place: _sent(place, _older(), in_pieces(40_000_000))),
    "no JSON": (400, lambda place: _sent(place, _older(), b"{")),
    "of a wrong type": (400, _changed(b'"hi"', b"5")),
    "with NaN": (400, _changed(b'"share":0.0', b'"share":NaN')),
    "with infinity": (400, _changed(b'"share":0.0', b'"share":1e999')),
    "nested deep": (400, _changed(b'"hi"', b"[" * 20_000)),
    "compressed": (415, lambda place: _sent(place, _older(), **{"content-encoding": "gzip"})),
}


@pytest.mark.parametrize("name", REFUSED_IN_THE_OLDER_WAY)
def test_the_older_way_refuses_as_well(place: str, name: str) -> None:
    status, attack = REFUSED_IN_THE_OLDER_WAY[name]
    before = metrics(place).get(f"taonet_miner_requests_total {status}", 0)

    response = attack(place)

    assert response.status_code == status, response.text
    assert response.json()["message"] == response.headers["bt_header_axon_status_message"]
    assert metrics(place)[f"taonet_miner_requests_total {status}"] == before + 1


def test_an_answer_without_end_is_ended_and_counted(place: str) -> None:
    before = metrics(place).get("taonet_miner_requests_total 500", 0)
    body = b'{"text":"without end"}'

    response = post(place, signed(body=body) | {"Accept": "text/event-stream"}, body)

    assert response.status_code == 200
    assert response.content.endswith(b"\n\n")
    last = response.content.rsplit(b"\n\n", 2)[1]
    assert (
        last == b'event: error\ndata: {"status":500,"error":"the parts of the miner\'s answer are too long together"}'
    )
    assert metrics(place)["taonet_miner_requests_total 500"] == before + 1


def test_parts_that_nobody_reads_are_given_up(place: str, miner: Neuron) -> None:
    """Twenty megabytes would be waiting; what is sent stops at a small buffer, and the place is free after its time."""
    before, held = metrics(place).get("taonet_miner_requests_total 504", 0), miner.megabytes("VmRSS")
    body = b'{"text":"without end"}'
    head = _head(len(body), body).replace(b"Host: a\r\n", b"Host: a\r\nAccept: text/event-stream\r\n")
    host, _, port = place.partition(":")
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        line.connect((host, int(port)))
        line.sendall(head + body)
        deadline = time.monotonic() + 30
        while (found := metrics(place)).get("taonet_miner_requests_total 504", 0) == before:
            assert time.monotonic() < deadline
        assert miner.megabytes("VmRSS") - held < 10

    assert found["taonet_miner_in_work"] == 0
