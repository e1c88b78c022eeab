"""Ask miners, one after another, until one gives an answer that can be passed on.

What a miner does wrong costs it a rest and a line in the account, and the next is asked. Only when a part of an answer
has been passed on is there no next: what was said cannot be unsaid.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, Generic

import httpx
from msgspec import Struct
from prometheus_client import Counter

from taonet.gateway.account import Account
from taonet.gateway.errors import ApiError
from taonet.gateway.ranking import Pool, Ranked, choose, place, rested, tired
from taonet.gateway.settings import GatewaySettings
from taonet.neuron.chain import Chain
from taonet.neuron.client import AskFailed, ask, ask_in_parts
from taonet.neuron.market import AnswerT, CannotAnswer, Protocol, Reply, TaskT
from taonet.neuron.messages import Unsendable

RETRY_SECONDS: Final = 1
"""When a client that found everything busy may come again."""
NO_PERMIT: Final = (
    "the miners refuse this gateway's hotkey: it needs a validator permit on the subnet, "
    "or miners that serve hotkeys without one (`--no-need-permit`)"
)


class Rejected(Exception):
    """An answer is authentic in its signature and still not one to pass on; says why."""


@dataclass
class Front(Generic[TaskT, AnswerT]):
    """A subnet as a gateway sees it: its chain and protocol, its miners, what they did, and how answers are checked.

    `check` takes the parts that came before an answer too, and returns why it is not to be passed on, or None; `units` says how much is in one (tokens, images).
    """

    chain: Chain
    protocol: Protocol[TaskT, AnswerT]
    settings: GatewaySettings
    http: httpx.AsyncClient
    check: Callable[[TaskT, AnswerT, Sequence[Struct]], Awaitable[str | None]]
    units: Callable[[AnswerT], int]
    pool: Pool
    attempts: Counter
    account: Account = field(default_factory=Account)
    rng: random.Random = field(default_factory=random.SystemRandom)


@dataclass(frozen=True)
class Served(Generic[AnswerT]):
    """An answer that can be passed on: who gave it, by which ranking it was chosen, and how many were asked for it."""

    answer: AnswerT
    by: Ranked
    block: int
    seconds: float
    attempts: int


@dataclass(frozen=True)
class Part:
    """A part of an answer that is still to be signed, and who gives it."""

    part: Struct
    by: Ranked
    block: int
    attempts: int


async def asked(front: Front[TaskT, AnswerT], task: TaskT) -> Served[AnswerT]:
    """Return the first answer that can be passed on; raise `ApiError` if there is none."""
    async with aclosing(asked_in_parts(front, task, want_parts=False)) as steps:
        async for step in steps:
            if isinstance(step, Served):
                return step
    raise AssertionError("the steps end with an answer or an error")


async def asked_in_parts(
    front: Front[TaskT, AnswerT], task: TaskT, *, want_parts: bool = True
) -> AsyncGenerator[Part | Served[AnswerT]]:
    """Yield the parts of one miner's answer, and last the answer; raise `ApiError` if there is none.

    Another miner is asked as long as no part was given. All of it ends within `request_seconds`.
    """
    tried: dict[str, AskFailed | Rejected] = {}
    settings, loop = front.settings, asyncio.get_running_loop()
    end = loop.time() + settings.request_seconds
    while len(tried) < settings.attempts and loop.time() < end:
        ranked = choose(front.pool, tried, time.monotonic(), front.rng)
        if ranked is None:
            break
        block, begun, attempts = front.pool.block, False, len(tried) + 1
        with place(front.pool, ranked):
            try:
                async with aclosing(_attempt(front, task, ranked, end, want_parts=want_parts)) as steps:
                    async for step in steps:
                        if not isinstance(step, Reply):
                            begun = True
                            yield Part(step, ranked, block, attempts)
                            continue
                        units = front.units(step.answer)
                        front.account.answered(ranked, block, seconds=step.seconds, units=units)
                        front.attempts.labels("answered").inc()
                        rested(front.pool, ranked)
                        yield Served(step.answer, ranked, block, step.seconds, attempts)
                        return
            except Unsendable as error:
                raise ApiError(400, "invalid_value", str(error)) from error
            except (AskFailed, Rejected) as error:
                _note(front, ranked, block, error)
                tried[ranked.miner.hotkey] = error
                if begun:
                    raise ApiError(502, "answer_broken", f"the miner's answer is not to be trusted: {error}") from error
    raise _no_answer(front, tried, late=loop.time() >= end)


async def _attempt(
    front: Front[TaskT, AnswerT], task: TaskT, ranked: Ranked, end: float, *, want_parts: bool
) -> AsyncGenerator[Struct | Reply[AnswerT]]:
    """Ask one miner; its first word must come within `attempt_seconds`, its last before `end`."""
    now, seconds = asyncio.get_running_loop().time(), front.settings.attempt_seconds
    first_end = min(end, now + seconds)
    words, signer = (front.http, front.protocol, task), front.chain.signer
    endpoint, hotkey = ranked.miner.endpoint, ranked.miner.hotkey
    if not want_parts:
        reply = await ask(*words, endpoint=endpoint, receiver=hotkey, signer=signer, deadline_seconds=first_end - now)
        yield await _checked(front, task, reply, ())
        return
    steps = ask_in_parts(*words, endpoint=endpoint, receiver=hotkey, signer=signer, deadline_seconds=end - now)
    async with aclosing(steps):
        step, parts = await _first(steps, first_end, seconds), list[Struct]()
        while not isinstance(step, Reply):
            parts.append(step)
            yield step
            step = await anext(steps)
        yield await _checked(front, task, step, parts)


async def _first(steps: AsyncGenerator[Struct | Reply[AnswerT]], end: float, seconds: float) -> Struct | Reply[AnswerT]:
    try:
        async with asyncio.timeout_at(end):
            return await anext(steps)
    except TimeoutError as error:
        raise AskFailed(f"nothing within {seconds:g} s") from error


async def _checked(
    front: Front[TaskT, AnswerT], task: TaskT, reply: Reply[AnswerT], parts: Sequence[Struct]
) -> Reply[AnswerT]:
    """Return a reply that is one to pass on; raise `Rejected` otherwise."""
    try:
        fault = await front.check(task, reply.answer, parts)
    except CannotAnswer as error:
        raise ApiError(429, "busy", f"too many answers wait for their check: {error}", retry_after=1) from error
    if fault is not None:
        raise Rejected(fault)
    return reply


def _note(front: Front[TaskT, AnswerT], ranked: Ranked, block: int, error: AskFailed | Rejected) -> None:
    """Write down a failure; one who refuses a task that it cannot do, or has its places full, need not rest."""
    miner = ranked.miner
    front.account.failed(ranked, block, str(error))
    front.attempts.labels("failed" if isinstance(error, AskFailed) else "rejected").inc()
    front.chain.log("failed", uid=miner.uid, hotkey=miner.hotkey, block=block, reason=str(error))
    if not (isinstance(error, AskFailed) and error.status == 422):
        tired(front.pool, ranked, time.monotonic())


def _no_answer(front: Front[TaskT, AnswerT], tried: dict[str, AskFailed | Rejected], *, late: bool) -> ApiError:
    """Return why nobody answered, as the client's, the subnet's or the load's fault."""
    if not tried:
        if front.pool.miners and not late:
            return ApiError(429, "busy", "all miners of the subnet have work; come again", retry_after=RETRY_SECONDS)
        return ApiError(503, "no_miners", f"no miner serves on subnet {front.chain.netuid}", retry_after=RETRY_SECONDS)
    statuses = [error.status if isinstance(error, AskFailed) else None for error in tried.values()]
    last = str(next(reversed(tried.values())))
    if all(status == 422 for status in statuses):
        return ApiError(400, "context_length_exceeded", last.partition(": ")[2] or last, param="messages")
    if all(status == 403 for status in statuses):
        return ApiError(502, "no_permit", NO_PERMIT)
    words = f"{len(tried)} of the subnet's miners gave no answer that can be passed on; the last: {last}"
    return ApiError(504 if late else 502, "no_answer", words)
