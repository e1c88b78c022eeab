"""One round of a validator: ask every miner, have the answers judged, update the averages, set weights if due.

What a market's own functions do wrong costs what they were asked for and is named in the log: a task that cannot be
drawn leaves its miner's average as it was, a judge that fails leaves all of them.
"""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

import httpx
from prometheus_client import CollectorRegistry

from taonet.neuron.access import is_callable_endpoint
from taonet.neuron.chain import Chain, Metagraph, NotThere, next_block, own_neuron, read_metagraph, set_weights
from taonet.neuron.client import AskFailed, ask
from taonet.neuron.market import AnswerT, Exam, Exchange, Miner, Protocol, Round, TaskT, Verdict
from taonet.neuron.messages import Unsendable, encode
from taonet.neuron.metrics import ValidatorMetrics, validator_metrics
from taonet.neuron.scores import MinerScore, Scores, updated, weights_of
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.verdicts import JudgeFault, by_miner, checked


@dataclass
class ValidatorState:
    """What changes while a validator runs, and the secret that its tasks follow from."""

    scores: Scores = field(default_factory=dict[int, MinerScore])
    round: int = 0
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    weights_block: int | None = None
    last_step: float = field(default_factory=time.monotonic)
    """When the last round ended, or the validator started (monotonic)."""
    counts: ValidatorMetrics = field(default_factory=lambda: validator_metrics(CollectorRegistry()))


@dataclass(frozen=True)
class Asking(Generic[TaskT, AnswerT]):
    """What asking takes: the chain and its key, the market's validator side, the pace, a client."""

    chain: Chain
    protocol: Protocol[TaskT, AnswerT]
    exam: Exam[TaskT, AnswerT]
    settings: ValidatorSettings
    http: httpx.AsyncClient
    state: ValidatorState


async def run_round(
    chain: Chain,
    protocol: Protocol[TaskT, AnswerT],
    exam: Exam[TaskT, AnswerT],
    settings: ValidatorSettings,
    http: httpx.AsyncClient,
    state: ValidatorState,
) -> Mapping[int, Verdict]:
    """Run one round and return its verdicts by uid; they are none if the market's judge failed."""
    asking = Asking(chain, protocol, exam, settings, http, state)
    metagraph = await read_metagraph(chain)
    own = own_neuron(metagraph, chain.signer.ss58_address)
    if own is None:
        raise NotThere(
            f"hotkey {chain.signer.ss58_address} is not registered on subnet {chain.netuid}: "
            f"register it with `btcli subnets register --netuid {chain.netuid}`"
        )
    miners = serving_miners(metagraph, own.hotkey, allow_local=bool(settings.allow_local))
    exchanges = await ask_all(asking, miners)
    beacon = await next_block(chain)
    verdicts = await _judged(asking, Round(state.round, state.secret, exchanges, metagraph.block, beacon.hash))
    hotkeys = {row.uid: row.hotkey for row in metagraph.neurons if row.uid != own.uid}
    unjudged = {miner.uid for miner in miners} - verdicts.keys()
    state.scores = updated(state.scores, hotkeys, verdicts, memory=settings.memory, unjudged=unjudged)
    _report(asking, miners, verdicts, exchanges)
    chain.log("round", number=state.round, block=metagraph.block, asked=len(miners))
    await _set_weights_if_due(asking, metagraph, permit=own.validator_permit)
    state.round += 1
    state.last_step = time.monotonic()
    state.counts.stepped()
    return verdicts


def serving_miners(metagraph: Metagraph, own_hotkey: str, *, allow_local: bool) -> list[Miner]:
    """Return all other neurons with a published endpoint that may be called."""
    return [
        Miner(row.uid, row.hotkey, row.axon)
        for row in metagraph.neurons
        if row.hotkey != own_hotkey and row.axon is not None and is_callable_endpoint(row.axon, allow_local=allow_local)
    ]


async def ask_all(asking: Asking[TaskT, AnswerT], miners: Sequence[Miner]) -> list[Exchange[TaskT, AnswerT]]:
    """Give every miner its own tasks, one after the other, `settings.at_once` miners at a time."""
    settings, state = asking.settings, asking.state
    places = asyncio.Semaphore(settings.at_once)
    numbers = range(state.round * settings.tasks, (state.round + 1) * settings.tasks)

    async def one(miner: Miner) -> list[Exchange[TaskT, AnswerT]]:
        async with places:
            made = [await _exchange(asking, number, miner) for number in numbers]
        return [exchange for exchange in made if exchange is not None]

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(miner)) for miner in miners]
    return [exchange for task in running for exchange in task.result()]


async def _exchange(asking: Asking[TaskT, AnswerT], number: int, miner: Miner) -> Exchange[TaskT, AnswerT] | None:
    """Give one task to one miner; None if the market could not draw a task that may be sent."""
    chain, protocol, counts = asking.chain, asking.protocol, asking.state.counts
    try:
        task = asking.exam.draw(number, miner, asking.state.secret)
        encode(protocol.task, task, protocol.max_task_bytes)
    except Exception as error:  # noqa: BLE001  the function is the market's: a bug in it costs one task
        reason = f"it cannot be sent: {error}" if isinstance(error, Unsendable) else f"{type(error).__name__}: {error}"
        chain.log("draw failed", uid=miner.uid, hotkey=miner.hotkey, number=number, error=reason)
        counts.faults.labels("draw").inc()
        return None
    try:
        reply = await ask(
            asking.http,
            protocol,
            task,
            endpoint=miner.endpoint,
            signer=chain.signer,
            receiver=miner.hotkey,
            deadline_seconds=asking.settings.deadline_seconds,
        )
    except AskFailed as error:
        counts.exchanges.labels("failed").inc()
        return Exchange(number, miner, task, None, str(error))
    counts.exchanges.labels("answered").inc()
    counts.seconds.observe(reply.seconds)
    return Exchange(number, miner, task, reply)


async def _judged(asking: Asking[TaskT, AnswerT], asked: Round[TaskT, AnswerT]) -> dict[int, Verdict]:
    """Return the judge's verdicts by uid; none, with the reason in the log, if it failed."""
    state, log, exchanges = asking.state, asking.chain.log, asked.exchanges
    try:
        async with asyncio.timeout(asking.settings.judge_seconds):
            returned = await asking.exam.judge(asked)
        verdicts = checked(exchanges, returned, log)
    except JudgeFault as fault:
        reason = str(fault)
    except TimeoutError:
        reason = f"the judge took longer than {asking.settings.judge_seconds:g} s for {len(exchanges)} exchanges"
    except Exception as error:  # noqa: BLE001  the function is the market's: a bug in it costs one round
        reason = f"the judge raised {type(error).__name__} over {len(exchanges)} exchanges: {error}"
    else:
        state.counts.rounds.labels("judged").inc()
        return by_miner(exchanges, verdicts)
    log("judge failed", number=state.round, protocol=asking.protocol.name, error=reason)
    state.counts.faults.labels("judge").inc()
    state.counts.rounds.labels("failed").inc()
    return {}


async def _set_weights_if_due(asking: Asking[TaskT, AnswerT], metagraph: Metagraph, *, permit: bool) -> None:
    chain, state = asking.chain, asking.state
    every = asking.settings.weights_every or metagraph.tempo
    # A height below the last one means another chain behind the same address.
    if state.weights_block is not None and 0 <= metagraph.block - state.weights_block < every:
        return
    weights = weights_of(state.scores)
    if not weights or not permit:
        reason = "this hotkey holds no validator permit yet" if weights else "no miner has a score above zero"
        chain.log("no weights", reason=reason)
        state.counts.weights.labels("none").inc()
        return
    outcome = await set_weights(chain, weights)
    if outcome.done:
        state.weights_block = metagraph.block
        shown = {uid: round(weight, 4) for uid, weight in weights.items()}
        chain.log("weights set", block=metagraph.block, weights=shown)
        state.counts.weights_block.set(metagraph.block)
        state.counts.weights.labels("set").inc()
    else:
        end = "later" if outcome.later else "failed"
        chain.log(f"weights {end}", reason=outcome.message)
        state.counts.weights.labels(end).inc()


def _report(
    asking: Asking[TaskT, AnswerT],
    miners: Sequence[Miner],
    verdicts: Mapping[int, Verdict],
    exchanges: Sequence[Exchange[TaskT, AnswerT]],
) -> None:
    """Log each miner's verdict and average, and show them in the metrics."""
    chain, state = asking.chain, asking.state
    state.counts.scores.clear()
    for uid, miner_score in state.scores.items():
        state.counts.scores.labels(uid, miner_score.hotkey).set(miner_score.score)
    for miner in miners:
        verdict = verdicts.get(miner.uid)
        if verdict is None:
            continue
        times = [e.reply.seconds for e in exchanges if e.miner.uid == miner.uid and e.reply is not None]
        state.counts.cheats.inc(int(verdict.cheated))
        chain.log(
            "scored",
            uid=miner.uid,
            hotkey=miner.hotkey,
            score=round(verdict.score, 4),
            average=round(state.scores[miner.uid].score, 4),
            seconds=round(sum(times) / len(times), 3) if times else None,
            cheated=verdict.cheated,
            reason=verdict.reason,
        )
