"""The OpenAI-compatible backend against a server that answers like the real ones."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from taonet.markets.text.backends import BackendError, Completion, complete
from taonet.markets.text.model import Model
from taonet.markets.text.openai import Api, openai_backend
from taonet.markets.text.protocol import TextTask, Turn

BEFORE = (Turn("system", "be an"), Turn("user", "in"), Turn("assistant", "an"))
Handler = Callable[[httpx.Request], httpx.Response]


def _ask(
    model: Model, handler: Handler, api: Api = "chat", key: str | None = None, before: tuple[Turn, ...] = ()
) -> Completion:
    async def scene() -> Completion:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as http:
            backend = openai_backend(
                http,
                base_url="http://server/v1/",
                model="served",
                tokenizer=model.tokenizer,
                api=api,
                api_key=key,
                timeout_seconds=0.2,
            )
            return await backend(TextTask("m", "the thing", (1 << 40) + 5, 6, 0.5, before))

    return asyncio.run(scene())


def _chat(content: list[dict[str, Any]] | None, reason: str = "length") -> bytes:
    logprobs = None if content is None else {"content": content}
    choice = {"message": {"content": "x"}, "finish_reason": reason, "logprobs": logprobs}
    return json.dumps({"id": "1", "choices": [choice]}).encode()


def test_reads_a_chat_completion_with_bytes(tiny_model: Model) -> None:
    seen: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, json.loads(request.content), request.headers))
        content = [
            {"token": " the", "logprob": -0.5, "bytes": list(b" the")},
            {"token": "\ufffd", "logprob": -1.5, "bytes": [0xC3]},
        ]
        return httpx.Response(200, content=_chat(content, "stop"))

    made = _ask(tiny_model, handler, key="secret", before=BEFORE[1:])

    path, body, headers = seen[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer secret"
    assert body["seed"] == 5
    assert body["temperature"] == 0.5
    assert body["max_tokens"] == 6
    assert body["messages"] == [
        {"role": "user", "content": "in"},
        {"role": "assistant", "content": "an"},
        {"role": "user", "content": "the thing"},
    ]
    assert made.token_ids == [*tiny_model.tokenizer.encode(" the"), 3 + _char(0xC3)]
    assert made.logprobs == [-0.5, -1.5]
    assert made.finished
    assert made.text == tiny_model.tokenizer.decode(made.token_ids)


def _char(byte: int) -> int:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return printable.index(byte)


def test_prefers_the_ids_that_a_server_gives(tiny_model: Model) -> None:
    content = [
        {"id": 41, "token": "?", "logprob": -0.1},
        {"token": "token_id:42", "logprob": -0.2},
        {"id": tiny_model.tokenizer.turn_end, "token": "<|im_end|>", "logprob": -0.3},
    ]

    made = _ask(tiny_model, lambda _: httpx.Response(200, content=_chat(content)))

    assert (made.token_ids, made.logprobs, made.finished) == ([41, 42], [-0.1, -0.2], True)


def test_a_completions_server_gets_the_markets_own_prompt(tiny_model: Model) -> None:
    """The server here *is* the model: what comes back equals running it directly."""
    direct = complete(tiny_model, TextTask("m", "the thing", 5, 6, 0.5, BEFORE))

    def handler(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        assert request.url.path == "/v1/completions"
        assert body["prompt"] == tiny_model.tokenizer.chat_prompt(
            "the thing", [("system", "be an"), ("user", "in"), ("assistant", "an")]
        )
        logprobs = {
            "tokens": [f"token_id:{i}" for i in direct.token_ids],
            "token_logprobs": direct.logprobs,
        }
        reason = "stop" if direct.finished else "length"
        choice = {"text": direct.text, "finish_reason": reason, "logprobs": logprobs}
        return httpx.Response(200, json={"choices": [choice]})

    assert _ask(tiny_model, handler, "completions", before=BEFORE) == direct


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (httpx.Response(500, text="out of memory"), "500: out of memory"),
        (httpx.Response(200, text="<html>"), "not a chat completion"),
        (httpx.Response(200, json={"choices": []}), "not a chat completion"),
        (httpx.Response(200, content=_chat(None)), "no log-probabilities"),
        (
            httpx.Response(200, content=_chat([{"token": "no such token", "logprob": -1.0}])),
            "cannot tell the id",
        ),
        (httpx.Response(200, content=b" " * (5 << 20)), "more than"),
        (httpx.Response(302, headers={"location": "http://elsewhere"}), "302"),
    ],
)
def test_bad_answers_are_explained(tiny_model: Model, response: httpx.Response, words: str) -> None:
    with pytest.raises(BackendError, match=words):
        _ask(tiny_model, lambda _: response)


def test_an_unreachable_server_is_named(tiny_model: Model) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(BackendError, match="cannot reach http://server/v1"):
        _ask(tiny_model, handler)


def test_a_silent_server_is_given_up(tiny_model: Model) -> None:
    async def silent(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        return httpx.Response(200)

    with pytest.raises(BackendError, match="no answer within"):
        _ask(tiny_model, silent)  # type: ignore[arg-type]
