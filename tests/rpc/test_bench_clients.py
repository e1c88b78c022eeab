"""The bench's own clients: bare sockets that must get the answers which other clients get."""

import asyncio
import json

import pytest
from benchmarks.load import connect, http_frame, request, web_socket_frame
from tests.rpc.conftest import Client


@pytest.mark.parametrize("size", [1, 200, 70_000])
def test_frames_of_every_length_are_understood(client: Client, size: int) -> None:
    body = request("system_health", "x" * size)

    async def both() -> list[bytes]:
        socket = await connect(client.server.port, web_socket=True)
        first = await socket.over_web_socket(web_socket_frame(body))
        socket.close()
        plain = await connect(client.server.port, web_socket=False)
        answers = [first, await plain.over_http(http_frame(body)), await plain.over_http(http_frame(body))]
        plain.close()
        return answers

    answers = [json.loads(answer)["result"] for answer in asyncio.run(both())]

    assert answers == [client.result("system_health")] * 3


def test_long_answers_are_read_whole(client: Client) -> None:
    async def ask() -> bytes:
        socket = await connect(client.server.port, web_socket=True)
        answer = await socket.over_web_socket(web_socket_frame(request("state_getMetadata")))
        socket.close()
        return answer

    assert json.loads(asyncio.run(ask()))["result"] == client.result("state_getMetadata")
