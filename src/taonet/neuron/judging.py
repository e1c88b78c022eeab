"""Have rounds judged: the one that was just asked, or, where the market judges later, those whose evidence has come.

A judge that fails leaves all averages as they were, and the log says why.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic

from taonet.neuron.asking import Asking
from taonet.neuron.market import AnswerT, Round, TaskT, Verdict
from taonet.neuron.messages import BadMessage, plain
from taonet.neuron.record.keeper import Keeper
from taonet.neuron.record.reading import market_round
from taonet.neuron.record.store import RecordFailure
from taonet.neuron.record.writing import Judgement
from taonet.neuron.scores import Judged
from taonet.neuron.verdicts import JudgeFault, by_miner, checked

MOST_UNJUDGED: Final = 4_096
"""Rounds that may wait for their evidence; beyond them the oldest is given up."""
MOST_EVIDENCE: Final = 1 << 20
"""Bytes of a round's evidence."""


@dataclass(frozen=True)
class Sitting(Generic[TaskT, AnswerT]):
    """A round with its metagraph: who was there, and who was asked, by uid."""

    round: Round[TaskT, AnswerT]
    hotkeys: Mapping[int, str]
    asked: frozenset[int]


@dataclass(frozen=True)
class Settled:
    """A round that was judged now: what is recorded of it, and what the averages take from it."""

    judgement: Judgement
    judged: Judged


async def settle(
    asking: Asking[TaskT, AnswerT], keeper: Keeper, waiting: deque[int], now: Sitting[TaskT, AnswerT]
) -> list[Settled]:
    """Judge the round that was asked now, or those of the `waiting` that can be judged now; they leave the queue."""
    if asking.exam.observe is None:
        return [await _settled(asking, now)]
    waiting.append(now.round.number)
    done: list[Settled] = []
    while waiting:
        number = waiting[0]
        try:
            sitting = now if number == now.round.number else await _recalled(asking, keeper, number)
        except RecordFailure as error:
            asking.chain.log("judged later", number=number, reason=str(error))
            break
        if sitting is not None:
            try:
                evidence = await _evidence(asking, sitting.round, last_chance=len(waiting) > MOST_UNJUDGED)
            except JudgeFault as fault:
                done.append(_given_up(asking, sitting, str(fault)))
            else:
                if evidence is None:
                    break
                done.append(await _settled(asking, replace(sitting, round=replace(sitting.round, evidence=evidence))))
        waiting.popleft()
    return done


async def _settled(asking: Asking[TaskT, AnswerT], sitting: Sitting[TaskT, AnswerT]) -> Settled:
    try:
        verdicts = await _verdicts(asking, sitting.round)
    except JudgeFault as fault:
        return _given_up(asking, sitting, str(fault))
    asking.counts.rounds.labels("judged").inc()
    judgement = Judgement(sitting.round.number, verdicts, sitting.round.evidence)
    return Settled(judgement, Judged(sitting.hotkeys, sitting.asked, by_miner(sitting.round.exchanges, verdicts)))


def _given_up(asking: Asking[TaskT, AnswerT], sitting: Sitting[TaskT, AnswerT], reason: str) -> Settled:
    number, reason = sitting.round.number, plain(reason)
    asking.chain.log("judge failed", number=number, protocol=asking.protocol.name, error=reason)
    asking.counts.faults.labels("judge").inc()
    asking.counts.rounds.labels("failed").inc()
    judgement = Judgement(number, (), sitting.round.evidence, fault=reason)
    return Settled(judgement, Judged(sitting.hotkeys, sitting.asked, {}))


async def _verdicts(asking: Asking[TaskT, AnswerT], asked: Round[TaskT, AnswerT]) -> Sequence[Verdict]:
    """Return the judge's verdicts; raise `JudgeFault` for whatever it does instead."""
    count, limit = len(asked.exchanges), asking.settings.judge_seconds
    try:
        async with asyncio.timeout(limit):
            returned = await asking.exam.judge(asked)
        return checked(asked.exchanges, returned, asking.chain.log)
    except JudgeFault:
        raise
    except TimeoutError as error:
        raise JudgeFault(f"the judge took longer than {limit:g} s for {count} exchanges") from error
    except Exception as error:  # the function is the market's: a bug in it costs one round
        raise JudgeFault(f"the judge raised {type(error).__name__} over {count} exchanges: {error}") from error


async def _evidence(asking: Asking[TaskT, AnswerT], asked: Round[TaskT, AnswerT], *, last_chance: bool) -> bytes | None:
    """Return what the market observed of a round, or None if it is too early; raise `JudgeFault` to give the round up."""
    assert asking.exam.observe is not None
    observed: object = None
    try:
        async with asyncio.timeout(asking.settings.judge_seconds):
            observed = await asking.exam.observe(asked)
    except Exception as error:  # noqa: BLE001  the function is the market's: the round is tried again
        asking.chain.log("observe failed", number=asked.number, error=f"{type(error).__name__}: {error}")
        asking.counts.faults.labels("observe").inc()
    if isinstance(observed, bytes):
        if len(observed) > MOST_EVIDENCE:
            raise JudgeFault(f"the evidence has {len(observed)} bytes; the limit is {MOST_EVIDENCE}")
        return observed
    if observed is not None:
        raise JudgeFault(f"the evidence is a {type(observed).__name__}, not bytes")
    if last_chance:
        raise JudgeFault(f"no evidence came while {MOST_UNJUDGED} later rounds were asked")
    return None


async def _recalled(asking: Asking[TaskT, AnswerT], keeper: Keeper, number: int) -> Sitting[TaskT, AnswerT] | None:
    """Return a round that waits, as it is recorded; None, with the reason in the log, if it cannot be judged any more."""
    kept = await keeper.round_at(number)
    if kept is None:
        asking.chain.log("round lost", number=number, reason="it is not recorded")
        return None
    asked, rows, standings = kept
    try:
        recalled = market_round(asking.protocol, asked, rows)
    except BadMessage as error:
        asking.chain.log("round lost", number=number, reason=str(error))
        return None
    hotkeys = {row.uid: row.hotkey for row in standings}
    return Sitting(recalled, hotkeys, frozenset(row.uid for row in standings if row.asked))
