"""Go through a record from its first round to its last, as its validator did, and stop at the first difference.

What is known of the rounds before the first that is kept is taken as given: its averages are where the replay begins.
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import msgspec

from taonet.neuron.audit import checks, onchain
from taonet.neuron.audit.findings import Counts, Difference, Report
from taonet.neuron.audit.operators import addresses, operators
from taonet.neuron.log import silent_log
from taonet.neuron.market import Context, Exam, Market, NeuronFailure, Round
from taonet.neuron.messages import BadMessage
from taonet.neuron.record import reading
from taonet.neuron.record.rows import RecordedExchange, RecordedRound, Run, Standing
from taonet.neuron.record.store import Record
from taonet.neuron.scores import Judged, MinerScore, after
from taonet.neuron.verdicts import by_miner, checked

Progress = Callable[[int, int], object]
"""Told after each round: its number, and the last one's."""


def _untold(number: int, last: int) -> None:
    del number, last


@dataclass
class _Replay:
    """Where the replay stands."""

    counts: Counts = field(default_factory=Counts)
    before: RecordedRound | None = None
    genesis: bytes | None = None
    scores: dict[int, MinerScore] = field(default_factory=dict[int, MinerScore])
    from_round: int = 0
    """The first round whose averages follow from what is kept."""
    answering: set[str] = field(default_factory=set[str])
    standings: Sequence[Standing] = ()
    judged: dict[int, list[Judged]] = field(default_factory=dict[int, list[Judged]])
    """What is to be judged, by the round at whose end it counts."""


async def audit(
    record: Record, market: Market[Any, Any], *, client: onchain.Client = None, progress: Progress = _untold
) -> Report:
    """Judge a record again with its market, and compare it with a chain if there is a client of one."""
    starts = {run.id: run for run in reading.runs(record)}
    if not starts:
        raise NeuronFailure(f"the record {record.place} is empty")
    newest = list(starts.values())[-1]
    if newest.protocol != market.protocol.name:
        raise NeuronFailure(f"the record is of {newest.protocol}, and this market speaks {market.protocol.name}")
    last = reading.latest_round(record)
    replay = _Replay()
    first: int | None = None
    difference: Difference | None = None
    async with AsyncExitStack() as stack:
        exams: dict[bytes, Exam[Any, Any]] = {}
        for asked in reading.rounds(record):
            run = starts[asked.run]
            if first is None:
                first = asked.number
                replay.from_round = _first_known(asked)
            options = msgspec.json.encode(run.options)
            if options not in exams:
                context = Context(checks.options_of(market.validator.options, run), run.hotkey, auditing=True)
                exams[options] = await stack.enter_async_context(market.validator.start(context))
            difference = await _round_differs(record, market, exams[options], run, asked, replay, client)
            if difference is not None:
                break
            progress(asked.number, asked.number if last is None else last.number)
        else:
            difference = _end_differs(record, replay)
    return Report(
        record.place,
        newest.protocol,
        newest.market,
        newest.hotkey,
        newest.netuid,
        first,
        None if last is None else last.number,
        replay.counts,
        difference,
        sum(row.endpoint is not None for row in replay.standings),
        sum(row.endpoint is not None and row.hotkey in replay.answering for row in replay.standings),
        operators(replay.standings, replay.answering),
        addresses(replay.standings),
    )


async def _round_differs(
    record: Record,
    market: Market[Any, Any],
    exam: Exam[Any, Any],
    run: Run,
    asked: RecordedRound,
    replay: _Replay,
    client: onchain.Client,
) -> Difference | None:
    """Replay one round; return what differs first in it."""
    rows, standings = reading.exchanges(record, asked.number), reading.standings(record, asked.number)
    try:
        whole = reading.market_round(market.protocol, asked, rows)
    except BadMessage as error:
        return Difference("answer", asked.number, f"a message is none of {market.protocol.name}: {error}")
    found = (
        checks.missing(replay.before, asked)
        or checks.task_differs(exam, market.protocol, whole)
        or checks.answer_differs(market.protocol, run, whole, standings)
        or await _score_differs(exam, asked, whole, rows, standings, replay)
        or _average_differs(run, asked, standings, replay)
        or _weights_differ(record, run, asked, replay)
        or await _chain_differs(record, run, asked, replay, client)
    )
    _count(replay, asked, whole, standings, drawn=exam.repeatable)
    return found


async def _score_differs(
    exam: Exam[Any, Any],
    asked: RecordedRound,
    whole: Round[Any, Any],
    rows: Sequence[RecordedExchange],
    standings: Sequence[Standing],
    replay: _Replay,
) -> Difference | None:
    """Judge a round again, if it was, and keep its verdicts for the round at whose end they count."""
    counts = replay.counts
    if asked.judged_in is None:
        counts.waiting += 1
        return None
    hotkeys = {row.uid: row.hotkey for row in standings}
    was_asked = frozenset(row.uid for row in standings if row.asked)
    waiting = replay.judged.setdefault(asked.judged_in, [])
    if asked.fault:
        counts.faults += 1
        waiting.append(Judged(hotkeys, was_asked, {}))
        return None
    try:
        verdicts = checked(whole.exchanges, await exam.judge(whole), silent_log)
    except Exception as error:  # noqa: BLE001  the function is the market's
        return Difference("score", asked.number, f"the judge fails at this round: {type(error).__name__}: {error}")
    counts.judged += 1
    waiting.append(Judged(hotkeys, was_asked, by_miner(whole.exchanges, verdicts)))
    return checks.score_differs(whole, rows, verdicts)


def _average_differs(
    run: Run, asked: RecordedRound, standings: Sequence[Standing], replay: _Replay
) -> Difference | None:
    """Work the averages out at the end of a round."""
    judged = replay.judged.pop(asked.number, [])
    if replay.genesis is not None and replay.genesis != run.genesis:
        replay.scores = {}  # on another chain a validator starts again
    replay.genesis = run.genesis
    known = asked.number >= replay.from_round and (replay.before is not None or asked.number == 0)
    hotkeys = {row.uid: row.hotkey for row in standings}
    expected = after(replay.scores, hotkeys, judged, memory=run.memory)
    replay.scores = checks.scores_of(standings)
    if not known:
        return None
    replay.counts.averages += len(standings)
    return checks.average_differs(asked, standings, expected)


def _weights_differ(record: Record, run: Run, asked: RecordedRound, replay: _Replay) -> Difference | None:
    for sent in reading.weights_of_round(record, asked.number):
        replay.counts.weights += 1
        difference = checks.weights_differ(run, sent, replay.scores)
        if difference is not None:
            return difference
    return None


async def _chain_differs(
    record: Record, run: Run, asked: RecordedRound, replay: _Replay, client: onchain.Client
) -> Difference | None:
    if client is None:
        return None
    found = await onchain.genesis_differs(client, run, asked) or await onchain.beacon_differs(
        client, asked, replay.counts
    )
    for sent in reading.weights_of_round(record, asked.number):
        found = found or await onchain.weights_differ(client, run, sent, replay.counts)
    return found


def _end_differs(record: Record, replay: _Replay) -> Difference | None:
    """Find weights of rounds after the last, which are not of rounds that were written meanwhile."""
    last = -1 if replay.before is None else replay.before.number
    later = {sent.round for sent in reading.weights(record) if sent.round > last}
    gone = next((number for number in sorted(later) if reading.round_at(record, number) is None), None)
    return None if gone is None else Difference("round", gone, f"round {gone} is missing, and set weights")


def _count(
    replay: _Replay, asked: RecordedRound, whole: Round[Any, Any], standings: Sequence[Standing], *, drawn: bool
) -> None:
    replay.before, replay.standings = asked, standings
    answers = [one for one in whole.exchanges if one.reply is not None]
    replay.counts.rounds += 1
    replay.counts.exchanges += len(whole.exchanges)
    replay.counts.drawn += drawn * len(whole.exchanges)
    replay.counts.answers += len(answers)
    replay.counts.proven += sum(one.reply is not None and one.reply.proof is not None for one in answers)
    replay.answering.update(one.miner.hotkey for one in answers)


def _first_known(first: RecordedRound) -> int:
    """Return the first round for which all that was judged at its end is kept; rounds that are judged leave in order."""
    return first.number if first.judged_in is None else first.judged_in
