"""Connections of strangers: how long and how many, over real sockets."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from taonet import http
from taonet.http import LIMITED, CannotListen, PortTaken, listen, running

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _hello(request: Request) -> Response:
    return Response(b"hello")


@contextlib.asynccontextmanager
async def _server() -> AsyncIterator[int]:
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        async with running(Starlette(routes=[Route("/", _hello)]), listener, log_level="critical", **LIMITED):
            yield listener.getsockname()[1]


async def _rest(pair: Pair) -> bytes:
    reader, writer = pair
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_a_head_that_does_not_end_is_cut_off(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.05)

    async def scene() -> bytes:
        async with _server() as port:
            pair = await asyncio.open_connection("127.0.0.1", port)
            pair[1].write(begun)
            return await _rest(pair)

    assert asyncio.run(scene()) == b""


def test_the_second_head_of_a_connection_must_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.05)

    async def scene() -> bytes:
        async with _server() as port:
            pair = await asyncio.open_connection("127.0.0.1", port)
            pair[1].write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await pair[0].readuntil(b"hello")
            pair[1].write(b"GET / HTTP/1.1\r\nHost")
            return await _rest(pair)

    assert asyncio.run(scene()) == b""


def test_who_trickles_a_body_that_nobody_reads_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.05)

    async def scene() -> bytes:
        async with _server() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")  # 405, at once
            writer.write(b"x")
            return await _rest((reader, writer))

    assert asyncio.run(scene()) == b"Method Not Allowed"


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"x" * 70_000,
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 70_000,
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: bbbbbbbb\r\n" * 8_000,
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 700_000,
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: bbbbbbbb\r\n" * 8_000,
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 500,
        b"\r\n" * 70_000,
    ],
    ids=["target", "header", "headers", "chunk extension", "trailers", "pipeline", "empty lines"],
)
def test_a_request_without_end_is_cut_off_by_its_size(sent: bytes) -> None:
    async def scene() -> bytes:
        async with _server() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)

            async def send() -> None:
                with contextlib.suppress(ConnectionError):
                    writer.write(sent)
                    await writer.drain()

            sending = asyncio.create_task(send())
            said = await _rest((reader, writer))
            await sending
            return said

    said = asyncio.run(scene())

    assert said == b"" or b"HTTP/1.1 40" in said or b"HTTP/1.1 200" in said
    assert said.count(b"HTTP/1.1 200") < 20


def test_who_does_not_read_its_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.05)
    large = b"x" * 30_000_000

    async def answer(request: Request) -> Response:
        return Response(large, headers={"Connection": "close"})

    async def scene() -> None:
        with contextlib.closing(listen("127.0.0.1", 0)) as listener:
            app = Starlette(routes=[Route("/", answer)])
            async with running(app, listener, log_level="critical", **LIMITED, timeout_graceful_shutdown=1):
                place = ("127.0.0.1", listener.getsockname()[1])
                line = await asyncio.to_thread(socket.create_connection, place)
                line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                taken = 0
                with contextlib.suppress(ConnectionError):
                    while piece := await asyncio.to_thread(_after_a_while, line):
                        taken += len(piece)
                line.close()
                assert taken < len(large)

    asyncio.run(scene())


def _after_a_while(line: socket.socket) -> bytes:
    """Read a little when the other side has had its time."""
    time.sleep(0.3)
    return line.recv(20_000_000)


def test_one_address_cannot_take_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_OF_ONE_ADDRESS", 2)

    async def scene() -> tuple[bytes, bytes]:
        async with _server() as port:
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
            one_more = await _rest(await asyncio.open_connection("127.0.0.1", port))
            for _, writer in held:
                writer.close()
            await asyncio.sleep(0)
            after = await asyncio.open_connection("127.0.0.1", port)
            after[1].write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return one_more, await _rest(after)

    refused, served = asyncio.run(scene())

    assert refused == b""
    assert served.endswith(b"hello")


def test_a_websocket_is_not_offered() -> None:
    async def scene() -> bytes:
        async with _server() as port:
            pair = await asyncio.open_connection("127.0.0.1", port)
            pair[1].write(
                b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n"
                b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
            return await _rest(pair)

    assert not asyncio.run(scene()).startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize("flags", [("--host", "--port"), ("--metrics-host", "--metrics-port")])
def test_a_taken_port_names_the_flag_and_a_port_that_can_be_had(flags: tuple[str, str]) -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            listen("127.0.0.1", port, flags=flags)
    flag, advised = str(refused.value).split()[-2:]

    assert flag == flags[1]
    assert int(advised) in {port + 1, port - 1}
    assert 0 < int(advised) < 65_536


def test_an_address_of_another_machine_names_the_flag() -> None:
    with pytest.raises(CannotListen, match=r"Choose another --metrics-host or --metrics-port"):
        listen("203.0.113.7", 0, flags=("--metrics-host", "--metrics-port"))
