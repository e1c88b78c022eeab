"""The OpenAI-compatible backend against servers that answer like the real ones."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from taonet.markets.text.backends import BackendError, Completion, complete
from taonet.markets.text.model import Model
from taonet.markets.text.model.errors import ModelError
from taonet.markets.text.openai import Api, openai_backend
from taonet.markets.text.protocol import TextTask, Turn
from taonet.markets.text.servers import PROBE, SERVERS, probe, served_model

BEFORE = (Turn("system", "be an"), Turn("user", "in"), Turn("assistant", "an"))
Handler = Callable[[httpx.Request], httpx.Response]
ROOT = "http://server/v1/"


def _stream(*chunks: object) -> httpx.Response:
    """Return the events of a server."""
    sent = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return httpx.Response(200, content="".join([*sent, "data: [DONE]\n\n"]).encode())


def _chat(content: list[dict[str, Any]] | None, reason: str = "length", used: int | None = None) -> httpx.Response:
    """Return a chat's stream as the real ones have it: a role, a token each, an end, what was used."""
    choices = [{"delta": {"role": "assistant", "content": None}}]
    choices += [{"delta": {"content": "?"}, "logprobs": {"content": [one]}} for one in content or []]
    choices += [{"delta": {}, "finish_reason": reason}]
    usage = {"choices": [], "usage": {"completion_tokens": len(content or []) if used is None else used}}
    return _stream(*({"id": "1", "choices": [{"index": 0, **one}]} for one in choices), usage)


def _ask(
    model: Model,
    handler: Handler,
    api: Api = "chat",
    key: str | None = None,
    before: tuple[Turn, ...] = (),
    **more: object,
) -> list[Any]:
    """Return all that a backend gives: the parts of the text, and last the completion."""

    async def scene() -> list[Any]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as http:
            backend = openai_backend(
                http,
                base_url=ROOT,
                model="served",
                tokenizer=model.tokenizer,
                api=api,
                api_key=key,
                more=more,
                timeout_seconds=0.2,
            )
            return [one async for one in backend(TextTask("m", "the thing", (1 << 40) + 5, 6, 0.5, before))]

    return asyncio.run(scene())


def test_reads_a_chat_completion_with_bytes(tiny_model: Model) -> None:
    seen: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, json.loads(request.content), request.headers))
        content = [
            {"token": " the", "logprob": -0.5, "bytes": list(b" the")},
            {"token": "\ufffd", "logprob": -1.5, "bytes": [0xC3]},
        ]
        return _chat(content, "stop", used=3)

    *parts, made = _ask(tiny_model, handler, key="secret", before=BEFORE[1:], top_k=0)

    path, body, headers = seen[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer secret"
    assert {name: body[name] for name in ("model", "seed", "temperature", "max_tokens", "stream", "top_k")} == {
        "model": "served", "seed": 5, "temperature": 0.5, "max_tokens": 6, "stream": True, "top_k": 0,
    }  # fmt: skip
    assert body["messages"] == [
        {"role": "user", "content": "in"},
        {"role": "assistant", "content": "an"},
        {"role": "user", "content": "the thing"},
    ]
    assert made.token_ids == [*tiny_model.tokenizer.encode(" the"), 3 + _char(0xC3)]
    assert made.logprobs == [-0.5, -1.5]
    assert made.finished
    assert "".join(parts) == made.text == tiny_model.tokenizer.decode(made.token_ids)


def _char(byte: int) -> int:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return printable.index(byte)


def test_prefers_the_ids_that_a_server_gives(tiny_model: Model) -> None:
    content = [
        {"id": 41, "token": "?", "logprob": -0.1},
        {"token": "token_id:42", "logprob": -0.2},
        {"id": tiny_model.tokenizer.turn_end, "token": "<|im_end|>", "logprob": -0.3, "bytes": []},
    ]

    *_, made = _ask(tiny_model, lambda _: _chat(content))

    assert (made.token_ids, made.logprobs, made.finished) == ([41, 42], [-0.1, -0.2], True)


def _vllm(direct: Completion) -> list[dict[str, Any]]:
    rows = zip(direct.token_ids, direct.logprobs, strict=True)
    chunks = [{"text": "?", "logprobs": {"tokens": [f"token_id:{i}"], "token_logprobs": [p]}} for i, p in rows]
    return [*chunks, {"text": "", "logprobs": None, "finish_reason": "stop" if direct.finished else "length"}]


def _llama_cpp(direct: Completion) -> list[dict[str, Any]]:
    rows = zip(direct.token_ids, direct.logprobs, strict=True)
    chunks = [{"text": "?", "logprobs": {"content": [{"id": i, "token": "?", "logprob": p}]}} for i, p in rows]
    return [*chunks, {"text": "", "logprobs": None, "finish_reason": "stop" if direct.finished else "length"}]


@pytest.mark.parametrize("form", [_vllm, _llama_cpp])
def test_a_completions_server_gets_the_markets_own_prompt(tiny_model: Model, form: Any) -> None:
    """The server here *is* the model: what comes back equals running it directly."""
    direct = complete(tiny_model, TextTask("m", "the thing", 5, 6, 0.5, BEFORE))

    def handler(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        assert request.url.path == "/v1/completions"
        assert body["prompt"] == tiny_model.tokenizer.chat_prompt(
            "the thing", [("system", "be an"), ("user", "in"), ("assistant", "an")]
        )
        return _stream(*({"choices": [one]} for one in form(direct)))

    *parts, made = _ask(tiny_model, handler, "completions", before=BEFORE)

    assert made == direct
    assert "".join(parts) == direct.text


MERGED = [{"id": 41, "token": "é", "logprob": -1.0, "bytes": list("é".encode())}]


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (httpx.Response(500, text="out of memory"), "500: out of memory"),
        (httpx.Response(401, text="no"), "401: put its key into OPENAI_API_KEY: no"),
        (httpx.Response(200, text="<html>"), "ended in the middle"),
        (httpx.Response(200, text="data: <html>\n\n"), "not a chunk of a completion"),
        (_stream({"error": {"message": "context too long"}}), "not a chunk of a completion: .*context too long"),
        (_stream({"choices": []}), "ended in the middle"),
        (_chat(None), "no log-probabilities"),
        (_chat([{"token": "a", "logprob": -1.0}], used=7), "wrote 7 tokens and returned 1 log-prob"),
        (_chat([{"token": "no such token", "logprob": -1.0}]), "cannot tell the id"),
        (_chat(MERGED), "one log-probability for the several tokens of 'é'"),
        (httpx.Response(200, content=b" " * (5 << 20)), "more than|no events"),
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


def _named(handler: Handler, wanted: str | None = None) -> str:
    async def scene() -> str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as http:
            return await served_model(http, ROOT, wanted, "key")

    return asyncio.run(scene())


def _models(*names: str) -> httpx.Response:
    return httpx.Response(200, json={"object": "list", "data": [{"id": name, "object": "model"} for name in names]})


def test_the_only_model_of_a_server_needs_no_name() -> None:
    assert _named(lambda _: _models("only")) == "only"
    assert _named(lambda _: _models("one", "other"), "other") == "other"


@pytest.mark.parametrize(
    ("response", "wanted", "words"),
    [
        (_models("one", "other"), None, "serves one, other: say which model it is with --served-model"),
        (_models("one"), "third", "serves one: it does not serve 'third'"),
        (_models(), None, "serves nothing"),
        (httpx.Response(401, text="who?"), None, "put its key into OPENAI_API_KEY"),
        (httpx.Response(200, text="<html>"), None, "does --base-url end with /v1"),
    ],
)
def test_a_server_without_the_model_is_explained(response: httpx.Response, wanted: str | None, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        _named(lambda _: response, wanted)


def test_a_server_that_is_not_there_is_named() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ModelError, match=r"no server answers at http://server/v1 \(refused\): start it"):
        _named(handler)


def _probed(model: Model, response: httpx.Response) -> float:
    async def scene() -> float:
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: response)) as http:
            backend = openai_backend(http, base_url=ROOT, model="served", tokenizer=model.tokenizer)
            return await probe(backend, model, SERVERS["ollama"])

    return asyncio.run(scene())


def test_the_probe_tells_the_market_s_model_from_another(tiny_model: Model) -> None:
    direct = complete(tiny_model, PROBE)
    shifted = [{"choices": [{**one, "delta": {}}]} for one in _llama_cpp(direct)]
    for chunk in shifted[:-1]:
        chunk["choices"][0]["logprobs"]["content"][0]["logprob"] -= 0.5

    good = _probed(tiny_model, _stream(*({"choices": [one]} for one in _llama_cpp(direct))))

    assert good < 0.001
    with pytest.raises(ModelError, match=r"off by 0\.50, and validators accept 0\.12; check its weights"):
        _probed(tiny_model, _stream(*shifted))
    with pytest.raises(ModelError, match="its tokens are not in the vocabulary"):
        _probed(tiny_model, _chat([{"id": 9_999, "token": "?", "logprob": -1.0}]))
    with pytest.raises(ModelError, match=r"no log-probabilities.*Ollama 0\.12\.11 or later"):
        _probed(tiny_model, _chat(None))
