"""Inference servers that a miner can stand on: how they differ, and whether one at hand does what the market needs."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Literal

import httpx
import msgspec
import numpy as np
from msgspec import Struct

from taonet.markets.text.backends import MODEL, BackendError, Completion, Generate, prompt_of
from taonet.markets.text.model import Model, ModelError, rescore
from taonet.markets.text.openai import MAX_RESPONSE, Api, headers_of, refusal
from taonet.markets.text.protocol import TextTask
from taonet.markets.text.scoring import DEFAULT_RULES

Backend = Literal["native", "vllm", "llama.cpp", "ollama", "openai"]
PROBE: Final = TextTask(MODEL, "What is the capital of France?", 1, 8, 0.0)


@dataclass(frozen=True)
class Server:
    """A kind of server: where it listens by itself, its interface for this market, what each request says, what it needs.

    `request` switches off what would cut the distribution that tokens are drawn from, and asks for token ids.
    """

    base_url: str
    api: Api
    request: Mapping[str, object]
    needs: str


SERVERS: Final[Mapping[Backend, Server]] = {
    "vllm": Server(
        "http://127.0.0.1:8000/v1",
        "completions",
        {"return_tokens_as_token_ids": True, "top_k": -1, "min_p": 0},
        "vLLM returns them unless it was started with --max-logprobs 0",
    ),
    "llama.cpp": Server(
        "http://127.0.0.1:8080/v1",
        "completions",
        {"top_k": 0, "min_p": 0},
        "llama-server of 2025 or later returns them",
    ),
    "ollama": Server(
        "http://127.0.0.1:11434/v1",
        "chat",  # its other interface takes text and no tokens
        {},
        "Ollama 0.12.11 or later returns them",
    ),
    "openai": Server("", "chat", {}, "ask its makers for `logprobs`"),
}


class _Named(Struct):
    id: str


class _Models(Struct):
    data: list[_Named]


async def served_model(http: httpx.AsyncClient, base_url: str, wanted: str | None, api_key: str | None) -> str:
    """Return the name by which a server knows the model: the wanted one, or its only one; raise `ModelError` if none is."""
    names = await _models(http, base_url.rstrip("/"), api_key)
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted is None or wanted not in names:
        known = ", ".join(names[:20]) or "nothing"
        asked = "say which model it is" if wanted is None else f"it does not serve {wanted!r}"
        raise ModelError(f"the server at {base_url} serves {known}: {asked} with --served-model")
    return wanted


async def _models(http: httpx.AsyncClient, root: str, api_key: str | None) -> list[str]:
    url = f"{root}/models"
    try:
        response = await http.get(url, headers=headers_of(api_key), timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelError(
            f"no server answers at {root} ({str(error) or type(error).__name__}): start it, or name it with --base-url"
        ) from error
    if response.status_code != 200:
        raise ModelError(str(refusal(url, response.status_code, response.content)))
    try:
        return [one.id for one in msgspec.json.decode(response.content[:MAX_RESPONSE], type=_Models).data]
    except msgspec.MsgspecError as error:
        raise ModelError(f"{url} is no list of models: does --base-url end with /v1? ({error})") from error


async def probe(generate: Generate, model: Model, server: Server) -> float:
    """Ask a server one question; return the median error of its log-probabilities against the market's model.

    Raises `ModelError` with what the server lacks: log-probabilities, ids of tokens, the market's weights or its prompt.
    """
    try:
        async with aclosing(generate(PROBE)) as parts:
            *_, made = [part async for part in parts]
    except BackendError as error:
        hint = f" ({server.needs})" if "log-probabilities" in str(error) else ""
        raise ModelError(f"the server cannot answer for this market: {error}{hint}") from error
    if not isinstance(made, Completion) or not all(token < model.shape.vocabulary for token in made.token_ids):
        raise ModelError(f"the server runs another model than {MODEL}: its tokens are not in the vocabulary")
    own = rescore(model, prompt_of(model.tokenizer, PROBE), made.token_ids).of_tokens()
    error = float(np.median(np.abs(own - made.logprobs)))
    most = DEFAULT_RULES.max_foreign_logprob_error
    if error > most:
        raise ModelError(
            f"the server does not run {MODEL} on the market's prompt: its log-probabilities are off by {error:.2f}, and "
            f"validators accept {most}; check its weights, its quantisation (Q4_1 is the market's) and its chat template"
        )
    return error
