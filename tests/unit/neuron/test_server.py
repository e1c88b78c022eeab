"""What the miner's server refuses, sent as raw requests, and what it serves."""

import asyncio
import math
from dataclasses import replace
from typing import Annotated, Any

import httpx
import msgspec
import pytest
from bittensor import http_auth
from bittensor.keyfiles import Keypair
from starlette.requests import ClientDisconnect
from tests.unit.neuron.conftest import EchoAnswer

from taonet.neuron.access import Access
from taonet.neuron.market import Answer, BadTask, CannotAnswer, Protocol
from taonet.neuron.messages import BadMessage
from taonet.neuron.places import DEFAULT_LIMITS, ServerLimits
from taonet.neuron.server import make_app

NOW = 1_800_000_000_000_000_000
PATH = "/taonet/echo/1"
BODY = b'{"text":"hi"}'


async def _echo(task: Any, caller: str) -> Any:
    return EchoAnswer(task.text)


def _app(
    echo: Protocol[Any, Any],
    bob: Keypair,
    allowed: set[str],
    answer: Answer[Any, Any] = _echo,
    limits: ServerLimits = DEFAULT_LIMITS,
) -> httpx.AsyncClient:
    app = make_app(
        echo,
        answer,
        signer=bob,
        access=Access(dict.fromkeys(allowed, 0)),
        limits=limits,
        now_ns=lambda: NOW,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://miner")


def _headers(key: Keypair, receiver: str | None, body: bytes = BODY, **changes: Any) -> dict[str, str]:
    options = {"method": "POST", "path": PATH, "nonce_ns": NOW, **changes}
    return http_auth.sign(key, body=body, receiver_ss58=receiver, **options)


@pytest.fixture
def http(echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> httpx.AsyncClient:
    return _app(echo, bob, {alice.ss58_address})


def _post(http: httpx.AsyncClient, headers: dict[str, str], body: bytes = BODY) -> httpx.Response:
    return asyncio.run(http.post(PATH, content=body, headers=headers))


def _refused(response: httpx.Response, status: int, words: str) -> None:
    assert response.status_code == status, response.text
    assert words in response.json()["error"]


def test_serves_a_signed_task_and_signs_the_reply(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    response = _post(http, _headers(alice, bob.ss58_address))

    assert response.status_code == 200
    assert response.json() == {"text": "hi"}
    assert response.headers["x-bittensor-hotkey"] == bob.ss58_address
    assert response.headers["x-bittensor-receiver"] == alice.ss58_address


def test_refuses_an_unsigned_request(http: httpx.AsyncClient) -> None:
    _refused(_post(http, {}), 401, "must be signed")


def test_refuses_an_empty_signature(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    headers = _headers(alice, bob.ss58_address) | {"X-Bittensor-Signature": ""}

    _refused(_post(http, headers), 401, "malformed")


def test_refuses_another_keys_signature(
    http: httpx.AsyncClient, alice: Keypair, bob: Keypair, mallory: Keypair
) -> None:
    headers = _headers(mallory, bob.ss58_address) | {"X-Bittensor-Hotkey": alice.ss58_address}

    _refused(_post(http, headers), 401, "does not verify")


def test_refuses_a_changed_body(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    _refused(_post(http, _headers(alice, bob.ss58_address), b'{"text":"ho"}'), 401, "not verify")


def test_refuses_a_signature_for_another_path(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    headers = _headers(alice, bob.ss58_address, path="/other")

    _refused(_post(http, headers), 401, "does not verify")


def test_refuses_a_request_meant_for_another_miner(http: httpx.AsyncClient, alice: Keypair, mallory: Keypair) -> None:
    _refused(_post(http, _headers(alice, mallory.ss58_address)), 401, "different receiving")


def test_refuses_a_request_bound_to_nobody(http: httpx.AsyncClient, alice: Keypair) -> None:
    _refused(_post(http, _headers(alice, None)), 401, "x-bittensor-receiver")


@pytest.mark.parametrize(("shift", "words"), [(-11, "older"), (3, "future")])
def test_refuses_a_request_outside_the_window(
    http: httpx.AsyncClient, alice: Keypair, bob: Keypair, shift: int, words: str
) -> None:
    headers = _headers(alice, bob.ss58_address, nonce_ns=NOW + shift * 10**9)

    _refused(_post(http, headers), 401, words)


def test_refuses_a_replay(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    headers = _headers(alice, bob.ss58_address)

    async def twice() -> list[httpx.Response]:
        return [await http.post(PATH, content=BODY, headers=headers) for _ in range(2)]

    first, second = asyncio.run(twice())

    assert first.status_code == 200
    _refused(second, 401, "already accepted")


def test_refuses_who_may_not_validate(http: httpx.AsyncClient, mallory: Keypair, bob: Keypair) -> None:
    _refused(_post(http, _headers(mallory, bob.ss58_address)), 403, "no validator permit")


def test_refuses_an_oversized_body_by_its_declared_length(
    http: httpx.AsyncClient, alice: Keypair, bob: Keypair
) -> None:
    body = b"x" * 3_000

    _refused(_post(http, _headers(alice, bob.ss58_address, body), body), 413, "2000 bytes")


def test_refuses_an_oversized_body_of_undeclared_length(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    body = b"x" * 3_000

    async def pieces() -> Any:
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    headers = _headers(alice, bob.ss58_address, body)
    response = asyncio.run(http.post(PATH, content=pieces(), headers=headers))

    _refused(response, 413, "2000 bytes")


def test_refuses_a_repeated_header(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    headers = _headers(alice, bob.ss58_address)
    pairs = [*headers.items(), ("X-Bittensor-Nonce", "5")]

    _refused(asyncio.run(http.post(PATH, content=BODY, headers=pairs)), 401, "twice")


@pytest.mark.parametrize("nonce", ["+5", "1_0", " 7 ", "0x5", "", "9" * 30])
def test_refuses_odd_spellings_of_the_nonce(http: httpx.AsyncClient, alice: Keypair, bob: Keypair, nonce: str) -> None:
    headers = _headers(alice, bob.ss58_address) | {"X-Bittensor-Nonce": nonce}

    assert _post(http, headers).status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"text":5}', b'{"text":"a","more":1}', b"[" * 1_900, b'{"text":"\xff"}'],
)
def test_refuses_a_body_that_is_no_task(http: httpx.AsyncClient, alice: Keypair, bob: Keypair, body: bytes) -> None:
    _refused(_post(http, _headers(alice, bob.ss58_address, body), body), 400, "not a EchoTask")


def test_refuses_a_query_string(http: httpx.AsyncClient, alice: Keypair, bob: Keypair) -> None:
    headers = _headers(alice, bob.ss58_address, path=PATH + "?x=1")
    response = asyncio.run(http.post(PATH + "?x=1", content=BODY, headers=headers))

    _refused(response, 400, "no query")


def test_a_failing_answer_function_costs_one_answer(echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    async def broken(task: Any, caller: str) -> Any:
        raise ZeroDivisionError

    http = _app(echo, bob, {alice.ss58_address}, broken)

    _refused(_post(http, _headers(alice, bob.ss58_address)), 500, "failed")


def test_an_answer_function_may_decline(echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    async def decline(task: Any, caller: str) -> Any:
        raise CannotAnswer("out of paper")

    http = _app(echo, bob, {alice.ss58_address}, decline)

    _refused(_post(http, _headers(alice, bob.ss58_address)), 503, "out of paper")


def test_an_answer_that_takes_too_long_is_given_up(echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    async def never(task: Any, caller: str) -> Any:
        await asyncio.Event().wait()

    http = _app(echo, bob, {alice.ss58_address}, never, ServerLimits(answer_seconds=0.01))

    _refused(_post(http, _headers(alice, bob.ss58_address)), 504, "longer than 0.01 s")


class Exact(msgspec.Struct, frozen=True):
    text: str
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Exact("x" * 5_000), "the limit is 2000"),
        ({"text": "a"}, "a dict, not a Exact"),
        (None, "a NoneType, not a Exact"),
        (Exact(5), "Expected `str`, got `int`"),  # type: ignore[arg-type]
        (Exact("a", 1.5), "<= 1"),
        (Exact("a", math.nan), "got `null`"),
        (Exact("a", math.inf), "got `null`"),
        (Exact(object()), "cannot be written as JSON"),  # type: ignore[arg-type]
    ],
)
def test_an_answer_that_cannot_be_sent_is_the_miners_fault(
    echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, made: Any, words: str
) -> None:
    async def answer(task: Any, caller: str) -> Any:
        return made

    http = _app(replace(echo, answer=Exact), bob, {alice.ss58_address}, answer)

    _refused(_post(http, _headers(alice, bob.ss58_address)), 500, words)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (BadTask("the prompt has 9 tokens"), 422, "the prompt has 9 tokens"),
        (BadTask("half of \ud800 and \0"), 422, "half of ? and �"),
        (CannotAnswer("x" * 10**6), 503, "x" * 999 + "…"),
        (BadMessage("a backend's answer is no JSON"), 500, "the miner failed"),
        (TimeoutError("a backend"), 500, "the miner failed"),
        (ClientDisconnect(), 500, "the miner failed"),
        (KeyError("x"), 500, "the miner failed"),
    ],
)
def test_what_the_answer_function_raises_says_whose_fault_it_is(
    echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, error: Exception, status: int, words: str
) -> None:
    async def answer(task: Any, caller: str) -> Any:
        raise error

    http = _app(echo, bob, {alice.ss58_address}, answer)

    _refused(_post(http, _headers(alice, bob.ss58_address)), status, words)


def test_an_answer_function_that_is_not_async_is_the_miners_fault(
    echo: Protocol[Any, Any], alice: Keypair, bob: Keypair
) -> None:
    http = _app(echo, bob, {alice.ss58_address}, lambda task, caller: EchoAnswer("hi"))  # type: ignore[arg-type, return-value]

    _refused(_post(http, _headers(alice, bob.ss58_address)), 500, "failed")


def test_work_ends_when_its_caller_hangs_up(echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work(task: Any, caller: str) -> Any:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    http = _app(echo, bob, {alice.ss58_address}, work)
    app: Any = http._transport.app  # type: ignore[attr-defined]
    headers = [(k.lower().encode(), v.encode()) for k, v in _headers(alice, bob.ss58_address).items()]
    messages = [{"type": "http.request", "body": BODY, "more_body": False}]
    sent: list[Any] = []

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers, "query_string": b"", "client": None}
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 5))

    assert ended.is_set()
    assert sent[0]["status"] == 499


def test_one_caller_cannot_take_all_places(echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    gate = asyncio.Event()

    async def wait(task: Any, caller: str) -> Any:
        await gate.wait()
        return EchoAnswer("done")

    http = _app(echo, bob, {alice.ss58_address}, wait, ServerLimits(per_caller=1))

    async def scene() -> tuple[httpx.Response, httpx.Response]:
        first = asyncio.ensure_future(http.post(PATH, content=BODY, headers=_headers(alice, bob.ss58_address)))
        await asyncio.sleep(0.01)
        headers = _headers(alice, bob.ss58_address, nonce_ns=NOW + 1)
        second = await http.post(PATH, content=BODY, headers=headers)
        gate.set()
        return await first, second

    first, second = asyncio.run(scene())

    assert first.status_code == 200
    _refused(second, 429, "its share")
    assert second.headers["retry-after"] == "1"
