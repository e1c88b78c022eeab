"""One round of a validator: ask every miner, have the answers judged, update the averages, record it, set weights if due."""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import msgspec

from taonet.neuron.access import NeuronRow
from taonet.neuron.asking import Asking, ask_all, serving_miners
from taonet.neuron.chain import Block, Chain, NotThere, next_block, own_neuron, read_metagraph
from taonet.neuron.judging import Settled, Sitting, settle
from taonet.neuron.market import AnswerT, Exam, Exchange, Protocol, Round, TaskT, Verdict
from taonet.neuron.messages import encode
from taonet.neuron.record.rows import RecordedExchange, RecordedRound, Standing
from taonet.neuron.record.writing import Entry
from taonet.neuron.scores import MinerScore, after
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.state import ValidatorState
from taonet.neuron.weighing import set_weights_if_due


async def run_round(
    chain: Chain,
    protocol: Protocol[TaskT, AnswerT],
    exam: Exam[TaskT, AnswerT],
    settings: ValidatorSettings,
    http: httpx.AsyncClient,
    state: ValidatorState,
) -> Mapping[int, Verdict]:
    """Run one round and return its verdicts by uid; they are none if the market's judge failed, or judges later.

    The tasks follow from a secret that is new in each round, so that a record tells nothing of rounds to come.
    """
    asking = Asking(chain, protocol, exam, settings, http, state.counts, state.peers)
    began, clock = time.time(), time.monotonic()
    metagraph = await read_metagraph(chain)
    own = own_neuron(metagraph, chain.signer.ss58_address)
    if own is None:
        raise NotThere(
            f"hotkey {chain.signer.ss58_address} is not registered on subnet {chain.netuid}: "
            f"register it with `btcli subnets register --netuid {chain.netuid}`"
        )
    miners = serving_miners(metagraph, own.hotkey, allow_local=bool(settings.allow_local))
    secret = secrets.token_bytes(32)
    exchanges = await ask_all(asking, miners, state.round, secret)
    beacon = await next_block(chain)
    others = [row for row in metagraph.neurons if row.uid != own.uid]
    hotkeys = {row.uid: row.hotkey for row in others}
    asked = Round(state.round, secret, exchanges, metagraph.block, beacon.hash)
    sitting = Sitting(asked, hotkeys, frozenset(miner.uid for miner in miners))
    settled = await settle(asking, state.keeper, state.waiting, sitting)
    state.scores = after(state.scores, hotkeys, [one.judged for one in settled], memory=settings.memory)
    own_verdicts = [one.judged.verdicts for one in settled if one.judgement.round == state.round]
    _report(asking, state, settled, exchanges)
    chain.log("round", number=state.round, block=metagraph.block, asked=len(miners))
    took = time.monotonic() - clock
    await state.keeper.add(_entry(protocol, state, sitting, settled, beacon, others, began, took))
    state.counts.unrecorded.set(state.keeper.unrecorded)
    await set_weights_if_due(asking, state, metagraph, own)
    state.last_block = metagraph.block
    state.round += 1
    state.last_step = time.monotonic()
    state.counts.stepped()
    return own_verdicts[0] if own_verdicts else {}


def _entry(
    protocol: Protocol[Any, AnswerT],
    state: ValidatorState,
    sitting: Sitting[TaskT, AnswerT],
    settled: Sequence[Settled],
    beacon: Block,
    others: Sequence[NeuronRow],
    began: float,
    seconds: float,
) -> Entry:
    """Return a round as it is recorded."""
    asked, number = sitting.round, sitting.round.number
    return Entry(
        RecordedRound(number, state.run, asked.block, began, seconds, asked.secret, asked.beacon, beacon.number),
        [_recorded(protocol, number, place, exchange) for place, exchange in enumerate(asked.exchanges)],
        [_standing(number, row, state.scores[row.uid], asked=row.uid in sitting.asked) for row in others],
        [one.judgement for one in settled],
    )


def _recorded(protocol: Protocol[Any, Any], number: int, place: int, exchange: Exchange[Any, Any]) -> RecordedExchange:
    miner, reply = exchange.miner, exchange.reply
    task = encode(protocol.task, exchange.task, protocol.max_task_bytes)
    asked = RecordedExchange(number, place, exchange.number, miner.uid, miner.hotkey, miner.endpoint, task)
    if reply is None:
        return msgspec.structs.replace(asked, failure=exchange.failure)
    if reply.proof is None:
        answer = encode(protocol.answer, reply.answer, protocol.max_answer_bytes)
        return msgspec.structs.replace(asked, answer=answer, seconds=reply.seconds)
    proof = reply.proof
    return msgspec.structs.replace(
        asked, answer=proof.body, seconds=reply.seconds, nonce=proof.nonce, headers=dict(proof.headers)
    )


def _standing(number: int, row: NeuronRow, score: MinerScore, *, asked: bool) -> Standing:
    return Standing(number, row.uid, row.hotkey, row.coldkey, row.axon, asked, score.score, score.rounds)


def _report(
    asking: Asking[TaskT, AnswerT],
    state: ValidatorState,
    settled: Sequence[Settled],
    exchanges: Sequence[Exchange[TaskT, AnswerT]],
) -> None:
    """Log each verdict with its miner's average, and show them in the metrics."""
    state.counts.scores.clear()
    for uid, miner_score in state.scores.items():
        state.counts.scores.labels(uid, miner_score.hotkey).set(miner_score.score)
    for one in settled:
        now = one.judgement.round == state.round
        for uid, verdict in one.judged.verdicts.items():
            score = state.scores.get(uid)
            times = [e.reply.seconds for e in exchanges if now and e.miner.uid == uid and e.reply is not None]
            state.counts.cheats.inc(int(verdict.cheated))
            asking.chain.log(
                "scored",
                uid=uid,
                hotkey=one.judged.hotkeys[uid],
                score=round(verdict.score, 4),
                average=None if score is None else round(score.score, 4),
                seconds=round(sum(times) / len(times), 3) if times else None,
                cheated=verdict.cheated,
                reason=verdict.reason,
                **({} if now else {"of_round": one.judgement.round}),
            )
