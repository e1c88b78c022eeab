"""The messages of the text market, `text/1`."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from taonet.markets.text.model.sampling import SEED_LIMIT
from taonet.neuron.market import Protocol

MAX_PROMPT: Final = 8_000
MAX_TOKENS: Final = 256
MAX_TEXT: Final = 16_000
MAX_TURNS: Final = 64

_Name = Annotated[str, Meta(min_length=1, max_length=100)]
_Text = Annotated[str, Meta(max_length=MAX_PROMPT)]


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """What was said in a chat before the prompt."""

    role: Literal["system", "user", "assistant"]
    content: _Text


class TextTask(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Answer a prompt with a model, drawing tokens by seeded Gumbel-max sampling.

    `temperature` 0 asks for greedy decoding. The chat template is the model's: a chat that does not begin with a turn of
    the system begins with the model's own. A task without turns before its prompt does not name them on the wire.
    """

    model: _Name
    prompt: Annotated[str, Meta(min_length=1, max_length=MAX_PROMPT)]
    seed: Annotated[int, Meta(ge=0, le=SEED_LIMIT - 1)]
    max_tokens: Annotated[int, Meta(ge=1, le=MAX_TOKENS)]
    temperature: Annotated[float, Meta(ge=0.0, le=2.0)]
    before: Annotated[tuple[Turn, ...], Meta(max_length=MAX_TURNS)] = ()


class TextAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """The text, its tokens without the end token, and each token's log-probability.

    `model` says which model answered. Log-probabilities are natural logarithms
    at temperature 1. `finished` tells that the model drew the end token next;
    otherwise the answer has `max_tokens` tokens.
    """

    model: _Name
    text: Annotated[str, Meta(max_length=MAX_TEXT)]
    token_ids: Annotated[list[Annotated[int, Meta(ge=0, lt=1 << 24)]], Meta(max_length=MAX_TOKENS)]
    logprobs: Annotated[list[float], Meta(max_length=MAX_TOKENS)]
    finished: bool


class TextPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an answer's text, as its tokens are drawn; all parts together are the text."""

    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]


TEXT_PROTOCOL: Final = Protocol("text/1", TextTask, TextAnswer, part=TextPart, max_stream_bytes=128 * 1024)
