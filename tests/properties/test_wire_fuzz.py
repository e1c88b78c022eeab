"""No request breaks a miner, no reply breaks a validator, and no bytes break a connection, whatever is in them.

Each example takes what honest neurons say and changes some of it. `make fuzz` tries more of them.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from random import Random
from typing import Any

import httpx
from bittensor import http_auth
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from prometheus_client import CollectorRegistry
from tests.e2e.sdk10.sums import SUMS, Sum, Task
from uvicorn import Config
from uvicorn.server import ServerState

from taonet.http import LIMITED, LimitedHttp
from taonet.neuron.access import Access
from taonet.neuron.client import AskFailed, ask, ask_in_parts
from taonet.neuron.events import event
from taonet.neuron.market import Reply, Streaming
from taonet.neuron.metrics import miner_metrics
from taonet.neuron.server import make_app
from taonet.neuron.signing import sign_reply
from taonet.neuron.wire.dendrite import DendriteQuestion
from taonet.testing.fuzzing import examples
from taonet.testing.neurons import dev_key

NOW = 1_800_000_000_000_000_000
ALICE, BOB = dev_key("Alice"), dev_key("Bob")
FUZZ = settings(max_examples=examples(120), deadline=None)
STATUSES = {200, 400, 401, 403, 404, 405, 413, 415}
"""What may become of a changed request; a 500 would be a fault of ours."""
NASTY = [
    "",
    " ",
    "0",
    "-1",
    "NaN",
    "1e999",
    "9" * 500,
    "\x00",
    "é",
    "None",
    "0x" + "0" * 128,
    "a,b",
    "text/event-stream",
]
SEEDS = st.integers(0, (1 << 64) - 1)

BUILDER = httpx.AsyncClient(verify=False)
"""Makes requests and sends none."""

Pair = tuple[str, str]


class Step(Struct, frozen=True):
    """A part of a sum."""

    so_far: int


PROTOCOL = replace(SUMS, part=Step, max_part_bytes=200, max_stream_bytes=2_000)
TASK = Task([1, 2, 3], "a note", 0.25)
HONEST = json.dumps({"terms": [1, 2, 3], "note": "a note", "share": 0.25}).encode()


async def _add(task: Task, caller: str) -> AsyncIterator[Any]:
    yield Step(task.terms[0])
    yield Sum(sum(task.terms))


def changed(chance: Random, data: bytes) -> bytes:
    """Return bytes with something wrong in them."""
    inner = bytearray(data)
    place = chance.randrange(len(inner) + 1)
    match chance.randrange(5):
        case 0 if place < len(inner):
            inner[place] ^= 1 << chance.randrange(8)
        case 1:
            del inner[place : place + chance.randint(1, 30)]
        case 2:
            inner[place:place] = chance.randbytes(chance.randint(1, 9))
        case 3:
            inner[place:place] = chance.choice(
                (b"[" * 500, b"1e999", b"NaN", b"null", b'"', b"9" * 400, b"\n\n", b"data: ")
            )
        case _:
            inner += inner[place:]
    return bytes(inner)


def changed_headers(chance: Random, pairs: list[Pair]) -> list[Pair]:
    """Return headers one of which is dropped, doubled, or says something else."""
    pairs = list(pairs)
    place = chance.randrange(len(pairs))
    name, value = pairs[place]
    match chance.randrange(5):
        case 0:
            del pairs[place]
        case 1:
            pairs.append((name, chance.choice(NASTY)))
        case 2:
            pairs[place] = (name, chance.choice(NASTY))
        case 3:
            pairs[place] = (name, changed(chance, value.encode()).decode("latin-1"))
        case _:
            other = chance.randrange(len(pairs))
            pairs[place] = (name, pairs[other][1])
    return pairs


class Miner:
    """A miner without a socket."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        access = Access({ALICE.ss58_address: 1})
        counts = miner_metrics(self._registry)
        self._app = make_app(PROTOCOL, Streaming(_add), signer=BOB, access=access, now_ns=lambda: NOW, metrics=counts)

    async def answer(self, method: str, path: str, pairs: list[Pair], body: bytes) -> tuple[int, bytes]:
        """Return status and body of the response to a request."""
        headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in pairs]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": headers,
            "query_string": b"",
            "client": None,
        }
        asked = False
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()
            asked = True
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._app(scope, receive, send)  # type: ignore[arg-type]
        assert [message["type"] for message in sent[:1]] == ["http.response.start"]
        assert not sent[-1].get("more_body")
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])

    def is_free(self) -> bool:
        """Tell whether nothing is in work or waits."""
        return not any(self._registry.get_sample_value(f"taonet_miner_{name}") for name in ("in_work", "queued"))


def _new(nonce: int) -> tuple[str, list[Pair], bytes]:
    headers = http_auth.sign(
        ALICE, method="POST", path=PROTOCOL.path, body=HONEST, receiver_ss58=BOB.ss58_address, nonce_ns=nonce
    )
    return PROTOCOL.path, [("content-length", str(len(HONEST))), ("accept", "*/*"), *headers.items()], HONEST


def _old(nonce: int) -> tuple[str, list[Pair], bytes]:
    assert PROTOCOL.synapse is not None
    question = DendriteQuestion(PROTOCOL, PROTOCOL.synapse, ALICE, BOB.ss58_address, nonce, 10.0)
    request = question.request(BUILDER, TASK, "127.0.0.1:1")
    return request.url.path, list(request.headers.items()), request.content


@FUZZ
@given(seed=SEEDS)
def test_no_request_breaks_a_miner_and_no_changed_task_is_answered(seed: int) -> None:
    chance, miner = Random(seed), Miner()

    async def scene() -> None:
        for number in range(12):
            path, pairs, body = chance.choice((_new, _old))(NOW + number)
            sent = body
            for _ in range(chance.randint(1, 3)):
                match chance.randrange(8):
                    case 0:
                        path = chance.choice((PROTOCOL.path, "/SumSynapse", "/", "/x", path + "/"))
                    case 1 | 2 | 3:
                        sent = changed(chance, sent)
                    case _:
                        pairs = changed_headers(chance, pairs) if pairs else pairs
            status, said = await miner.answer("POST" if chance.random() < 0.95 else "GET", path, pairs, sent)
            assert status in STATUSES, said
            if status == 200 and path == PROTOCOL.path:
                assert sent == body
            elif status == 200:
                assert {name: json.loads(sent)[name] for name in ("numbers", "share")} == {
                    "numbers": [1, 2, 3],
                    "share": 0.25,
                }
            assert miner.is_free()
        last = await miner.answer("POST", *_new(NOW + 99))
        assert last == (200, b'{"value":6}')

    asyncio.run(scene())


def _whole(nonce: str) -> tuple[list[Pair], bytes]:
    body = b'{"value":6}'
    headers = sign_reply(
        BOB, body, path=PROTOCOL.path, request_nonce=nonce, asker_ss58=ALICE.ss58_address, now_ns=int(nonce)
    )
    return [("content-type", "application/json"), *headers.items()], body


def _in_parts(nonce: str) -> tuple[list[Pair], bytes]:
    pairs, body = _whole(nonce)
    signature = json.dumps(dict(pairs[1:])).encode()
    data = event("part", b'{"so_far":1}') + event("answer", body) + event("signature", signature)
    return [("content-type", "text/event-stream")], data


def _by_an_axon(nonce: str) -> tuple[list[Pair], bytes]:
    del nonce
    return [("content-type", "application/json")], b'{"name":"SumSynapse","numbers":[1,2,3],"total":6}'


Say = Callable[[str], tuple[list[Pair], bytes]]


async def _asked(chance: Random, say: Say) -> list[Any]:
    """Return what a validator has of a reply in which something was changed, and that came in pieces."""

    def respond(request: httpx.Request) -> httpx.Response:
        pairs, data = say(request.headers.get("x-bittensor-nonce", "5"))
        for _ in range(chance.randint(1, 2)):
            if chance.random() < 0.4:
                pairs = changed_headers(chance, pairs) if pairs else pairs
            else:
                data = changed(chance, data)

        async def pieces() -> AsyncIterator[bytes]:
            size = chance.randint(1, 200)
            for start in range(0, len(data), size):
                yield data[start : start + size]

        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in pairs]
        return httpx.Response(chance.choice((200, 200, 200, 200, 403, 503)), headers=raw, content=pieces())

    options: dict[str, Any] = {
        "endpoint": "127.0.0.1:1", "signer": ALICE, "receiver": BOB.ss58_address, "deadline_seconds": 5.0
    }  # fmt: skip
    async with httpx.AsyncClient(transport=httpx.MockTransport(respond)) as http:
        try:
            if say is _in_parts:
                return [one async for one in ask_in_parts(http, PROTOCOL, TASK, **options)]
            return [await ask(http, PROTOCOL, TASK, older=say is _by_an_axon, **options)]
        except AskFailed:
            return []


@FUZZ
@given(seed=SEEDS)
def test_no_reply_breaks_a_validator_and_no_changed_one_is_an_answer(seed: int) -> None:
    chance = Random(seed)

    async def scene() -> None:
        for _ in range(12):
            say = chance.choice((_whole, _in_parts, _by_an_axon))
            found = await _asked(chance, say)
            for one in found[:-1]:
                assert isinstance(one, Step)
            if found and say is not _by_an_axon:  # which nobody signs
                assert isinstance(found[-1], Reply)
                assert found[-1].answer == Sum(6)

    asyncio.run(scene())


class Line(asyncio.Transport):
    """A connection to nowhere."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.9", 5), "sockname": ("127.0.0.1", 6)})
        self.closed = False
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        """Go on: who feeds it asks nobody."""

    resume_reading = pause_reading


REQUEST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


async def _reads(scope: Any, receive: Any, send: Any) -> None:
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@FUZZ
@given(seed=SEEDS, noise=st.binary(max_size=200))
@example(seed=0, noise=b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nx")
@example(seed=0, noise=b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
def test_no_bytes_break_a_connection(seed: int, noise: bytes) -> None:
    chance = Random(seed)
    sent = b"".join(chance.choice((REQUEST, CHUNKED)) for _ in range(chance.randint(1, 4)))
    for _ in range(chance.randint(0, 3)):
        sent = changed(chance, sent)
    sent = noise + sent if chance.random() < 0.3 else sent + noise

    async def scene() -> None:
        faults: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        config = Config(_reads, log_config=None, **LIMITED, log_level="critical", lifespan="off")
        line, server = Line(), ServerState()
        connection = LimitedHttp(config, server, {})
        connection.connection_made(line)
        place = 0
        while place < len(sent) and not line.closed:
            size = chance.randint(1, 300)
            connection.data_received(sent[place : place + size])
            place += size
            await asyncio.sleep(0)
        connection.connection_lost(None)
        if server.tasks:
            await asyncio.wait(server.tasks, timeout=5)
        assert faults == []
        assert not server.tasks
        assert not server.connections

    asyncio.run(scene())
