"""Run a validator: round after round, ask all miners, score the answers and set weights.

The market decides what is asked and what an answer is worth. One round is
`run_round`; `run_validator` repeats it and outlives the node. Time is an
argument, so tests do not wait.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import httpx
from msgspec import Meta, Struct

from taonet.neuron.access import is_callable_endpoint
from taonet.neuron.chain import Chain, Metagraph, NotThere, disconnect, own_neuron, read_metagraph, set_weights
from taonet.neuron.client import AskFailed, ask, new_http_client
from taonet.neuron.market import AnswerT, Context, Exam, Exchange, Market, Miner, Protocol, Round, TaskT, Verdict
from taonet.neuron.scores import MinerScore, Scores, combined, load_scores, save_scores, updated, weights_of


class ValidatorSettings(Struct, frozen=True, kw_only=True):
    """The pace of a validator and how long it remembers."""

    round_seconds: Annotated[float, Meta(ge=0, description="Least time of a round.")] = 30.0
    deadline_seconds: Annotated[float, Meta(ge=0.1, description="Seconds for an answer.")] = 20.0
    tasks: Annotated[int, Meta(ge=1, le=64, description="Tasks for each miner in a round; more are less luck.")] = 2
    memory: Annotated[float, Meta(ge=0, le=0.999, description="Share of the old average that stays.")] = 0.8
    at_once: Annotated[int, Meta(ge=1, description="Miners asked at once.")] = 16
    weights_every: Annotated[int, Meta(ge=1, description="Blocks between weights (default: tempo).")] | None = None
    allow_local: Annotated[
        bool | None, Meta(description="Call miners at private addresses (default: if the node is local).")
    ] = None
    rounds: Annotated[int, Meta(ge=1, description="Stop after so many rounds.")] | None = None
    state_file: Annotated[Path | None, Meta(description="Keep the averages here over a restart.")] = None


@dataclass
class ValidatorState:
    """What changes while a validator runs, and the secret that its tasks follow from."""

    scores: Scores = field(default_factory=dict[int, MinerScore])
    round: int = 0
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    weights_block: int | None = None


async def run_validator(
    chain: Chain,
    market: Market[TaskT, AnswerT],
    settings: ValidatorSettings,
    options: Struct | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Start the market's validator and run rounds until cancelled (or `settings.rounds` are done).

    `options` are the market's own, its defaults if None.
    """
    state = ValidatorState()
    if settings.state_file is not None:
        state.scores = load_scores(settings.state_file)
    own = market.validator.options() if options is None else options
    context = Context(own, chain.signer.ss58_address, chain.log)
    try:
        async with market.validator.start(context) as exam, new_http_client() as http:
            chain.log("validator", protocol=market.protocol.name, hotkey=chain.signer.ss58_address)
            while settings.rounds is None or state.round < settings.rounds:
                started = clock()
                await run_round(chain, market.protocol, exam, settings, http, state)
                if settings.state_file is not None:
                    save_scores(settings.state_file, state.scores)
                rest = settings.round_seconds - (clock() - started)
                if rest > 0 and (settings.rounds is None or state.round < settings.rounds):
                    await chain.sleep(rest)
    finally:
        await disconnect(chain)


async def run_round(
    chain: Chain,
    protocol: Protocol[TaskT, AnswerT],
    exam: Exam[TaskT, AnswerT],
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
    miners = serving_miners(metagraph, own.hotkey, allow_local=bool(settings.allow_local))
    exchanges = await ask_all(chain, protocol, exam, settings, http, state, miners)
    verdicts = _by_miner(exchanges, await exam.judge(Round(state.round, state.secret, exchanges)))
    hotkeys = {row.uid: row.hotkey for row in metagraph.neurons if row.uid != own.uid}
    state.scores = updated(state.scores, hotkeys, verdicts, memory=settings.memory)
    for miner in miners:
        _report(chain, state, miner, verdicts[miner.uid], exchanges)
    chain.log("round", number=state.round, block=metagraph.block, asked=len(miners))
    await _set_weights_if_due(chain, settings, state, metagraph, permit=own.validator_permit)
    state.round += 1
    return verdicts


def serving_miners(metagraph: Metagraph, own_hotkey: str, *, allow_local: bool) -> list[Miner]:
    """Return all other neurons with a published endpoint that may be called."""
    return [
        Miner(row.uid, row.hotkey, row.axon)
        for row in metagraph.neurons
        if row.hotkey != own_hotkey and row.axon is not None and is_callable_endpoint(row.axon, allow_local=allow_local)
    ]


async def ask_all(
    chain: Chain,
    protocol: Protocol[TaskT, AnswerT],
    exam: Exam[TaskT, AnswerT],
    settings: ValidatorSettings,
    http: httpx.AsyncClient,
    state: ValidatorState,
    miners: Sequence[Miner],
) -> list[Exchange[TaskT, AnswerT]]:
    """Give every miner its own tasks, one after the other, `settings.at_once` miners at a time."""
    places = asyncio.Semaphore(settings.at_once)
    numbers = range(state.round * settings.tasks, (state.round + 1) * settings.tasks)

    async def one(miner: Miner) -> list[Exchange[TaskT, AnswerT]]:
        async with places:
            return [await exchange(number, miner) for number in numbers]

    async def exchange(number: int, miner: Miner) -> Exchange[TaskT, AnswerT]:
        task = exam.draw(number, miner, state.secret)
        try:
            reply = await ask(
                http,
                protocol,
                task,
                endpoint=miner.endpoint,
                signer=chain.signer,
                receiver=miner.hotkey,
                deadline_seconds=settings.deadline_seconds,
            )
        except AskFailed as error:
            return Exchange(number, miner, task, None, str(error))
        return Exchange(number, miner, task, reply)

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
    every = settings.weights_every or metagraph.tempo
    # A height below the last one means another chain behind the same address.
    if state.weights_block is not None and 0 <= metagraph.block - state.weights_block < every:
        return
    weights = weights_of(state.scores)
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
        average=round(state.scores[miner.uid].score, 4),
        seconds=round(sum(times) / len(times), 3) if times else None,
        cheated=verdict.cheated,
        reason=verdict.reason,
    )
