"""Asking with patience: again where nothing can be done twice by it, and in the older way where a miner knows no other.

Again is asked whom the task did not reach, and who said that it is busy and when to come again. A miner that took the task is
never asked again: that would be work twice, and a second chance. All tries share one deadline, and the time of a reply counts
from the first of them, so that a miner gains nothing by sending the asker away.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

import httpx
from bittensor.signing import Signer

from taonet.neuron.client import AskFailed, ask
from taonet.neuron.market import AnswerT, Protocol, Reply, TaskT

TRIES: Final = 3
FIRST_PAUSE: Final = 0.2
BUSY: Final = (429, 503)


@dataclass
class Peers:
    """What is remembered of miners over rounds: the hotkeys of those that speak the older way alone."""

    older: set[str] = field(default_factory=set[str])


async def ask_patiently(
    http: httpx.AsyncClient,
    protocol: Protocol[TaskT, AnswerT],
    task: TaskT,
    *,
    endpoint: str,
    signer: Signer,
    receiver: str,
    deadline_seconds: float,
    peers: Peers,
    tries: int = TRIES,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.perf_counter,
) -> Reply[AnswerT]:
    """Give a task to a miner as `ask` does, up to `tries` times within the deadline."""
    began = clock()
    for attempt in range(tries + 1):
        left = deadline_seconds - (clock() - began)
        older = protocol.synapse is not None and receiver in peers.older
        try:
            reply = await ask(
                http,
                protocol,
                task,
                endpoint=endpoint,
                signer=signer,
                receiver=receiver,
                deadline_seconds=left,
                older=older,
            )
        except AskFailed as failure:
            if failure.status == 404 and protocol.synapse is not None and not older:
                peers.older.add(receiver)
                continue
            if failure.status == 404:
                peers.older.discard(receiver)
            pause = _pause(failure, attempt, chance())
            if pause is None or attempt + 1 >= tries or pause >= deadline_seconds - (clock() - began):
                raise
            await sleep(pause)
        else:
            return replace(reply, seconds=clock() - began)
    raise AskFailed("no answer in any way that was tried")


def _pause(failure: AskFailed, attempt: int, chance: float) -> float | None:
    """Return how long to wait before asking again, or None if that may not be."""
    jittered = FIRST_PAUSE * 2**attempt * (0.5 + chance)
    if not failure.sent:
        return jittered
    if failure.status in BUSY and failure.retry_after is not None:
        return failure.retry_after + jittered
    return None
