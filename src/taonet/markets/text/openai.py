"""A backend over the OpenAI-compatible HTTP interface: vLLM, llama.cpp, Ollama; `servers.py` says how they differ.

Such servers draw with their own random numbers, so validators must run with
`--check logprob`. The server must return the log-probability of every token,
and tokens must be identifiable: by id (llama.cpp), by `token_id:N` (vLLM with
`return_tokens_as_token_ids`) or by their exact bytes.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final, Literal, final

import httpx
import msgspec
from msgspec import UNSET, Struct, UnsetType

from taonet.markets.text.backends import BackendError, Completion, Generate, prompt_of
from taonet.markets.text.model.speller import Speller
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.protocol import TextTask, Turn
from taonet.neuron.events import EventReader
from taonet.neuron.messages import BadMessage

MAX_RESPONSE: Final = 4 << 20
_SHOWN: Final = 300
_DONE: Final = b"[DONE]"
Api = Literal["chat", "completions"]
Row = tuple[int, float]
"""A token and its log-probability."""


class _Token(Struct):
    token: str
    logprob: float
    bytes: list[int] | None = None
    id: int | UnsetType = UNSET


class _Logprobs(Struct):
    """Of a chat's tokens, and of all of llama.cpp's; of a text's in the form before chats."""

    content: list[_Token] | None = None
    tokens: list[str] | None = None
    token_logprobs: list[float | None] | None = None


class _Choice(Struct):
    logprobs: _Logprobs | None = None
    finish_reason: str | None = None


class _Usage(Struct):
    completion_tokens: int


class _Chunk(Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


class _Failure(Struct):
    error: Any


def openai_backend(
    http: httpx.AsyncClient,
    *,
    base_url: str,
    model: str,
    tokenizer: TextTokenizer,
    api: Api = "chat",
    api_key: str | None = None,
    more: Mapping[str, object] | None = None,
    timeout_seconds: float = 60.0,
) -> Generate:
    """Return a backend that asks a server; `base_url` ends before `/chat/completions`, `more` goes into each request.

    With `api="completions"` the prompt is sent as token ids, so that the chat
    template is certainly the market's. The server answers in parts, so that its work ends when it is hung up on.
    """
    root = base_url.rstrip("/")

    async def run(task: TextTask) -> AsyncGenerator[str | Completion]:
        path, body = _request(task, tokenizer, api)
        reader, answer = EventReader(MAX_RESPONSE), _Answer(tokenizer)
        end = asyncio.get_running_loop().time() + timeout_seconds
        pieces = _pieces(http, root + path, {"model": model, **body, **(more or {})}, api_key)
        async with aclosing(pieces):
            while (piece := await _next(pieces, end, root, timeout_seconds)) is not None:
                for _, data in _events(reader, piece, root):
                    for text in answer.take(data):
                        yield text
        for last in answer.end():
            yield last

    return run


def headers_of(api_key: str | None) -> dict[str, str]:
    """Return the headers of a request; a compressed reply could unpack to anything."""
    key = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    return {"Accept-Encoding": "identity", **key}


def refusal(url: str, status: int, data: bytes) -> BackendError:
    """Return what a server said instead of an answer."""
    shown = data[:_SHOWN].decode(errors="replace")
    hint = ": put its key into OPENAI_API_KEY" if status in (401, 403) else ""
    return BackendError(f"{url} answered {status}{hint}: {shown}")


def _request(task: TextTask, tokenizer: TextTokenizer, api: Api) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {
        "seed": task.seed & 0x7FFF_FFFF,  # servers take 32 bits
        "max_tokens": task.max_tokens,
        "temperature": task.temperature,
        "top_p": 1,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if api == "chat":
        turns = [*task.before, Turn("user", task.prompt)]
        return "/chat/completions", {
            **body,
            "messages": [msgspec.to_builtins(turn) for turn in turns],
            "logprobs": True,
        }
    return "/completions", {**body, "prompt": prompt_of(tokenizer, task), "logprobs": 1}


async def _pieces(
    http: httpx.AsyncClient, url: str, body: Mapping[str, Any], api_key: str | None
) -> AsyncGenerator[bytes]:
    size = 0
    async with http.stream("POST", url, json=body, headers=headers_of(api_key)) as response:
        if response.status_code != 200:
            data = b""
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > _SHOWN:
                    break
            raise refusal(url, response.status_code, data)
        async for piece in response.aiter_bytes():
            size += len(piece)
            if size > MAX_RESPONSE:
                raise BackendError(f"{url} answered with more than {MAX_RESPONSE} bytes")
            yield piece


async def _next(pieces: AsyncGenerator[bytes], end: float, root: str, seconds: float) -> bytes | None:
    try:
        async with asyncio.timeout_at(end):
            return await anext(pieces, None)
    except TimeoutError as error:
        raise BackendError(f"{root} gave no answer within {seconds:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BackendError(f"cannot reach {root}: {str(error) or type(error).__name__}") from error


def _events(reader: EventReader, piece: bytes, root: str) -> Sequence[tuple[str, bytes]]:
    try:
        return reader.feed(piece)
    except BadMessage as error:
        raise BackendError(f"{root} sends no events: {error}") from error


@final
class _Answer:
    """An answer as it grows from a server's chunks."""

    def __init__(self, tokenizer: TextTokenizer) -> None:
        self._tokenizer = tokenizer
        self._speller = Speller(tokenizer)
        self._rows: list[Row] = []
        self._finish: str | None = None
        self._used: int | None = None

    def take(self, data: bytes) -> Iterator[str]:
        """Read a chunk; yield the text of its tokens."""
        if data == _DONE:
            return
        try:
            chunk = msgspec.json.decode(data, type=_Chunk)
        except msgspec.MsgspecError as error:
            raise BackendError(f"not a chunk of a completion: {_said(data) or error}") from error
        self._used = self._used if chunk.usage is None else chunk.usage.completion_tokens
        for choice in chunk.choices[:1]:
            self._finish = choice.finish_reason or self._finish
            for row in _rows(self._tokenizer, choice.logprobs):
                self._rows.append(row)
                if text := self._speller.feed(row[0]):
                    yield text

    def end(self) -> Iterator[str | Completion]:
        """Yield what is left of the text, and the completion; refuse one that is not whole."""
        rows, finished = self._rows, self._finish == "stop"
        if self._finish is None:
            raise BackendError("the server ended in the middle of a completion")
        if not rows:
            raise BackendError("the server returned no log-probabilities; the market needs them")
        if self._used is not None and self._used > len(rows) + finished:
            raise BackendError(f"the server wrote {self._used} tokens and returned {len(rows)} log-probabilities")
        if rows[-1][0] == self._tokenizer.turn_end:  # some servers list the end token
            rows, finished = rows[:-1], True
        if text := self._speller.rest():
            yield text
        ids = [token for token, _ in rows]
        # The text is spelt from the tokens: servers trim blanks, validators do not.
        yield Completion(self._tokenizer.decode(ids), ids, [logprob for _, logprob in rows], finished)


def _said(data: bytes) -> str:
    """Return the reason in an event that is an error."""
    try:
        return str(msgspec.json.decode(data, type=_Failure).error)[:_SHOWN]
    except msgspec.MsgspecError:
        return ""


def _rows(tokenizer: TextTokenizer, given: _Logprobs | None) -> Iterator[Row]:
    if given is None:
        return
    if given.content is not None:
        for token in given.content:
            yield _identify(tokenizer, token), token.logprob
        return
    for text, logprob in zip(given.tokens or (), given.token_logprobs or (), strict=False):
        if logprob is None:
            raise BackendError("the server left out a log-probability")
        yield _identify(tokenizer, _Token(text, logprob)), logprob


def _identify(tokenizer: TextTokenizer, token: _Token) -> int:
    if isinstance(token.id, int):
        known = tokenizer.bytes_of_token(token.id)
        if token.bytes and known is not None and bytes(token.bytes) != known:
            # llama.cpp names the last of several tokens that only together spell a character.
            raise BackendError(f"the server returned one log-probability for the several tokens of {token.token!r}")
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
