"""What clients and miners do wrong to a gateway: the right status in OpenAI's form, nothing lost, nothing left behind."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import httpx
import openai
import pytest
from msgspec import Struct
from tests.unit.gateway.world import ASK, World, honest_miner, saying, until, world

from taonet.gateway import requests
from taonet.gateway.settings import MOST_BODY
from taonet.markets.text.backends import MODEL, complete
from taonet.markets.text.model import Model
from taonet.markets.text.protocol import MAX_PROMPT, TextAnswer, TextPart, TextTask
from taonet.neuron.market import BadTask, Streaming

JSON = {"content-type": "application/json"}
POST = b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


def run(scene: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(30):
            return await scene()

    return asyncio.run(bounded())


def asked(model: Model, question: Callable[[World], Awaitable[Any]], **settings: Any) -> Any:
    """Ask a gateway with one honest miner."""

    async def scene() -> Any:
        async with world(model, {"first": honest_miner(model)}, **settings) as w:
            return await question(w)

    return run(scene)


def _message(role: str, content: object) -> dict[str, object]:
    return {"messages": [{"role": role, "content": content}]}


BODIES: dict[str, tuple[int, str, object]] = {
    "no JSON": (400, "invalid_json", b"{"),
    "nothing": (400, "invalid_json", b""),
    "nested deep": (400, "invalid_json", b'{"x":' + b"[" * 100_000),
    "not UTF-8": (400, "invalid_json", b'{"model":"\xff"}'),
    "a list": (400, "invalid_value", b"[]"),
    "no messages": (400, "invalid_value", {"model": MODEL, "messages": []}),
    "too many messages": (400, "invalid_value", {**ASK, "messages": [{"role": "user", "content": "a"}] * 66}),
    "a wrong type": (400, "invalid_value", {**ASK, "temperature": "hot"}),
    "too hot": (400, "invalid_value", {**ASK, "temperature": 2.5}),
    "NaN": (400, "invalid_json", json.dumps({**ASK, "temperature": float("nan")}).encode()),
    "no tokens": (400, "invalid_value", {**ASK, "max_tokens": 0}),
    "a tool's message": (400, "invalid_value", {**ASK, **_message("tool", "x")}),
    "the assistant's last word": (400, "invalid_value", {**ASK, **_message("assistant", "x")}),
    "an empty prompt": (400, "invalid_value", {**ASK, **_message("user", "")}),
    "a picture": (
        400,
        "invalid_value",
        {**ASK, **_message("user", [{"type": "image_url", "image_url": {"url": "x"}}])},
    ),
    "a long message": (400, "context_length_exceeded", {**ASK, **_message("user", "x" * (MAX_PROMPT + 1))}),
    "half a character": (400, "invalid_json", json.dumps({**ASK, **_message("user", "\ud800")}).encode()),
    "several answers": (400, "unsupported_parameter", {**ASK, "n": 2}),
    "tools": (400, "unsupported_parameter", {**ASK, "tools": [{"type": "function"}]}),
    "log-probabilities": (400, "unsupported_parameter", {**ASK, "logprobs": True}),
    "a schema": (400, "unsupported_parameter", {**ASK, "response_format": {"type": "json_object"}}),
    "another model": (404, "model_not_found", {**ASK, "model": "gpt-5"}),
    "too much": (413, "body_too_large", b" " * (MOST_BODY + 1)),
}


@pytest.mark.parametrize("body", BODIES)
def test_a_bad_request_is_refused_in_openai_s_form(tiny_model: Model, body: str) -> None:
    status, code, sent = BODIES[body]

    async def question(w: World) -> tuple[httpx.Response, Any]:
        given = json.dumps(sent).encode() if isinstance(sent, dict) else sent
        refused = await w.post(given, **JSON)
        return refused, await w.chat()

    refused, after = asked(tiny_model, question)
    error = refused.json()["error"]

    assert (refused.status_code, error["code"]) == (status, code)
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    assert set(error) == {"message", "type", "param", "code"}
    assert after.taonet["attempts"] == 1


def test_openai_s_client_raises_what_its_users_know(tiny_model: Model) -> None:
    async def question(w: World) -> list[type[Exception]]:
        found: list[type[Exception]] = []
        for changes in ({"n": 2}, {"model": "gpt-5"}):
            try:
                await w.chat(**changes)
            except openai.APIStatusError as error:
                found.append(type(error))
        return found

    assert asked(tiny_model, question) == [openai.BadRequestError, openai.NotFoundError]


def test_values_that_ask_for_nothing_are_taken(tiny_model: Model) -> None:
    async def question(w: World) -> Any:
        return await w.chat(n=1, top_p=1.0, tools=[], response_format={"type": "text"}, user="me", logit_bias={})

    assert asked(tiny_model, question).choices[0].message.role == "assistant"


def test_a_form_of_another_site_is_not_json(tiny_model: Model) -> None:
    async def question(w: World) -> tuple[int, int, Any]:
        sent = json.dumps(ASK).encode()
        return (
            (await w.post(sent, **{"content-type": "text/plain"})).status_code,
            (await w.post(sent)).status_code,
            (await w.post(ASK, origin="https://example.com")).headers,
        )

    form, bare, headers = asked(tiny_model, question)

    assert (form, bare) == (415, 415)
    assert "access-control-allow-origin" not in headers


def test_an_origin_that_is_let_in_may_read(tiny_model: Model) -> None:
    async def question(w: World) -> list[str | None]:
        return [
            (await w.post(ASK, origin=origin)).headers.get("access-control-allow-origin")
            for origin in ("https://mine.example", "https://other.example")
        ]

    assert asked(tiny_model, question, cors_origin="https://mine.example") == ["https://mine.example", None]


def test_unknown_places_and_methods_are_refused_in_openai_s_form(tiny_model: Model) -> None:
    async def question(w: World) -> list[tuple[int, str]]:
        found = [await w.http.get(f"{w.url}/v1/nothing"), await w.http.get(f"{w.url}/v1/chat/completions")]
        return [(one.status_code, one.json()["error"]["code"]) for one in found]

    assert asked(tiny_model, question) == [(404, "unknown_url"), (405, "unknown_url")]


def test_a_body_that_comes_too_slowly_is_given_up(tiny_model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "BODY_SECONDS", 0.05)

    async def question(w: World) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", w.running.port)
        writer.write(POST + b"Content-Length: 100\r\n\r\n{")
        answer = await reader.read()  # until the gateway closes
        writer.close()
        return answer

    head, _, body = asked(tiny_model, question).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["error"]["code"] == "slow_body"


def test_a_body_without_a_length_is_bounded_too(tiny_model: Model) -> None:
    async def question(w: World) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", w.running.port)
        writer.write(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(MOST_BODY // 4_096 + 1):
            writer.write(b"1000\r\n" + b" " * 4_096 + b"\r\n")
        answer = await reader.readline()
        writer.close()
        return answer

    assert asked(tiny_model, question).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_ends_the_miner_s_work_and_frees_its_place(tiny_model: Model, stream: bool) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
        try:
            yield TextPart("a")
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def scene() -> tuple[int, int, Any]:
        async with world(tiny_model, {"first": Streaming(endless)}) as w:
            reader, writer = await asyncio.open_connection("127.0.0.1", w.running.port)
            body = json.dumps({**ASK, "stream": stream}).encode()
            writer.write(POST + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await begun.wait()
            if stream:
                assert b'"content":"a"' in await reader.readuntil(b'"content":"a"')
            writer.transport.abort()
            await ended.wait()
            gateway = w.running.gateway
            await until(lambda: not gateway.in_work)
            return gateway.in_work, gateway.text.front.pool.busy.total(), await w.account()

    in_work, busy, account = run(scene)

    assert (in_work, busy) == (0, 0)
    assert account == {}


def test_a_client_that_reads_nothing_is_let_go_when_its_time_is_over(tiny_model: Model) -> None:
    async def chatty(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
        for _ in range(100):
            yield TextPart("x" * 1_000)
        await asyncio.Event().wait()

    async def scene() -> int:
        miners = {"first": Streaming(chatty)}
        async with world(tiny_model, miners, request_seconds=0.5, attempt_seconds=0.4) as w:
            line = socket.create_connection(("127.0.0.1", w.running.port))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            body = json.dumps({**ASK, "stream": True}).encode()
            line.sendall(POST + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            gateway = w.running.gateway
            await until(lambda: gateway.in_work)
            await until(lambda: not gateway.in_work)
            line.close()
            return gateway.text.front.pool.busy.total()

    assert run(scene) == 0


def test_a_miner_that_streams_without_end_is_cut_off_and_rests(tiny_model: Model) -> None:
    async def endless(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
        while True:
            yield TextPart("x" * 10_000)

    async def scene() -> tuple[str, dict[int, Any]]:
        async with world(tiny_model, {"first": Streaming(endless), "second": honest_miner(tiny_model)}) as w:
            with pytest.raises(openai.APIError) as caught:
                _ = [one async for one in await w.chat(stream=True)]
            after = await w.chat()
            assert after.taonet["uid"] == 2
            return caught.value.message, await w.account()

    message, account = run(scene)

    assert "too long together" in message
    assert account[1]["failed"] == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_miner_that_says_nothing_is_passed_over_in_time(tiny_model: Model, stream: bool) -> None:
    async def silent(task: TextTask, caller: str) -> TextAnswer:
        await asyncio.Event().wait()
        raise AssertionError

    async def scene() -> tuple[Any, dict[int, Any]]:
        miners = {"first": silent, "second": honest_miner(tiny_model)}
        async with world(tiny_model, miners, attempt_seconds=0.3) as w:
            made = await w.chat(stream=stream)
            last = [one async for one in made][-1] if stream else made
            return last.taonet, await w.account()

    by, account = run(scene)

    assert (by["uid"], by["attempts"]) == (2, 2)
    assert account[1]["last_failure"] in ("nothing within 0.3 s", "no answer within 0.3 s")


def test_a_part_s_miner_that_falls_silent_ends_the_stream_when_the_time_is_over(tiny_model: Model) -> None:
    async def stuck(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
        yield TextPart("a")
        await asyncio.Event().wait()

    async def scene() -> str:
        async with world(tiny_model, {"first": Streaming(stuck)}, attempt_seconds=0.3, request_seconds=0.6) as w:
            with pytest.raises((openai.APIError, httpx.RemoteProtocolError)) as caught:
                _ = [one async for one in await w.chat(stream=True)]
            return str(caught.value)

    assert run(scene)


@pytest.mark.parametrize("stream", [False, True])
def test_a_miner_that_hangs_up_or_lies_about_its_key_is_passed_over(tiny_model: Model, stream: bool) -> None:
    async def scene() -> tuple[Any, dict[int, Any]]:
        miners = {
            "closes": honest_miner(tiny_model),
            "other": honest_miner(tiny_model),
            "good": honest_miner(tiny_model),
        }
        async with world(tiny_model, miners) as w:
            rows = w.lab.client.graph.neurons
            closing = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
            rows[1].axon = f"127.0.0.1:{closing.sockets[0].getsockname()[1]}"
            rows[2].axon = rows[3].axon  # answers, but is not who it should be
            w.lab.client.graph.block = 101
            w.reread.set()
            await until(lambda: w.running.gateway.text.front.pool.block == 101)
            made = await w.chat(stream=stream)
            last = [one async for one in made][-1] if stream else made
            closing.close()
            return last.taonet, await w.account()

    by, account = run(scene)

    assert (by["uid"], by["attempts"]) == (3, 3)
    assert account[1]["failed"] == account[2]["failed"] == 1


def test_a_prompt_that_no_miner_takes_is_the_client_s_fault_and_no_miner_s(tiny_model: Model) -> None:
    async def refuses(task: TextTask, caller: str) -> TextAnswer:
        raise BadTask("the prompt has 9 tokens; this miner reads 3")

    async def scene() -> tuple[openai.BadRequestError, Any]:
        async with world(tiny_model, {"first": refuses, "second": refuses}) as w:
            with pytest.raises(openai.BadRequestError) as caught:
                await w.chat()
            return caught.value, (await w.http.get(f"{w.url}/v1/account")).json()["subnets"]["text"]["miners"]

    error, miners = run(scene)

    assert error.code == "context_length_exceeded"
    assert error.message.endswith("the prompt has 9 tokens; this miner reads 3")
    assert [one["resting"] for one in miners] == [False, False]


def test_when_nobody_answers_the_last_reason_is_told(tiny_model: Model) -> None:
    liar = saying(answer=lambda task: TextAnswer(MODEL, "x", [], [], finished=True))

    async def scene() -> openai.InternalServerError:
        async with world(tiny_model, {"first": liar, "second": liar}) as w:
            with pytest.raises(openai.InternalServerError) as caught:
                await w.chat()
            return caught.value

    error = run(scene)

    assert (error.status_code, error.code) == (502, "no_answer")
    assert "2 of the subnet's miners" in error.message
    assert "the text is not what the tokens spell" in error.message


def test_a_subnet_without_miners_is_said_to_be_one(tiny_model: Model) -> None:
    async def scene() -> tuple[openai.InternalServerError, httpx.Response]:
        async with world(tiny_model, {}) as w:
            with pytest.raises(openai.InternalServerError) as caught:
                await w.chat()
            return caught.value, await w.http.get(f"{w.url}/health")

    error, health = run(scene)

    assert (error.status_code, error.code) == (503, "no_miners")
    assert error.response.headers["retry-after"] == "1"
    assert health.status_code == 503


@pytest.mark.parametrize(("limit", "words"), [("waiting", "as much work as it takes on"), ("per_miner", "have work")])
def test_more_work_than_is_taken_on_is_refused_at_once(tiny_model: Model, limit: str, words: str) -> None:
    async def scene() -> tuple[openai.RateLimitError, Any]:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def waits(task: TextTask, caller: str) -> TextAnswer:
            begun.set()
            await go_on.wait()
            return complete(tiny_model, task).as_answer(MODEL)

        async with world(tiny_model, {"first": waits}, **{limit: 1}) as w:
            first = asyncio.create_task(w.chat())
            await begun.wait()
            with pytest.raises(openai.RateLimitError) as caught:
                await w.chat()
            go_on.set()
            return caught.value, await first

    error, made = run(scene)

    assert words in error.message
    assert made.taonet["uid"] == 1
