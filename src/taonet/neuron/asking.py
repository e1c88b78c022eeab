"""Ask the miners of a subnet, each its own tasks.

A task that the market cannot draw, or that may not be sent, costs its miner nothing and is named in the log.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

import httpx

from taonet.neuron.access import is_callable_endpoint
from taonet.neuron.chain import Chain, Metagraph
from taonet.neuron.client import AskFailed
from taonet.neuron.market import AnswerT, Exam, Exchange, Miner, Protocol, TaskT
from taonet.neuron.messages import Unsendable, encode, plain
from taonet.neuron.metrics import ValidatorMetrics
from taonet.neuron.patience import Peers, ask_patiently
from taonet.neuron.settings import ValidatorSettings


@dataclass(frozen=True)
class Asking(Generic[TaskT, AnswerT]):
    """What asking takes: the chain and its key, the market's validator side, the pace, a client, what is counted, what is known of miners."""

    chain: Chain
    protocol: Protocol[TaskT, AnswerT]
    exam: Exam[TaskT, AnswerT]
    settings: ValidatorSettings
    http: httpx.AsyncClient
    counts: ValidatorMetrics
    peers: Peers


def serving_miners(metagraph: Metagraph, own_hotkey: str, *, allow_local: bool) -> list[Miner]:
    """Return all other neurons with a published endpoint that may be called."""
    return [
        Miner(row.uid, row.hotkey, row.axon)
        for row in metagraph.neurons
        if row.hotkey != own_hotkey and row.axon is not None and is_callable_endpoint(row.axon, allow_local=allow_local)
    ]


async def ask_all(
    asking: Asking[TaskT, AnswerT], miners: Sequence[Miner], round_number: int, secret: bytes
) -> list[Exchange[TaskT, AnswerT]]:
    """Give every miner its own tasks, one after the other, `settings.at_once` miners at a time."""
    settings = asking.settings
    places = asyncio.Semaphore(settings.at_once)
    numbers = range(round_number * settings.tasks, (round_number + 1) * settings.tasks)

    async def one(miner: Miner) -> list[Exchange[TaskT, AnswerT]]:
        async with places:
            made = [await _exchange(asking, number, miner, secret) for number in numbers]
        return [exchange for exchange in made if exchange is not None]

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(miner)) for miner in miners]
    return [exchange for task in running for exchange in task.result()]


async def _exchange(
    asking: Asking[TaskT, AnswerT], number: int, miner: Miner, secret: bytes
) -> Exchange[TaskT, AnswerT] | None:
    """Give one task to one miner; None if the market could not draw a task that may be sent."""
    chain, protocol, counts = asking.chain, asking.protocol, asking.counts
    try:
        task = asking.exam.draw(number, miner, secret)
        encode(protocol.task, task, protocol.max_task_bytes)
    except Exception as error:  # noqa: BLE001  the function is the market's: a bug in it costs one task
        reason = f"it cannot be sent: {error}" if isinstance(error, Unsendable) else f"{type(error).__name__}: {error}"
        chain.log("draw failed", uid=miner.uid, hotkey=miner.hotkey, number=number, error=reason)
        counts.faults.labels("draw").inc()
        return None
    try:
        reply = await ask_patiently(
            asking.http,
            protocol,
            task,
            endpoint=miner.endpoint,
            signer=chain.signer,
            receiver=miner.hotkey,
            deadline_seconds=asking.settings.deadline_seconds,
            peers=asking.peers,
        )
    except AskFailed as error:
        counts.exchanges.labels("failed").inc()
        return Exchange(number, miner, task, None, plain(str(error)))
    counts.exchanges.labels("answered").inc()
    counts.seconds.observe(reply.seconds)
    return Exchange(number, miner, task, reply)
