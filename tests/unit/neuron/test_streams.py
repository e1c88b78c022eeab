"""Answers in parts, over real sockets: what comes, what it costs, and what is refused."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from bittensor import http_auth
from bittensor.keyfiles import Keypair
from tests.unit.neuron.conftest import ECHO, EchoAnswer, EchoTask

from taonet.http import LIMITED, listen, running
from taonet.neuron.access import Access
from taonet.neuron.client import AskFailed, ask, ask_in_parts, new_http_client
from taonet.neuron.events import event
from taonet.neuron.market import BadTask, CannotAnswer, Protocol, Reply, Streaming
from taonet.neuron.places import ServerLimits
from taonet.neuron.server import make_app
from taonet.neuron.signing import sign_reply
from taonet.testing.neurons import dev_key

ALICE, BOB = dev_key("Alice"), dev_key("Bob")


class Word(msgspec.Struct, frozen=True):
    word: str


SPOKEN = replace(ECHO, part=Word, max_part_bytes=100, max_stream_bytes=1_000)
Answering = Callable[[Any, str], AsyncGenerator[msgspec.Struct]]


async def _spell(task: EchoTask, caller: str) -> AsyncGenerator[msgspec.Struct]:
    """Say a text word by word, then whole."""
    for word in task.text.split():
        yield Word(word)
    yield EchoAnswer(task.text)


@contextlib.asynccontextmanager
async def _miner(answer: Any, protocol: Protocol[Any, Any] = SPOKEN, seconds: float = 60) -> AsyncIterator[str]:
    app = make_app(
        protocol,
        answer,
        signer=BOB,
        access=Access({ALICE.ss58_address: 0}),
        limits=ServerLimits(answer_seconds=seconds),
    )
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        async with running(app, listener, **LIMITED, log_level="critical"):
            yield f"127.0.0.1:{listener.getsockname()[1]}"


async def _ask(place: str, text: str = "to be or not", protocol: Protocol[Any, Any] = SPOKEN) -> list[Any]:
    """Return all that comes: parts, then a reply, or why there is none."""
    found: list[Any] = []
    async with new_http_client() as http:
        options = {"endpoint": place, "signer": ALICE, "receiver": BOB.ss58_address, "deadline_seconds": 5}
        try:
            async for one in ask_in_parts(http, protocol, EchoTask(text), **options):
                found += [one.answer if isinstance(one, Reply) else one]
        except AskFailed as error:
            found.append(str(error))
    return found


def _streamed(answer: Any, text: str = "to be or not", **options: Any) -> list[Any]:
    async def scene() -> list[Any]:
        async with _miner(answer, **options) as place:
            return await _ask(place, text, options.get("protocol", SPOKEN))

    return asyncio.run(scene())


def test_parts_come_before_the_signed_answer() -> None:
    assert _streamed(Streaming(_spell)) == [*map(Word, ("to", "be", "or", "not")), EchoAnswer("to be or not")]


def test_who_asks_for_no_parts_gets_the_same_answer() -> None:
    async def scene() -> Reply[Any]:
        async with _miner(Streaming(_spell)) as place, new_http_client() as http:
            return await ask(
                http,
                SPOKEN,
                EchoTask("a b"),
                endpoint=place,
                signer=ALICE,
                receiver=BOB.ss58_address,
                deadline_seconds=5,
            )

    assert asyncio.run(scene()).answer == EchoAnswer("a b")


def test_a_miner_without_parts_streams_its_answer_alone() -> None:
    async def whole(task: EchoTask, caller: str) -> EchoAnswer:
        return EchoAnswer(task.text)

    assert _streamed(whole, protocol=ECHO) == [EchoAnswer("to be or not")]


def test_parts_come_while_the_answer_is_still_in_work() -> None:
    async def scene() -> list[Any]:
        seen = asyncio.Event()

        async def waits(task: EchoTask, caller: str) -> AsyncGenerator[msgspec.Struct]:
            yield Word("first")
            await seen.wait()
            yield EchoAnswer("done")

        found: list[Any] = []
        async with _miner(Streaming(waits)) as place, new_http_client() as http:
            options = {"endpoint": place, "signer": ALICE, "receiver": BOB.ss58_address, "deadline_seconds": 5}
            async for one in ask_in_parts(http, SPOKEN, EchoTask("x"), **options):  # type: ignore[arg-type]
                found.append(one)
                seen.set()
        return found

    first, reply = asyncio.run(scene())

    assert first == Word("first")
    assert reply.answer == EchoAnswer("done")


def test_work_ends_where_it_stands_when_its_caller_leaves() -> None:
    async def scene() -> None:
        ended = asyncio.Event()

        async def endless(task: EchoTask, caller: str) -> AsyncGenerator[msgspec.Struct]:
            try:
                yield Word("first")
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with _miner(Streaming(endless)) as place, new_http_client() as http:
            options = {"endpoint": place, "signer": ALICE, "receiver": BOB.ss58_address, "deadline_seconds": 5}
            coming = ask_in_parts(http, SPOKEN, EchoTask("x"), **options)  # type: ignore[arg-type]
            assert await anext(coming) == Word("first")
            await coming.aclose()
            async with asyncio.timeout(5):
                await ended.wait()

    asyncio.run(scene())


def _then(*made: msgspec.Struct | Exception | None) -> Streaming[Any]:
    async def answer(task: Any, caller: str) -> AsyncGenerator[msgspec.Struct]:
        for one in made:
            if isinstance(one, Exception):
                raise one
            yield one  # type: ignore[misc]

    return Streaming(answer)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_then(BadTask("nobody could")), ["refused with 422: nobody could"]),
        (_then(CannotAnswer("not now")), ["refused with 503: not now"]),
        (_then(KeyError("x")), ["refused with 500: the miner failed"]),
        (_then(), ["refused with 500: the miner's parts end without an answer"]),
        (_then(Word("a"), CannotAnswer("out of paper")), [Word("a"), "refused with 503: out of paper"]),
        (_then(Word("a"), ZeroDivisionError()), [Word("a"), "refused with 500: the miner failed"]),
        (_then(Word("a")), [Word("a"), "refused with 500: the miner's parts end without an answer"]),
    ],
)
def test_a_failure_has_its_status_before_the_first_part_and_after_it(answer: Any, said: list[Any]) -> None:
    assert _streamed(answer) == said


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_then(Word("x" * 200)), "the limit is 100"),
        (_then(*[Word("y" * 60)] * 50), "too long together"),
        (_then(Word("a"), None), "a NoneType, not a EchoAnswer"),
        (_then(Word(5)), "Expected `str`"),  # type: ignore[arg-type]
        (_then(EchoAnswer("z" * 5_000)), "the limit is 2000"),
    ],
)
def test_what_a_miner_may_not_send_is_its_own_fault(answer: Any, words: str) -> None:
    last = _streamed(answer)[-1]

    assert last.startswith("refused with 500"), last
    assert words in last


def test_parts_that_take_too_long_are_given_up() -> None:
    async def endless(task: Any, caller: str) -> AsyncGenerator[msgspec.Struct]:
        yield Word("a")
        await asyncio.Event().wait()

    assert _streamed(Streaming(endless), seconds=0.05) == [
        Word("a"),
        "refused with 504: the answer took longer than 0.05 s",
    ]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
Attack = Callable[[asyncio.StreamWriter, str], Awaitable[None]]


def _signature(body: bytes, nonce: str, key: Keypair = BOB) -> bytes:
    signed = sign_reply(
        key, body, path=SPOKEN.path, request_nonce=nonce, asker_ss58=ALICE.ss58_address, now_ns=time.time_ns()
    )
    return event("signature", msgspec.json.encode(signed))


def _says(*pieces: bytes) -> Attack:
    async def attack(writer: asyncio.StreamWriter, nonce: str) -> None:
        writer.write(HEAD + b"".join(pieces))

    return attack


async def _forged(writer: asyncio.StreamWriter, nonce: str) -> None:
    body = b'{"text":"a"}'
    writer.write(HEAD + event("answer", body) + _signature(body, nonce, dev_key("Mallory")))


async def _swapped(writer: asyncio.StreamWriter, nonce: str) -> None:
    writer.write(HEAD + event("answer", b'{"text":"b"}') + _signature(b'{"text":"a"}', nonce))


async def _replayed(writer: asyncio.StreamWriter, nonce: str) -> None:
    writer.write(HEAD + event("answer", b'{"text":"a"}') + _signature(b'{"text":"a"}', "7"))


async def _odd(writer: asyncio.StreamWriter, nonce: str) -> None:
    body = b'{"text":5}'
    writer.write(HEAD + event("answer", body) + _signature(body, nonce))


async def _endless(writer: asyncio.StreamWriter, nonce: str) -> None:
    writer.write(HEAD)
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(event("part", b'{"word":"again"}') + b": nothing\n")
            await writer.drain()


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        (_forged, "another hotkey"),
        (_swapped, "does not verify"),
        (_replayed, "does not verify"),
        (_odd, "not a EchoAnswer"),
        (_endless, "too long together"),
        (_says(b"data: " + b"x" * 9_000), "too long together"),
        (_says(b"x" * 6_500), "exceeds 6096 bytes"),
        (_says(event("part", b'{"word":NaN}')), "not a Word"),
        (_says(event("part", b'{"word":"' + b"w" * 200 + b'"}')), "the limit is 100"),
        (_says(event("signature", b"[]")), "not an object of strings"),
        (_says(event("signature", b"{}")), "missing x-bittensor-"),
        (_says(event("error", b"\xff")), "refused with 500: no reason given"),
        (_says(event("answer", b'{"text":"a"}')), "ended without a signed answer"),
        (_says(event("what", b"5")), "ended without a signed answer"),
        (_says(), "ended without a signed answer"),
    ],
)
def test_a_hostile_stream_is_no_answer(attack: Attack, words: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        nonce = head.partition("x-bittensor-nonce: ")[2].partition("\r\n")[0]
        await attack(writer, nonce)
        writer.close()

    async def scene() -> list[Any]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            return await _ask(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")

    last = asyncio.run(scene())[-1]

    assert isinstance(last, str), last
    assert words in last


def test_the_end_of_a_stream_is_signed_as_a_reply_is() -> None:
    async def scene() -> bytes:
        headers = http_auth.sign(
            ALICE,
            method="POST",
            path=SPOKEN.path,
            body=b'{"text":"a b"}',
            receiver_ss58=BOB.ss58_address,
            nonce_ns=None,
        )
        async with _miner(Streaming(_spell)) as place, httpx.AsyncClient(trust_env=False) as http:
            headers |= {"Accept": "text/event-stream"}
            response = await http.post(f"http://{place}{SPOKEN.path}", content=b'{"text":"a b"}', headers=headers)
            assert response.headers["content-type"] == "text/event-stream"
            return response.content

    sent = asyncio.run(scene())

    assert sent.startswith(
        event("part", b'{"word":"a"}')
        + event("part", b'{"word":"b"}')
        + event("answer", b'{"text":"a b"}')
        + b"event: signature\ndata: {"
    )
