"""Put a text miner together: model, behaviour, answer function."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from taonet.markets.text.backends import Generate, native_backend
from taonet.markets.text.behaviours import (
    AnswerFunction,
    Behaviour,
    copycat,
    honest,
    impostor,
    nonsense,
    sharing,
    slow,
)
from taonet.markets.text.catalogue import CATALOGUE, LIGHT_MODEL, MODEL
from taonet.markets.text.model import Model, Variant, load_model
from taonet.markets.text.openai import Api, openai_backend
from taonet.markets.text.weights import find_weights, floats_dir


@dataclass(frozen=True)
class TextMinerOptions:
    """What a text miner is told on the command line.

    `share_dir` is where answers are left for (and taken by) a copycat; `name`
    tells miners in it apart.
    """

    behaviour: Behaviour = Behaviour.HONEST
    name: str = "miner"
    slow_seconds: float = 3.0
    share_dir: Path | None = None


@dataclass(frozen=True)
class OpenAIOptions:
    """An OpenAI-compatible server that does the work instead of our engine."""

    base_url: str
    model: str
    api: Api = "chat"
    api_key: str | None = None
    timeout_seconds: float = 60.0


class BadOptions(Exception):
    """The options contradict each other; the message says which."""


_LIGHT = (Behaviour.WEAK, Behaviour.IMPOSTOR)


def load_catalogue_model(name: str, catalogue: Mapping[str, Variant] = CATALOGUE, path: Path | None = None) -> Model:
    """Load a model of the catalogue from the cache; raise `ModelError` if it is not there."""
    return load_model(path or find_weights(), floats_dir=floats_dir(), variant=catalogue[name])


def check_options(options: TextMinerOptions, openai: OpenAIOptions | None) -> None:
    """Raise `BadOptions` if the options cannot be followed together."""
    if openai is not None and options.behaviour in _LIGHT:
        raise BadOptions(f"behaviour {options.behaviour} picks its own model, not a server's")
    if options.behaviour is Behaviour.COPYCAT and options.share_dir is None:
        raise BadOptions("behaviour copycat needs a share directory to copy from")


def text_miner(
    options: TextMinerOptions, *, http: httpx.AsyncClient, openai: OpenAIOptions | None = None
) -> AnswerFunction:
    """Return the answer function that the options ask for."""
    check_options(options, openai)
    if options.behaviour is Behaviour.COPYCAT and options.share_dir is not None:
        return copycat(options.share_dir, options.name)
    light = options.behaviour in _LIGHT
    model = load_catalogue_model(LIGHT_MODEL if light else MODEL)
    answer = _behave(options, model, _backend(model, http, openai))
    if options.share_dir is not None:
        answer = sharing(answer, options.share_dir, options.name)
    return answer


def _backend(model: Model, http: httpx.AsyncClient, openai: OpenAIOptions | None) -> Generate:
    if openai is None:
        return native_backend(model)
    return openai_backend(
        http,
        base_url=openai.base_url,
        model=openai.model,
        tokenizer=model.tokenizer,
        api=openai.api,
        api_key=openai.api_key,
        timeout_seconds=openai.timeout_seconds,
    )


def _behave(options: TextMinerOptions, model: Model, generate: Generate) -> AnswerFunction:
    match options.behaviour:
        case Behaviour.NONSENSE:
            return nonsense(model.tokenizer, random.Random())  # noqa: S311  # nonsense needs no secrecy  # nonsense needs no secrecy
        case Behaviour.IMPOSTOR:
            return impostor(generate)
        case Behaviour.WEAK:
            return honest(generate, LIGHT_MODEL)
        case Behaviour.SLOW:
            return slow(honest(generate, MODEL), options.slow_seconds, asyncio.sleep)
        case _:
            return honest(generate, MODEL)
