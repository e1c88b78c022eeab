"""Let any server with an OpenAI interface answer, with any model: here its words are all that counts."""

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx
import msgspec
from msgspec import Struct
from prometheus_client import Counter

from taonet.markets.text.protocol import TextAnswer, TextTask, Turn
from taonet.neuron.log import Log, silent_log
from taonet.neuron.market import Answer, CannotAnswer

MAX_RESPONSE: Final = 1 << 20
MOST_LETTERS: Final = 16_000
"""Of an answer, as the protocol has it."""


class _ServerFault(Exception):
    """The server gave no usable answer; the message says why."""


class _Message(Struct):
    content: str | None = None


class _Choice(Struct):
    message: _Message
    finish_reason: str | None = None


class _Chat(Struct):
    choices: list[_Choice]


def served(
    http: httpx.AsyncClient,
    *,
    base_url: str,
    model: str,
    api_key: str | None = None,
    timeout_seconds: float = 60.0,
    answers: Counter | None = None,
    log: Log = silent_log,
) -> Answer[TextTask, TextAnswer]:
    """Answer with a server; `base_url` ends before `/chat/completions`, `model` is the server's name for it.

    What is wrong with the server is for the miner's log: its address and its words are none of the caller's business.
    """
    url = f"{base_url.rstrip('/')}/chat/completions"
    headers = {"Accept-Encoding": "identity"}  # a compressed reply could unpack to anything
    if api_key:
        headers["Authorization"] = f"Bearer {api_key}"

    async def answer(task: TextTask, caller: str) -> TextAnswer:
        del caller
        messages = [msgspec.to_builtins(turn) for turn in (*task.before, Turn("user", task.prompt))]
        body = {"model": model, "messages": messages, "max_tokens": task.max_tokens, "temperature": task.temperature}
        try:
            async with asyncio.timeout(timeout_seconds):
                choice = _read(await _post(http, url, body, headers))
        except (_ServerFault, httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            log("backend failed", reason=f"{url}: {error or type(error).__name__}"[:400])
            raise CannotAnswer("the backend failed") from error
        if answers is not None:
            answers.inc()
        text = (choice.message.content or "")[:MOST_LETTERS]
        return TextAnswer(model, text, [], [], finished=choice.finish_reason == "stop")

    return answer


async def _post(http: httpx.AsyncClient, url: str, body: Mapping[str, object], headers: Mapping[str, str]) -> bytes:
    async with http.stream("POST", url, json=body, headers=headers) as response:
        data = b""
        async for piece in response.aiter_bytes():
            data += piece
            if len(data) > MAX_RESPONSE:
                raise _ServerFault(f"it answered with more than {MAX_RESPONSE} bytes")
        if response.status_code != 200:
            raise _ServerFault(f"it answered {response.status_code}: {data[:200].decode(errors='replace')}")
        return data


def _read(data: bytes) -> _Choice:
    try:
        return msgspec.json.decode(data, type=_Chat).choices[0]
    except (msgspec.MsgspecError, IndexError, RecursionError, UnicodeDecodeError) as error:
        raise _ServerFault(f"its answer is no chat completion: {error}") from error
