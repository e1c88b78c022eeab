"""Clients that cost little, so that a node and not its client is measured: bare sockets, frames made beforehand."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import time
from collections.abc import Awaitable, Callable

Exchange = Callable[[bytes], Awaitable[bytes]]
"""Sends a request that was framed beforehand and returns the body of its answer."""


def request(method: str, *params: object) -> bytes:
    """Return a JSON-RPC request."""
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()


def web_socket_frame(body: bytes) -> bytes:
    """Return a text frame as clients send it, with a mask of zeros."""
    length = len(body)
    if length < 126:
        head = struct.pack("!BB", 0x81, 0x80 | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", 0x81, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", 0x81, 0x80 | 127, length)
    return head + bytes(4) + body


def http_frame(body: bytes) -> bytes:
    """Return a POST request that keeps the connection."""
    return b"POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


class Socket:
    """One connection to a node's port; many answers may be outstanding on a WebSocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def read_frame(self) -> bytes:
        """Return the next text of a WebSocket."""
        while True:
            first, length = await self.reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            body = await self.reader.readexactly(length) if length else b""
            if first == 0x81:
                return body

    async def over_web_socket(self, frame: bytes) -> bytes:
        """Send a frame and return the answer."""
        self.writer.write(frame)
        return await self.read_frame()

    async def over_http(self, frame: bytes) -> bytes:
        """Send a request and return the body of the answer."""
        self.writer.write(frame)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return await self.reader.readexactly(int(length.split(b":")[1]))

    def close(self) -> None:
        """End the connection."""
        self.writer.close()


async def connect(port: int, *, web_socket: bool) -> Socket:
    """Open a connection; over HTTP nothing is said yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    if web_socket:
        key = os.urandom(16).hex()[:22].encode() + b"=="
        writer.write(
            b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
            b"sec-websocket-version: 13\r\nsec-websocket-key: %b\r\n\r\n" % key
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"no WebSocket: {head!r}")
    return Socket(reader, writer)


def call(port: int, method: str, *params: object) -> object:
    """Ask once over HTTP and wait for the answer however long it takes; a busy machine is slow, not broken."""

    async def ask() -> bytes:
        socket = await connect(port, web_socket=False)
        answer = await socket.over_http(http_frame(request(method, *params)))
        socket.close()
        return answer

    answer = json.loads(asyncio.run(ask()))
    if "error" in answer:
        raise RuntimeError(f"{method} was refused: {answer['error']}")
    return answer["result"]


async def ask_in_turn(port: int, body: bytes, seconds: float, *, web_socket: bool) -> list[float]:
    """Ask the same again and again over one connection, and return how long each answer took."""
    socket = await connect(port, web_socket=web_socket)
    frame = web_socket_frame(body) if web_socket else http_frame(body)
    exchange: Exchange = socket.over_web_socket if web_socket else socket.over_http
    waits: list[float] = []
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        answer = await exchange(frame)
        waits.append(time.perf_counter() - began)
        if b'"error"' in answer:
            raise RuntimeError(f"refused: {answer!r}")
    socket.close()
    return waits


async def ask_by_many(port: int, body: bytes, clients: int, seconds: float, *, web_socket: bool) -> list[float]:
    """Do the same with many clients at a time; return all waits, sorted."""
    all_waits = await asyncio.gather(*(ask_in_turn(port, body, seconds, web_socket=web_socket) for _ in range(clients)))
    return sorted(wait for waits in all_waits for wait in waits)
