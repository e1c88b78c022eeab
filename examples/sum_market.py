"""A whole market in one file: miners add numbers, validators pay for right sums."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from msgspec import Meta, Struct

from taonet.subnet import Answer, Context, Exam, Exchange, Market, Miner, Protocol, Role, Round, Verdict, ready


class Task(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers to add."""

    numbers: Annotated[list[int], Meta(min_length=1, max_length=100)]


class Sum(Struct, frozen=True, forbid_unknown_fields=True):
    """What they add up to."""

    total: int


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    """Make the task of one miner; nobody can know it without the secret."""
    rng = random.Random(secret + f"{number}/{miner.hotkey}".encode())
    return Task([rng.randrange(1_000) for _ in range(10)])


async def judge(asked: Round[Task, Sum]) -> list[Verdict]:
    """Give a verdict on each answer of a round."""
    return [verdict(exchange) for exchange in asked.exchanges]


def verdict(exchange: Exchange[Task, Sum]) -> Verdict:
    """Give one point for a right sum."""
    if exchange.reply is None:
        return Verdict(0.0, exchange.failure)
    right = exchange.reply.answer.total == sum(exchange.task.numbers)
    return Verdict(float(right), "right" if right else "wrong")


class MinerOptions(Struct, frozen=True):
    """What the miner can be told on the command line."""

    error: Annotated[int, Meta(description="Added to every sum, to see a wrong miner go unpaid.")] = 0


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[Answer[Task, Sum]]:
    """Load what answering takes, yield the function that answers, and clean up after it."""

    async def add(task: Task, caller: str) -> Sum:  # the caller is the hotkey of the validator that asks
        return Sum(sum(task.numbers) + context.options.error)

    yield add


market = Market(Protocol("sum/1", Task, Sum), miner=Role(mine, MinerOptions), validator=ready(Exam(draw, judge)))
