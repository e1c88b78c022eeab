"""When a miner is asked again, and when not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import msgspec
import pytest
from bittensor.keyfiles import Keypair
from tests.e2e.sdk10.sums import SUMS, Task

from taonet.neuron.client import AskFailed, ask, new_http_client
from taonet.neuron.market import Reply
from taonet.neuron.patience import Peers, ask_patiently
from taonet.neuron.signing import sign_reply
from taonet.testing.neurons import dev_key

ALICE, BOB = dev_key("Alice"), dev_key("Bob")
Said = Callable[[httpx.Request], httpx.Response]


def _response(status: int, data: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    async def body() -> AsyncIterator[bytes]:
        yield msgspec.json.encode(data)

    return httpx.Response(status, content=body(), headers=headers)


def _right(request: httpx.Request, key: Keypair = BOB) -> httpx.Response:
    nonce = request.headers["x-bittensor-nonce"]
    body = b'{"value":6}'
    path = request.url.path
    headers = sign_reply(key, body, path=path, request_nonce=nonce, asker_ss58=ALICE.ss58_address, now_ns=int(nonce))
    return _response(200, {"value": 6}, headers)


def _refusal(status: int, **headers: str) -> Said:
    return lambda request: _response(status, {"error": "no"}, headers)


def _fails(error: type[httpx.HTTPError]) -> Said:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("broken")  # type: ignore[call-arg]

    return fail


class Asked:
    """What came of asking a miner that says one thing after another; a second passes with each."""

    def __init__(self, *says: Said, deadline: float = 100, peers: Peers | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.reply: Reply[Any] | None = None
        self.failure: AskFailed | None = None
        self.peers = peers or Peers()
        self._now = 0.0
        asyncio.run(self._ask(list(says), deadline))

    async def _ask(self, says: list[Said], deadline: float) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            self._now += 1
            return says.pop(0)(request)

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self._now += seconds

        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            try:
                self.reply = await ask_patiently(
                    http,
                    SUMS,
                    Task([1, 2, 3]),
                    endpoint="127.0.0.1:5",
                    signer=ALICE,
                    receiver=BOB.ss58_address,
                    deadline_seconds=deadline,
                    peers=self.peers,
                    sleep=sleep,
                    chance=lambda: 0.5,
                    clock=lambda: self._now,
                )
            except AskFailed as error:
                self.failure = error
        assert not says


def test_a_busy_miner_is_asked_again_when_it_said_and_the_time_counts_from_the_first() -> None:
    asked = Asked(_refusal(503, **{"Retry-After": "3"}), _refusal(429, **{"Retry-After": "1"}), _right)

    assert asked.reply is not None
    assert asked.slept == [pytest.approx(3.2), pytest.approx(1.4)]
    assert asked.reply.seconds == pytest.approx(3 + 3.2 + 1.4)
    assert len({request.headers["x-bittensor-nonce"] for request in asked.requests}) == 3


def test_a_miner_that_was_not_reached_is_asked_again() -> None:
    asked = Asked(_fails(httpx.ConnectError), _fails(httpx.ConnectTimeout), _right)

    assert asked.reply is not None
    assert asked.slept == [pytest.approx(0.2), pytest.approx(0.4)]


def test_it_ends_after_three_tries() -> None:
    asked = Asked(*[_fails(httpx.ConnectError)] * 3)

    assert "ConnectError" in str(asked.failure)
    assert len(asked.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 422, 500, 503, 504])
def test_a_miner_that_took_the_task_or_will_not_have_it_is_not_asked_again(status: int) -> None:
    asked = Asked(_refusal(status))

    assert f"refused with {status}" in str(asked.failure)
    assert asked.slept == []


def test_nobody_is_asked_after_the_deadline() -> None:
    asked = Asked(_refusal(503, **{"Retry-After": "30"}), deadline=20)

    assert asked.slept == []
    assert asked.failure is not None
    assert asked.failure.retry_after == 30


def test_a_connection_that_broke_is_tried_again_with_the_same_signed_bytes() -> None:
    asked = Asked(_fails(httpx.RemoteProtocolError), _right)

    assert asked.reply is not None
    first, second = asked.requests
    assert first.headers == second.headers
    assert first.content == second.content


def test_a_reply_of_another_is_no_answer_and_no_reason_to_ask_again() -> None:
    asked = Asked(lambda request: _right(request, dev_key("Mallory")))

    assert "another hotkey" in str(asked.failure)


def _old(request: httpx.Request) -> httpx.Response:
    assert request.url.path == "/SumSynapse"
    return _response(200, {"numbers": [1, 2, 3], "total": 6}, {})


def test_a_miner_that_knows_no_other_way_is_asked_in_the_older_one_from_then_on() -> None:
    peers = Peers()

    first = Asked(_refusal(404), _old, peers=peers)
    second = Asked(_old, peers=peers)

    assert first.reply is not None
    assert second.reply is not None
    assert second.reply.answer.value == 6
    assert first.slept == []


def test_a_miner_that_has_learnt_the_newer_way_is_asked_so_in_the_next_round() -> None:
    peers = Peers({BOB.ss58_address})

    lost = Asked(_refusal(404), peers=peers)
    found = Asked(_right, peers=peers)

    assert lost.failure is not None
    assert found.reply is not None


def test_connections_are_kept_and_a_fresh_one_that_breaks_is_a_failure() -> None:
    """A server that answers once and hangs up at the next request: on a kept connection that is no miner's fault."""
    connections: list[int] = []
    answers = [b"HTTP/1.1 403 x\r\nContent-Length: 0\r\n\r\n", None, None]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(0)
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))
                connections[-1] += 1
                answer = answers.pop(0)
                if answer is None:
                    break
                writer.write(answer)
        writer.close()

    async def scene() -> list[str]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        said: list[str] = []
        async with server, new_http_client() as http:
            for _ in range(2):
                with pytest.raises(AskFailed) as caught:
                    await ask(
                        http,
                        SUMS,
                        Task([1]),
                        endpoint=place,
                        signer=ALICE,
                        receiver=BOB.ss58_address,
                        deadline_seconds=5,
                    )
                said.append(str(caught.value))
        return said

    said = asyncio.run(scene())

    assert said[0] == "refused with 403: no reason given"
    assert "RemoteProtocolError" in said[1]
    assert connections == [2, 1]
