"""Chats in OpenAI's form, turned into tasks of the text market, and its answers turned back. Pure."""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from taonet.gateway.errors import ApiError
from taonet.gateway.reading import decoded, refuse_unsupported
from taonet.markets.text.backends import MODEL
from taonet.markets.text.model.sampling import SEED_LIMIT
from taonet.markets.text.protocol import MAX_PROMPT, MAX_TOKENS, MAX_TURNS, TextTask, Turn
from taonet.markets.text.tasks import TEMPERATURE

_NEUTRAL: Final[Mapping[str, tuple[Any, ...]]] = {
    "n": (1,),
    "top_p": (1,),
    "frequency_penalty": (0,),
    "presence_penalty": (0,),
    "logit_bias": ({},),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "functions": ([],),
    "function_call": ("none", "auto"),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
    "audio": (),
}
"""Parameters of OpenAI's that the market cannot follow, and the values that ask for nothing."""


class _Part(Struct, tag="text"):
    text: str


class _Message(Struct):
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_Part]

    @property
    def words(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class _StreamOptions(Struct):
    include_usage: bool = False


class _Unsupported(Struct):
    """The parameters that are refused unless they ask for nothing."""

    n: Any = None
    top_p: Any = None
    frequency_penalty: Any = None
    presence_penalty: Any = None
    logit_bias: Any = None
    logprobs: Any = None
    top_logprobs: Any = None
    tools: Any = None
    tool_choice: Any = None
    functions: Any = None
    function_call: Any = None
    response_format: Any = None
    modalities: Any = None
    audio: Any = None


class ChatRequest(_Unsupported, kw_only=True):
    """What `POST /v1/chat/completions` takes; parameters that are not named here are passed over."""

    model: str
    messages: Annotated[list[_Message], Meta(min_length=1, max_length=MAX_TURNS + 1)]
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1)] | None = None
    seed: int | None = None
    stop: str | Annotated[list[str], Meta(max_length=4)] | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None

    @property
    def stops(self) -> list[str]:
        """Return the sequences before which the text ends."""
        return [self.stop] if isinstance(self.stop, str) else self.stop or []

    @property
    def wants_usage(self) -> bool:
        """Tell whether a stream ends with the tokens that were used."""
        return self.stream_options is not None and self.stream_options.include_usage


def read_request(body: bytes) -> ChatRequest:
    """Read a request; refuse what is none, or asks for what the market cannot do, as `ApiError`."""
    request = decoded(body, ChatRequest)
    refuse_unsupported(request, _NEUTRAL)
    if request.model != MODEL:
        raise ApiError(404, "model_not_found", f"there is no model {request.model[:100]!r}: {MODEL}", param="model")
    return request


def task_of(request: ChatRequest) -> TextTask:
    """Return the market's task: the last message is the prompt, those before it are the chat's turns.

    A missing seed is drawn, a missing temperature is the market's own; the market writes at most so many tokens.
    """
    *before, last = request.messages
    if last.role != "user":
        raise ApiError(400, "invalid_value", "the last message must be the user's", param="messages")
    for message in request.messages:
        if len(message.words) > MAX_PROMPT:
            raise ApiError(
                400, "context_length_exceeded", f"a message has more than {MAX_PROMPT} characters", param="messages"
            )
    if not last.words:
        raise ApiError(400, "invalid_value", "the last message is empty", param="messages")
    asked = request.max_completion_tokens or request.max_tokens or MAX_TOKENS
    return TextTask(
        model=request.model,
        prompt=last.words,
        seed=secrets.randbelow(SEED_LIMIT) if request.seed is None else request.seed % SEED_LIMIT,
        max_tokens=min(asked, MAX_TOKENS),
        temperature=TEMPERATURE if request.temperature is None else request.temperature,
        before=tuple(_turn(message) for message in before),
    )


def _turn(message: _Message) -> Turn:
    return Turn("system" if message.role == "developer" else message.role, message.words)


class Usage(Struct, frozen=True):
    """Tokens read and written."""

    prompt_tokens: int
    completion_tokens: int

    def as_json(self) -> dict[str, int]:
        """Return OpenAI's form."""
        return {**msgspec.to_builtins(self), "total_tokens": self.prompt_tokens + self.completion_tokens}


class Chat(Struct, frozen=True):
    """One completion as its client sees it: a name, a time and the model that answered."""

    model: str
    name: str = msgspec.field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = msgspec.field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, finish: str, usage: Usage, answered_by: Mapping[str, object]) -> dict[str, Any]:
        """Return the response that is no stream."""
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return self._object("chat.completion", [choice]) | {"usage": usage.as_json(), "taonet": answered_by}

    def chunk(self, delta: Mapping[str, object], finish: str | None = None) -> dict[str, Any]:
        """Return a piece of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._object("chat.completion.chunk", [choice])

    def last_chunk(self, usage: Usage) -> dict[str, Any]:
        """Return the piece of a stream that says what was used."""
        return self._object("chat.completion.chunk", []) | {"usage": usage.as_json()}

    def _object(self, kind: str, choices: Sequence[Mapping[str, object]]) -> dict[str, Any]:
        return {"id": self.name, "object": kind, "created": self.created, "model": self.model, "choices": choices}
