"""Connections of strangers: how long and how many, over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from taonet import http
from taonet.http import H11_LIMITED, CannotListen, PortTaken, listen, running

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _hello(request: Request) -> Response:
    return Response(b"hello")


@contextlib.asynccontextmanager
async def _server() -> AsyncIterator[int]:
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        async with running(Starlette(routes=[Route("/", _hello)]), listener, log_level="critical", **H11_LIMITED):
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
