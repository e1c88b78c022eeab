"""The image market: pictures drawn from a prompt and a seed, paid by what they show.

A validator asks for a scene whose truth can be checked, a miner draws it with a known model and hands in every state on
the way, and the validator runs some of the steps again: `scoring.py` says what a picture is worth. How to run it, what
was measured, and the model card stand in docs/image-market.md.
"""

import asyncio
import os
import re
import urllib.parse
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Annotated, Final

from msgspec import Meta, Struct
from prometheus_client import Counter

from taonet.markets.image.backends import BackendError, Draw, native_backend
from taonet.markets.image.diffusers import diffusers_backend, load_pipeline
from taonet.markets.image.judging import ImageExchange, ImageRound, judge_round
from taonet.markets.image.openai import openai_backend
from taonet.markets.image.protocol import IMAGE_PROTOCOL, MAX_SIDE, MAX_STEPS, MIN_SIDE, ImageAnswer, ImageTask
from taonet.markets.image.scoring import Check, ScoringRules
from taonet.markets.image.shapes import SIDE
from taonet.markets.image.tasks import draw_task
from taonet.markets.image.weights import CATALOGUE, MODEL, load_encoder, load_model
from taonet.markets.threads import limit_threads
from taonet.neuron.client import new_http_client
from taonet.neuron.log import Log, silent_log
from taonet.neuron.market import Answer, CannotAnswer, Context, Exam, Market, Miner, Role, Verdict
from taonet.neuron.worker import one_thread

API_KEY_VARIABLE: Final = "OPENAI_API_KEY"

AnswerImage = Answer[ImageTask, ImageAnswer]
_Threads = Annotated[int, Meta(ge=1, description="Threads for the model.")]


class MinerOptions(Struct, frozen=True, kw_only=True):
    """Which model draws, and what runs it."""

    model: Annotated[str, Meta(description=f"The model that draws: {' or '.join(CATALOGUE)}.")] = MODEL
    steps: Annotated[
        int, Meta(ge=1, le=MAX_STEPS, description="Most steps for a picture; the answer says how many it took.")
    ] = MAX_STEPS
    base_url: Annotated[
        str | None,
        Meta(
            description="Let a server of the OpenAI images API draw, e.g. http://127.0.0.1:8080/v1; key in OPENAI_API_KEY."
        ),
    ] = None
    diffusers: Annotated[
        str | None, Meta(description="Let a pipeline of diffusers draw: a folder, or a model's name in its cache.")
    ] = None
    device: Annotated[str, Meta(description="Where diffusers runs, e.g. cuda.")] = "cpu"
    served_model: Annotated[str, Meta(description="Name by which the server knows its model.")] = "gpt-image-1"
    served_size: Annotated[
        str, Meta(description="Size to draw with a server or diffusers, then brought to the asked one.")
    ] = "512x512"
    threads: _Threads = 1
    most_queued_steps: Annotated[int, Meta(ge=1, description="Work that may wait, in steps.")] = 512

    def __post_init__(self) -> None:
        if self.model not in CATALOGUE:
            raise ValueError(f"--model {self.model!r} is not of this market: {' or '.join(CATALOGUE)}")
        if not re.fullmatch(r"[1-9]\d{1,3}x[1-9]\d{1,3}", self.served_size):
            raise ValueError(f"--served-size {self.served_size!r} is not a size such as 512x512")
        if self.base_url is not None and self.diffusers is not None:
            raise ValueError("--base-url and --diffusers are two ways to draw: choose one")
        if self.base_url is not None and urllib.parse.urlsplit(self.base_url).scheme not in ("http", "https"):
            raise ValueError(f"--base-url {self.base_url!r} is not an address such as http://127.0.0.1:8080/v1")
        if self.diffusers is not None and len(set(self.served_size.split("x"))) != 1:
            raise ValueError("--diffusers draws squares: give a --served-size such as 512x512")


class ValidatorOptions(Struct, frozen=True, kw_only=True):
    """What is asked for, and how pictures are proven authentic."""

    check: Annotated[
        Check, Meta(description="What must hold: states (a model of the catalogue drew it) or off (any model).")
    ] = "states"
    size: Annotated[int, Meta(ge=MIN_SIDE, le=MAX_SIDE, description="Pixels of a picture's side.")] = SIDE
    threads: _Threads = 1

    def __post_init__(self) -> None:
        if self.check == "states" and self.size != SIDE:
            raise ValueError(
                f"the models of the catalogue draw {SIDE} pixels a side: --size {self.size} needs --check off"
            )
        if self.size % SIDE:
            raise ValueError(f"--size {self.size} is not a multiple of {SIDE}")


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[AnswerImage]:
    """Load the model; draw with it, or with a server or a pipeline that the options name."""
    options, metrics = context.options, context.metrics
    limit_threads(options.threads)
    pictures = Counter("taonet_image_pictures", "Pictures drawn.", registry=metrics)
    if options.base_url is not None:
        async with new_http_client() as http:
            served = openai_backend(
                http,
                base_url=options.base_url,
                model=options.served_model,
                size=options.served_size,
                api_key=os.environ.get(API_KEY_VARIABLE),
            )
            yield honest(served, pictures, context.log)
        return
    # One picture at a time: two at once would only slow each other.
    with one_thread("model", most_waiting=options.most_queued_steps, unit="steps", metrics=metrics) as worker:
        if options.diffusers is None:
            model = await asyncio.to_thread(load_model, options.model)
            drawing = native_backend(model, options.model, worker, options.steps)
        else:
            pipeline = await asyncio.to_thread(load_pipeline, options.diffusers, options.device)
            drawing = diffusers_backend(pipeline, options.diffusers, int(options.served_size.split("x")[0]), worker)
        yield honest(drawing, pictures, context.log)


def honest(drawing: Draw, pictures: Counter | None = None, log: Log = silent_log) -> AnswerImage:
    """Answer with a backend and count the pictures.

    What is wrong with a backend is for the miner's log: its address and its words are none of the caller's business.
    """

    async def answer(task: ImageTask, caller: str) -> ImageAnswer:
        del caller
        try:
            made = await drawing(task)
        except BackendError as error:
            log("backend failed", reason=str(error))
            raise CannotAnswer("the backend failed") from error
        if pictures is not None:
            pictures.inc()
        return made

    return answer


@asynccontextmanager
async def examine(context: Context[ValidatorOptions]) -> AsyncGenerator[Exam[ImageTask, ImageAnswer]]:
    """Judge with the weights that ship with the market."""
    options = context.options
    limit_threads(options.threads)
    rules = ScoringRules(check=options.check)
    models = cache(load_model)

    def draw(number: int, miner: Miner, secret: bytes) -> ImageTask:
        return draw_task(number, miner, secret, options.size)

    async def judge(asked: ImageRound) -> list[Verdict]:
        verdicts = await asyncio.to_thread(partial(judge_round, rules, models, load_encoder), asked)
        for exchange, verdict in zip(asked.exchanges, verdicts, strict=True):
            report(context.log, exchange, verdict)
        return verdicts

    yield Exam(draw, judge)


market = Market(IMAGE_PROTOCOL, miner=Role(mine, MinerOptions), validator=Role(examine, ValidatorOptions))


def report(log: Log, exchange: ImageExchange, verdict: Verdict) -> None:
    """Log one prompt, who drew it with what, and what that was worth and why."""
    reply = exchange.reply
    log(
        "judged",
        uid=exchange.miner.uid,
        prompt=exchange.task.prompt,
        model=None if reply is None else reply.answer.model,
        steps=None if reply is None else reply.answer.steps,
        seconds=None if reply is None else round(reply.seconds, 3),
        score=round(verdict.score, 4),
        cheated=verdict.cheated,
        reason=verdict.reason,
    )
