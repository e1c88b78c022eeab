"""A backend over the OpenAI-compatible HTTP interface: vLLM, llama.cpp, Ollama.

Such servers draw with their own random numbers, so validators must run with
`--check logprob`. The server must return the log-probability of every token,
and tokens must be identifiable: by id (llama.cpp), by `token_id:N` (vLLM with
`return_tokens_as_token_ids`) or by their exact bytes.
"""

import asyncio
from typing import Any, Final, Literal

import httpx
import msgspec
from msgspec import UNSET, Struct, UnsetType

from taonet.markets.text.backends import BackendError, Completion, Generate, prompt_of
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.protocol import TextTask, Turn

MAX_RESPONSE: Final = 4 << 20
Api = Literal["chat", "completions"]


class _Token(Struct):
    token: str
    logprob: float
    bytes: list[int] | None = None
    id: int | UnsetType = UNSET


class _ChatLogprobs(Struct):
    content: list[_Token] | None = None


class _Message(Struct):
    content: str | None = None


class _ChatChoice(Struct):
    message: _Message
    finish_reason: str | None = None
    logprobs: _ChatLogprobs | None = None


class _Chat(Struct):
    choices: list[_ChatChoice]


class _TextLogprobs(Struct):
    tokens: list[str]
    token_logprobs: list[float | None]


class _TextChoice(Struct):
    text: str
    finish_reason: str | None = None
    logprobs: _TextLogprobs | None = None


class _Texts(Struct):
    choices: list[_TextChoice]


def openai_backend(
    http: httpx.AsyncClient,
    *,
    base_url: str,
    model: str,
    tokenizer: TextTokenizer,
    api: Api = "chat",
    api_key: str | None = None,
    timeout_seconds: float = 60.0,
) -> Generate:
    """Return a backend that asks a server; `base_url` ends before `/chat/completions`.

    With `api="completions"` the prompt is sent as token ids, so that the chat
    template is certainly the market's.
    """
    headers = {"Accept-Encoding": "identity"}  # a compressed reply could unpack to anything
    if api_key:
        headers["Authorization"] = f"Bearer {api_key}"
    root = base_url.rstrip("/")

    async def post(path: str, body: dict[str, Any]) -> bytes:
        try:
            async with asyncio.timeout(timeout_seconds):
                return await _post(http, root + path, body, headers)
        except TimeoutError as error:
            raise BackendError(f"{root} gave no answer within {timeout_seconds:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise BackendError(f"cannot reach {root}: {reason}") from error

    async def run(task: TextTask) -> Completion:
        body: dict[str, Any] = {
            "model": model,
            "seed": task.seed & 0x7FFF_FFFF,  # servers take 32 bits
            "max_tokens": task.max_tokens,
            "temperature": task.temperature,
            "top_p": 1,
        }
        if api == "chat":
            turns = [*task.before, Turn("user", task.prompt)]
            body |= {"messages": [msgspec.to_builtins(turn) for turn in turns], "logprobs": True}
            return _read_chat(tokenizer, await post("/chat/completions", body))
        body |= {"prompt": prompt_of(tokenizer, task), "logprobs": 1}
        body |= {"return_tokens_as_token_ids": True}
        return _read_text(tokenizer, await post("/completions", body))

    return run


async def _post(http: httpx.AsyncClient, url: str, body: dict[str, Any], headers: dict[str, str]) -> bytes:
    async with http.stream("POST", url, json=body, headers=headers) as response:
        pieces: list[bytes] = []
        size = 0
        async for piece in response.aiter_bytes():
            size += len(piece)
            if size > MAX_RESPONSE:
                raise BackendError(f"{url} answered with more than {MAX_RESPONSE} bytes")
            pieces.append(piece)
        data = b"".join(pieces)
        if response.status_code != 200:
            shown = data[:300].decode(errors="replace")
            raise BackendError(f"{url} answered {response.status_code}: {shown}")
        return data


def _read_chat(tokenizer: TextTokenizer, data: bytes) -> Completion:
    try:
        choice = msgspec.json.decode(data, type=_Chat).choices[0]
    except (msgspec.MsgspecError, IndexError) as error:
        raise BackendError(f"not a chat completion: {error}") from error
    if choice.logprobs is None or choice.logprobs.content is None:
        raise BackendError("the server returned no log-probabilities; the market needs them")
    rows = [(_identify(tokenizer, token), token.logprob) for token in choice.logprobs.content]
    return _completion(tokenizer, rows, choice.finish_reason)


def _read_text(tokenizer: TextTokenizer, data: bytes) -> Completion:
    try:
        choice = msgspec.json.decode(data, type=_Texts).choices[0]
    except (msgspec.MsgspecError, IndexError) as error:
        raise BackendError(f"not a completion: {error}") from error
    given = choice.logprobs
    if given is None or len(given.tokens) != len(given.token_logprobs):
        raise BackendError("the server returned no log-probabilities; the market needs them")
    rows: list[tuple[int, float]] = []
    for token, logprob in zip(given.tokens, given.token_logprobs, strict=True):
        if logprob is None:
            raise BackendError("the server left out a log-probability")
        rows.append((_identify(tokenizer, _Token(token, logprob)), logprob))
    return _completion(tokenizer, rows, choice.finish_reason)


def _completion(tokenizer: TextTokenizer, rows: list[tuple[int, float]], finish_reason: str | None) -> Completion:
    finished = finish_reason == "stop"
    if rows and rows[-1][0] == tokenizer.turn_end:  # some servers list the end token
        rows, finished = rows[:-1], True
    ids = [token for token, _ in rows]
    # The text is spelt from the tokens: servers trim blanks, validators do not.
    return Completion(tokenizer.decode(ids), ids, [logprob for _, logprob in rows], finished)


def _identify(tokenizer: TextTokenizer, token: _Token) -> int:
    if isinstance(token.id, int):
        return token.id
    prefix, _, number = token.token.partition("token_id:")
    if not prefix and number.isdecimal():
        return int(number)
    data = bytes(token.bytes) if token.bytes is not None else token.token.encode()
    found = tokenizer.token_of_bytes(data)
    if found is None:
        found = tokenizer.core.token_to_id(token.token)
    if found is None:
        raise BackendError(f"cannot tell the id of token {token.token!r}: ask the server for ids")
    return found
