"""A subnet of your own.

This is a market that works, to begin with: miners look for short round trips through points, and validators pay for how
short they are. Put your own messages, tasks, verdicts and miner in its place.
"""

import asyncio
import math
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

from msgspec import Meta, Struct
from taonet.subnet import Answer, Context, Exam, Exchange, Market, Miner, Protocol, Role, Round, Verdict, ready

POINTS = 30
Point = tuple[float, float]


class Task(Struct, frozen=True, forbid_unknown_fields=True):
    """Points of the unit square, to be visited in a round trip."""

    points: Annotated[list[Point], Meta(min_length=3, max_length=POINTS)]


class Trip(Struct, frozen=True, forbid_unknown_fields=True):
    """The order in which to visit them, each once; the way back to the first is part of the trip."""

    order: Annotated[list[int], Meta(max_length=POINTS)]


# The validator: what is asked, and what an answer is worth.


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    """Make the task of one miner; nobody can know it without the secret, and no other miner gets the same."""
    rng = random.Random(secret + f"{number}/{miner.hotkey}".encode())
    return Task([(rng.random(), rng.random()) for _ in range(POINTS)])


async def judge(asked: Round[Task, Trip]) -> list[Verdict]:
    """Give a verdict on each answer of a round."""
    return [verdict(exchange) for exchange in asked.exchanges]


def verdict(exchange: Exchange[Task, Trip]) -> Verdict:
    """Compare a trip with the greedy one, which is worth a half; one that is a fifth shorter is worth all."""
    if exchange.reply is None:
        return Verdict(0.0, exchange.failure)
    points, order = exchange.task.points, exchange.reply.answer.order
    if sorted(order) != list(range(len(points))):
        return Verdict(0.0, "not each point once")
    saved = 1 - length(points, order) / length(points, greedy(points))
    return Verdict(min(max(0.5 + 2.5 * saved, 0.0), 1.0), f"{saved:.0%} shorter than the greedy trip")


def length(points: Sequence[Point], order: Sequence[int]) -> float:
    """Return the length of a round trip."""
    return sum(
        math.dist(points[here], points[there]) for here, there in zip(order, [*order[1:], order[0]], strict=True)
    )


def greedy(points: Sequence[Point]) -> list[int]:
    """Return the trip that always goes on to the nearest point."""
    order, left = [0], set(range(1, len(points)))
    while left:
        order.append(min(left, key=lambda there: math.dist(points[order[-1]], points[there])))
        left.remove(order[-1])
    return order


# The miner: how an answer is found. Others will find better ones.


class MinerOptions(Struct, frozen=True):
    """What the miner can be told on the command line."""

    passes: Annotated[int, Meta(ge=0, le=1_000, description="How often to go over the trip; 0 is the greedy one.")] = 20


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[Answer[Task, Trip]]:
    """Load what answering takes, yield the function that answers, and clean up after it."""

    async def answer(task: Task, caller: str) -> Trip:  # the caller is the hotkey of the validator that asks
        context.log("asked", caller=caller[:8], points=len(task.points))
        return Trip(await asyncio.to_thread(improved, task.points, context.options.passes))

    yield answer


def improved(points: Sequence[Point], passes: int) -> list[int]:
    """Return the greedy trip, with parts turned round for as long as that makes it shorter (2-opt)."""
    best = greedy(points)
    for _ in range(passes):
        before = length(points, best)
        for begin in range(1, len(best) - 1):
            for end in range(begin + 2, len(best) + 1):
                turned = [*best[:begin], *reversed(best[begin:end]), *best[end:]]
                best = min(best, turned, key=lambda order: length(points, order))
        if length(points, best) >= before:
            break
    return best


protocol = Protocol("subnet-name/1", Task, Trip)
market = Market(protocol, miner=Role(mine, MinerOptions), validator=ready(Exam(draw, judge)))
