"""The text market: language-model answers, paid by authenticity, quality and speed.

A validator draws a question with a known answer, a miner answers it with a known
model and seeded sampling, and the validator reads the answer with that model:
`scoring.py` says what it is worth. How to run it, and what was measured, stands
in docs/text-market.md.
"""

import asyncio
import hashlib
import os
import random
import urllib.parse
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Annotated, Final

import httpx
from msgspec import Meta, Struct
from prometheus_client import Counter

from taonet.markets.text.authenticity import fault_in, fraud_in
from taonet.markets.text.backends import (
    CATALOGUE,
    MODEL,
    BackendError,
    Generate,
    bounded,
    catalogue_models,
    load_catalogue_model,
    native_backend,
    prompt_of,
)
from taonet.markets.text.model import Model
from taonet.markets.text.openai import Api, openai_backend
from taonet.markets.text.protocol import TEXT_PROTOCOL, TextAnswer, TextPart, TextTask
from taonet.markets.text.scoring import Check, Marks, ScoringRules, speed_of, verdicts_of
from taonet.markets.text.servers import SERVERS, Backend, probe, served_model
from taonet.markets.text.tasks import MAX_TOKENS, TEMPERATURE, Question, kind_of, make_question, quality
from taonet.markets.threads import limit_threads
from taonet.neuron.client import new_http_client
from taonet.neuron.log import Log, silent_log
from taonet.neuron.market import (
    Answer,
    CannotAnswer,
    Context,
    Exam,
    Exchange,
    Market,
    Miner,
    Role,
    Round,
    Streaming,
    Verdict,
)
from taonet.neuron.worker import one_thread

API_KEY_VARIABLE: Final = "OPENAI_API_KEY"
SHOWN: Final = 500
"""Characters of an answer that a validator logs."""

TextExchange = Exchange[TextTask, TextAnswer]
TextRound = Round[TextTask, TextAnswer]
AnswerText = Answer[TextTask, TextAnswer]
StreamText = Streaming[TextTask]
_Threads = Annotated[int, Meta(ge=1, description="Threads for the model.")]


class MinerOptions(Struct, frozen=True, kw_only=True):
    """Which model answers, and what runs it."""

    model: Annotated[str, Meta(description=f"The model that answers: {' or '.join(CATALOGUE)}.")] = MODEL
    backend: Annotated[
        Backend, Meta(description="What runs the model: this program (native), or a server with an OpenAI interface.")
    ] = "native"
    base_url: Annotated[
        str | None,
        Meta(description="Where the server is (default: where its kind listens by itself); its key in OPENAI_API_KEY."),
    ] = None
    api: Annotated[Api, Meta(description="Interface of the server (default: the one that suits its kind).")] | None = (
        None
    )
    served_model: Annotated[
        str | None, Meta(description="Name by which the server knows the model (default: its only one).")
    ] = None
    threads: _Threads = 1
    most_prompt_tokens: Annotated[
        int, Meta(ge=64, description="Longest prompt in tokens: reading takes time and memory.")
    ] = 1_024
    most_queued_tokens: Annotated[
        int, Meta(ge=1, description="Work that may wait, in written tokens; 8 read ones count as one.")
    ] = 1_024

    def __post_init__(self) -> None:
        if self.model not in CATALOGUE:
            raise ValueError(f"--model {self.model!r} is not of this market: {' or '.join(CATALOGUE)}")
        if self.backend == "native":
            if (self.base_url, self.api, self.served_model) != (None, None, None):
                raise ValueError(
                    "--base-url, --api and --served-model speak of a server: say of which kind with --backend"
                )
            return
        if self.backend == "openai" and self.base_url is None:
            raise ValueError("--backend openai is any server: say where it is with --base-url")
        if urllib.parse.urlsplit(self.server_url).scheme not in ("http", "https"):
            raise ValueError(f"--base-url {self.base_url!r} is not an address such as http://127.0.0.1:8000/v1")
        if self.model != MODEL:
            raise ValueError(f"--model {self.model} runs natively only: on a server it is {MODEL}")

    @property
    def server_url(self) -> str:
        """Return where the server is."""
        return self.base_url or SERVERS[self.backend].base_url


class ValidatorOptions(Struct, frozen=True, kw_only=True):
    """How answers are proven authentic."""

    check: Annotated[Check, Meta(description="What must hold: seeded, or logprob (foreign engines).")] = "seeded"
    threads: _Threads = 1


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[StreamText]:
    """Load the model; answer with it, or with a server that has the same weights."""
    options = context.options
    limit_threads(options.threads)
    model = await asyncio.to_thread(load_catalogue_model, options.model)
    tokens = Counter("taonet_text_tokens", "Tokens written in answers.", registry=context.metrics)
    most = options.most_prompt_tokens
    if options.backend == "native":
        # One answer at a time: two at once would only slow each other.
        with one_thread(
            "model", most_waiting=options.most_queued_tokens, unit="tokens", metrics=context.metrics
        ) as worker:
            yield honest(bounded(native_backend(model, worker), model, most), options.model, tokens, context.log)
        return
    async with new_http_client() as http:
        served = await _server(http, model, options, context.log)
        yield honest(bounded(served, model, most), options.model, tokens, context.log)


async def _server(http: httpx.AsyncClient, model: Model, options: MinerOptions, log: Log) -> Generate:
    """Return the backend of a server that was found to do what the market needs; raise `ModelError` otherwise."""
    server, key = SERVERS[options.backend], os.environ.get(API_KEY_VARIABLE)
    name = await served_model(http, options.server_url, options.served_model, key)
    generate = openai_backend(
        http,
        base_url=options.server_url,
        model=name,
        tokenizer=model.tokenizer,
        api=options.api or server.api,
        api_key=key,
        more=server.request,
    )
    error = await probe(generate, model, server)
    log("server", url=options.server_url, model=name, logprob_error=round(error, 4))
    return generate


def honest(generate: Generate, model: str, tokens: Counter | None = None, log: Log = silent_log) -> StreamText:
    """Answer with a backend, in parts as it writes, and declare the model it runs; count the tokens.

    What is wrong with a backend is for the miner's log: its address and its words are none of the caller's business.
    """

    async def answer(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
        del caller
        try:
            async with aclosing(generate(task)) as parts:
                async for part in parts:
                    if isinstance(part, str):
                        yield TextPart(part)
                        continue
                    if tokens is not None:
                        tokens.inc(len(part.token_ids))
                    yield part.as_answer(model)
        except BackendError as error:
            log("backend failed", reason=str(error))
            raise CannotAnswer("the backend failed") from error

    return Streaming(answer)


@asynccontextmanager
async def examine(context: Context[ValidatorOptions]) -> AsyncGenerator[Exam[TextTask, TextAnswer]]:
    """Load the asked model, so that a missing one is found before the first round; judge with it."""
    limit_threads(context.options.threads)
    rules = ScoringRules(check=context.options.check)
    load = catalogue_models(load_catalogue_model)
    await asyncio.to_thread(load, MODEL)

    async def judge(round_: TextRound) -> list[Verdict]:
        verdicts = await asyncio.to_thread(judge_round, rules, load, round_)
        for exchange, verdict in zip(round_.exchanges, verdicts, strict=True):
            report(context.log, exchange, verdict)
        return verdicts

    yield Exam(draw, judge)


market = Market(TEXT_PROTOCOL, miner=Role(mine, MinerOptions), validator=Role(examine, ValidatorOptions))


def draw(number: int, miner: Miner, secret: bytes) -> TextTask:
    """Draw the task of one miner: a question and a seed."""
    question, seed = question_of(number, miner, secret)
    return TextTask(MODEL, question.prompt, seed, MAX_TOKENS, TEMPERATURE)


def question_of(number: int, miner: Miner, secret: bytes) -> tuple[Question, int]:
    """Return the question and the seed that follow from number, miner and secret."""
    text = f"{number}/{miner.uid}/{miner.hotkey}".encode()
    digest = hashlib.blake2b(text, key=secret, digest_size=32).digest()
    rng = random.Random(digest[:16])  # noqa: S311  the secret is in the digest
    question = make_question(rng, kind_of(number, secret))
    return question, int.from_bytes(digest[16:24], "little") >> 1


def judge_round(rules: ScoringRules, load: Callable[[str], Model], round_: TextRound) -> list[Verdict]:
    """Score a round's exchanges; one model pass for each answer of good form."""
    return verdicts_of(rules, [_marks(rules, load, exchange, round_.secret) for exchange in round_.exchanges])


def report(log: Log, exchange: TextExchange, verdict: Verdict) -> None:
    """Log one question, its answer, and what that was worth and why."""
    reply = exchange.reply
    log(
        "judged",
        uid=exchange.miner.uid,
        question=exchange.task.prompt,
        answer=None if reply is None else reply.answer.text[:SHOWN],
        seconds=None if reply is None else round(reply.seconds, 3),
        score=round(verdict.score, 4),
        cheated=verdict.cheated,
        reason=verdict.reason,
    )


def _marks(rules: ScoringRules, load: Callable[[str], Model], exchange: TextExchange, secret: bytes) -> Marks | str:
    """Check one answer; a string is why it counts as none."""
    if exchange.reply is None:
        return exchange.failure
    task, answer, seconds = exchange.task, exchange.reply.answer, exchange.reply.seconds
    question, _ = question_of(exchange.number, exchange.miner, secret)
    if answer.model not in CATALOGUE:
        return f"model {answer.model[:40]!r} is not of this market"
    model = load(answer.model)
    fault = fault_in(model.tokenizer, task, answer)
    if fault is not None:
        return fault
    fraud = fraud_in(rules, model, task, answer)
    read, written = len(prompt_of(model.tokenizer, task)), len(answer.token_ids) + answer.finished
    return Marks(quality(question, answer.text), speed_of(read, written, seconds), fraud)
