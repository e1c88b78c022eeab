"""The open text market: any model may answer, and being right decides.

The protocol is that of the text market. Nothing is proven of an answer: `tasks.py` says why who does not work a question
out earns nothing. What was measured stands in docs/text-market.md.
"""

import asyncio
import hashlib
import os
import random
import urllib.parse
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Final

from msgspec import Meta, Struct
from prometheus_client import Counter

from taonet.markets import text
from taonet.markets.text.backends import CATALOGUE, MODEL
from taonet.markets.text.open.server import served
from taonet.markets.text.open.tasks import KINDS, Question, is_right, make_question
from taonet.markets.text.protocol import MAX_TOKENS, TEXT_PROTOCOL, TextAnswer, TextTask
from taonet.markets.text.scoring import Marks, ScoringRules, verdicts_of
from taonet.markets.text.tasks import kind_of
from taonet.neuron.client import new_http_client
from taonet.neuron.market import Answer, Context, Exam, Exchange, Market, Miner, Role, Round, Verdict

RULES: Final = ScoringRules(speed_share=0.1)
"""Speed decides only among the equally good."""
TOKENS: Final = 64
LETTERS_PER_TOKEN: Final = 12
"""An answer of more letters than these times the tokens asked for is longer than asked for."""


class MinerOptions(Struct, frozen=True, kw_only=True):
    """Which model answers, and what runs it."""

    base_url: Annotated[
        str | None,
        Meta(
            description="Let any server with an OpenAI interface answer, e.g. http://127.0.0.1:8000/v1; key in "
            "OPENAI_API_KEY. Default: a small model in this program."
        ),
    ] = None
    served_model: (
        Annotated[str, Meta(min_length=1, max_length=100, description="Name by which that server knows its model.")]
        | None
    ) = None
    model: Annotated[str, Meta(description=f"The model in this program: {' or '.join(CATALOGUE)}.")] = MODEL
    threads: Annotated[int, Meta(ge=1, description="Threads for the model in this program.")] = 1

    def __post_init__(self) -> None:
        if self.model not in CATALOGUE:
            raise ValueError(f"--model {self.model!r} is not one that runs here: {' or '.join(CATALOGUE)}")
        if (self.base_url is None) != (self.served_model is None):
            raise ValueError("a server is named by both --base-url and --served-model")
        if self.base_url is not None and urllib.parse.urlsplit(self.base_url).scheme not in ("http", "https"):
            raise ValueError(f"--base-url {self.base_url!r} is not an address such as http://127.0.0.1:8000/v1")


class ValidatorOptions(Struct, frozen=True, kw_only=True):
    """How long answers may be."""

    max_tokens: Annotated[
        int, Meta(ge=16, le=MAX_TOKENS, description="Longest answer in tokens; more let models think aloud.")
    ] = TOKENS


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[Answer[TextTask, TextAnswer] | text.StreamText]:
    """Answer with a server's model, or with the text market's own."""
    options = context.options
    if options.base_url is None or options.served_model is None:
        own = text.MinerOptions(model=options.model, threads=options.threads)
        async with text.mine(Context(own, context.hotkey, context.log, context.metrics)) as answer:
            yield answer
        return
    count = Counter("taonet_text_answers", "Answers that the server gave.", registry=context.metrics)
    async with new_http_client() as http:
        yield served(
            http,
            base_url=options.base_url,
            model=options.served_model,
            api_key=os.environ.get(text.API_KEY_VARIABLE),
            answers=count,
            log=context.log,
        )


@asynccontextmanager
async def examine(context: Context[ValidatorOptions]) -> AsyncGenerator[Exam[TextTask, TextAnswer]]:
    """Ask and judge; no model is needed."""

    def draw_task(number: int, miner: Miner, secret: bytes) -> TextTask:
        return draw(number, miner, secret, context.options.max_tokens)

    async def judge(round_: text.TextRound) -> list[Verdict]:
        verdicts = await asyncio.to_thread(judge_round, round_)
        for exchange, verdict in zip(round_.exchanges, verdicts, strict=True):
            text.report(context.log, exchange, verdict)
        return verdicts

    yield Exam(draw_task, judge)


market = Market(TEXT_PROTOCOL, miner=Role(mine, MinerOptions), validator=Role(examine, ValidatorOptions))


def draw(number: int, miner: Miner, secret: bytes, max_tokens: int = TOKENS) -> TextTask:
    """Draw the task of one miner; greedy, because nothing follows from a seed here."""
    return TextTask("any", question_of(number, miner, secret).prompt, 0, max_tokens, 0.0)


def question_of(number: int, miner: Miner, secret: bytes) -> Question:
    """Return the question that follows from number, miner and secret; its kind is the same for all miners."""
    digest = hashlib.blake2b(f"open {number}/{miner.uid}/{miner.hotkey}".encode(), key=secret, digest_size=32).digest()
    return make_question(random.Random(digest), kind_of(number, secret, KINDS))  # noqa: S311  the secret is in the digest


def judge_round(asked: Round[TextTask, TextAnswer]) -> list[Verdict]:
    """Give a verdict on each answer of a round."""
    return verdicts_of(RULES, [_marks(exchange, asked.secret) for exchange in asked.exchanges])


def _marks(exchange: Exchange[TextTask, TextAnswer], secret: bytes) -> Marks | str:
    """Check one answer; a string is why it counts as none."""
    if exchange.reply is None:
        return exchange.failure
    if len(exchange.reply.answer.text) > LETTERS_PER_TOKEN * exchange.task.max_tokens:
        return "the answer is longer than asked for"
    right = is_right(question_of(exchange.number, exchange.miner, secret), exchange.reply.answer.text)
    # Speed is that of the answer and not of its words, of which more are not better.
    return Marks(float(right), 1 / max(exchange.reply.seconds, 1e-3))
