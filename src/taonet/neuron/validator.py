"""Run a validator: ask everybody, score, remember, set weights; again and again.

What is asked and what an answer is worth is the subnet's business: a `Market`
of functions. One round is `run_round`; `run_validator` repeats it and outlives
the node. Time is an argument, so tests do not wait.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

import httpx

from taonet.neuron.access import is_callable_endpoint
from taonet.neuron.chain import Chain, Metagraph, NotThere, own_neuron, read_metagraph, set_weights
from taonet.neuron.client import AskFailed, Reply, ask
from taonet.neuron.protocol import AnswerT, Protocol, TaskT
from taonet.neuron.scores import (
    Standing,
    Standings,
    Verdict,
    combined,
    load_standings,
    save_standings,
    updated,
    weights_of,
)


@dataclass(frozen=True)
class Miner:
    """A neuron that serves: its seat, its key, and where it listens."""

    uid: int
    hotkey: str
    endpoint: str


@dataclass(frozen=True)
class Exchange(Generic[TaskT, AnswerT]):
    """One task given to one miner, and its reply or why there is none."""

    miner: Miner
    task: TaskT
    reply: Reply[AnswerT] | None
    failure: str = ""


@dataclass(frozen=True)
class Market(Generic[TaskT, AnswerT]):
    """A subnet kind, seen by its validator.

    `make_task` draws a fresh task for a miner; its number is never used twice
    with the same miner. `judge` gets all exchanges of a round, in order, and
    returns a verdict for each.
    """

    protocol: Protocol[TaskT, AnswerT]
    make_task: Callable[[int, Miner], TaskT]
    judge: Callable[[Sequence[Exchange[TaskT, AnswerT]]], Awaitable[Sequence[Verdict]]]


@dataclass(frozen=True)
class ValidatorSettings:
    """The pace of a validator and how long it remembers.

    Each miner gets `tasks` tasks a round, one after the other: more tasks, less
    luck. `weights_every_blocks` None means once per tempo. `rounds` None means until
    stopped. `state_file` keeps the averages over a restart.
    """

    round_seconds: float = 60.0
    deadline_seconds: float = 30.0
    tasks: int = 1
    memory: float = 0.8
    at_once: int = 16
    weights_every_blocks: int | None = None
    allow_local: bool = False
    rounds: int | None = None
    state_file: Path | None = None


@dataclass
class ValidatorState:
    """What changes while a validator runs."""

    standings: Standings = field(default_factory=dict[int, Standing])
    round: int = 0
    weights_block: int | None = None


async def run_validator(
    chain: Chain,
    market: Market[TaskT, AnswerT],
    settings: ValidatorSettings,
    http: httpx.AsyncClient,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run rounds until cancelled (or `settings.rounds` are done)."""
    state = ValidatorState()
    if settings.state_file is not None:
        state.standings = load_standings(settings.state_file)
    while settings.rounds is None or state.round < settings.rounds:
        started = clock()
        await run_round(chain, market, settings, http, state)
        if settings.state_file is not None:
            save_standings(settings.state_file, state.standings)
        rest = settings.round_seconds - (clock() - started)
        if rest > 0 and (settings.rounds is None or state.round < settings.rounds):
            await chain.sleep(rest)


async def run_round(
    chain: Chain,
    market: Market[TaskT, AnswerT],
    settings: ValidatorSettings,
    http: httpx.AsyncClient,
    state: ValidatorState,
) -> Mapping[int, Verdict]:
    """Ask all serving miners, score them, update the averages, set weights if due."""
    metagraph = await read_metagraph(chain)
    own = own_neuron(metagraph, chain.signer.ss58_address)
    if own is None:
        raise NotThere(
            f"hotkey {chain.signer.ss58_address} is not registered on subnet {chain.netuid}: "
            "register it with `btcli subnets register`"
        )
    miners = serving_miners(metagraph, own.hotkey, allow_local=settings.allow_local)
    exchanges = await ask_all(chain, market, settings, http, state.round, miners)
    found = await market.judge(exchanges)
    verdicts = _by_miner(exchanges, found)
    seats = {row.uid: row.hotkey for row in metagraph.neurons if row.uid != own.uid}
    state.standings = updated(state.standings, seats, verdicts, memory=settings.memory)
    for miner in miners:
        _report(chain, state, miner, verdicts[miner.uid], exchanges)
    chain.log("round", number=state.round, block=metagraph.block, asked=len(miners))
    await _set_weights_if_due(chain, settings, state, metagraph, permit=own.validator_permit)
    state.round += 1
    return verdicts


def serving_miners(metagraph: Metagraph, own_hotkey: str, *, allow_local: bool) -> list[Miner]:
    """Return everybody else who published an endpoint that may be called."""
    return [
        Miner(row.uid, row.hotkey, row.axon)
        for row in metagraph.neurons
        if row.hotkey != own_hotkey and row.axon is not None and is_callable_endpoint(row.axon, allow_local=allow_local)
    ]


async def ask_all(
    chain: Chain,
    market: Market[TaskT, AnswerT],
    settings: ValidatorSettings,
    http: httpx.AsyncClient,
    number: int,
    miners: Sequence[Miner],
) -> list[Exchange[TaskT, AnswerT]]:
    """Give every miner its own tasks, `settings.at_once` miners at a time."""
    places = asyncio.Semaphore(settings.at_once)

    async def one(miner: Miner) -> list[Exchange[TaskT, AnswerT]]:
        numbers = range(number * settings.tasks, (number + 1) * settings.tasks)
        async with places:
            return [await exchange(miner, market.make_task(n, miner)) for n in numbers]

    async def exchange(miner: Miner, task: TaskT) -> Exchange[TaskT, AnswerT]:
        try:
            reply = await ask(
                http,
                market.protocol,
                task,
                endpoint=miner.endpoint,
                signer=chain.signer,
                receiver=miner.hotkey,
                deadline_seconds=settings.deadline_seconds,
            )
        except AskFailed as error:
            return Exchange(miner, task, None, str(error))
        return Exchange(miner, task, reply)

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(miner)) for miner in miners]
    return [exchange for task in running for exchange in task.result()]


def _by_miner(exchanges: Sequence[Exchange[TaskT, AnswerT]], verdicts: Sequence[Verdict]) -> dict[int, Verdict]:
    several: dict[int, list[Verdict]] = {}
    for exchange, verdict in zip(exchanges, verdicts, strict=True):
        several.setdefault(exchange.miner.uid, []).append(verdict)
    return {uid: combined(found) for uid, found in several.items()}


async def _set_weights_if_due(
    chain: Chain,
    settings: ValidatorSettings,
    state: ValidatorState,
    metagraph: Metagraph,
    *,
    permit: bool,
) -> None:
    every = settings.weights_every_blocks or metagraph.tempo
    # A height below the last one means another chain behind the same address.
    if state.weights_block is not None and 0 <= metagraph.block - state.weights_block < every:
        return
    weights = weights_of(state.standings)
    if not weights:
        chain.log("no weights", reason="no miner has a score above zero")
        return
    if not permit:
        chain.log("no weights", reason="this hotkey holds no validator permit yet")
        return
    outcome = await set_weights(chain, weights)
    if outcome.done:
        state.weights_block = metagraph.block
        shown = {uid: round(weight, 4) for uid, weight in weights.items()}
        chain.log("weights set", block=metagraph.block, weights=shown)
    else:
        chain.log("weights later" if outcome.later else "weights failed", reason=outcome.message)


def _report(
    chain: Chain,
    state: ValidatorState,
    miner: Miner,
    verdict: Verdict,
    exchanges: Sequence[Exchange[TaskT, AnswerT]],
) -> None:
    times = [e.reply.seconds for e in exchanges if e.miner.uid == miner.uid and e.reply is not None]
    chain.log(
        "scored",
        uid=miner.uid,
        hotkey=miner.hotkey,
        score=round(verdict.score, 4),
        average=round(state.standings[miner.uid].score, 4),
        seconds=round(sum(times) / len(times), 3) if times else None,
        cheated=verdict.cheated,
        reason=verdict.reason,
    )
