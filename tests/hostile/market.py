"""A market whose tasks may ask for work, and whose miner misbehaves on request: to be attacked, and to attack with."""

import math
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from msgspec import Meta, Struct

from taonet.subnet import (
    Abandoned,
    BadTask,
    CannotAnswer,
    Context,
    Exam,
    Exchange,
    Market,
    Miner,
    NoOptions,
    Protocol,
    Role,
    Round,
    Streaming,
    Synapse,
    Verdict,
    Wanted,
    one_thread,
    ready,
)

UNIT_SECONDS = 0.01


class Task(Struct, frozen=True, forbid_unknown_fields=True):
    """Say a text back after so many units of work."""

    text: str
    units: Annotated[int, Meta(ge=0, le=1_000)] = 0
    share: Annotated[float, Meta(ge=0, le=1)] = 0.0


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    """The text, said back."""

    text: str
    share: Annotated[float, Meta(ge=0, le=1)] = 0.0


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an answer."""

    word: str


@asynccontextmanager
async def mine(context: Context[NoOptions]) -> AsyncGenerator[Streaming[Task]]:
    """Answer on one thread."""
    with one_thread("work", most_waiting=1_500, unit="units", metrics=context.metrics) as worker:

        async def answer(task: Task, caller: str) -> Said:
            def work(wanted: Wanted) -> Said:
                for _ in range(task.units):
                    if not wanted():
                        raise Abandoned
                    time.sleep(UNIT_SECONDS)  # stands for a model that works
                return Said(task.text)

            match task.text:
                case "a fault":
                    raise ZeroDivisionError
                case "too hard":
                    raise BadTask("nobody could")
                case "later":
                    raise CannotAnswer("not now")
                case "too long":
                    return Said("x" * 10_000)
                case "not a number":
                    return Said("x", math.nan)
                case "no answer":
                    return None  # type: ignore[return-value]
            return await worker.run(work, cost=1 + task.units)

        async def in_parts(task: Task, caller: str) -> AsyncGenerator[Struct]:
            if task.text == "without end":
                while True:
                    yield Word("again and " * 90)
            if task.text == "word by word":
                yield Word("word")
            yield await answer(task, caller)

        yield Streaming(in_parts)


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    """Make a task without work."""
    return Task(f"{number} for {miner.uid}")


async def judge(asked: Round[Task, Said]) -> list[Verdict]:
    """Pay for a text that was said back."""
    return [_verdict(exchange) for exchange in asked.exchanges]


def _verdict(exchange: Exchange[Task, Said]) -> Verdict:
    if exchange.reply is None:
        return Verdict(0.0, exchange.failure)
    return Verdict(float(exchange.reply.answer.text == exchange.task.text), "said")


market = Market(
    Protocol(
        "said/1",
        Task,
        Said,
        max_task_bytes=4_000,
        max_answer_bytes=4_000,
        part=Word,
        max_stream_bytes=20_000_000,
        synapse=Synapse("SaidSynapse", answer={"text": "said", "share": "said_share"}, hashed=("text",)),
    ),
    miner=Role(mine, NoOptions),
    validator=ready(Exam(draw, judge)),
)
