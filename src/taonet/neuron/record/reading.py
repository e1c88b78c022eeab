"""Read a record: what a round asked, what came back, and what followed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Select, select

from taonet.neuron.market import AnswerT, Exchange, Miner, Proof, Protocol, Reply, Round, TaskT, Verdict
from taonet.neuron.messages import decode
from taonet.neuron.record import tables
from taonet.neuron.record.rows import RecordedExchange, RecordedRound, RecordedWeights, Run, Standing
from taonet.neuron.record.store import Record

RowT = TypeVar("RowT", bound=msgspec.Struct)


def runs(record: Record) -> list[Run]:
    """Return all starts of the validator, oldest first."""
    return _all(record, select(tables.runs).order_by(tables.runs.c.id), Run)


def run_of(record: Record, asked: RecordedRound) -> Run:
    """Return the run that a round belongs to."""
    (found,) = _all(record, select(tables.runs).where(tables.runs.c.id == asked.run), Run)
    return found


def rounds(record: Record, *, after: int = -1) -> Iterator[RecordedRound]:
    """Yield the rounds in order, from the one after `after` on. Others may be written meanwhile."""
    table = tables.rounds
    while True:
        query = select(table).where(table.c.number > after).order_by(table.c.number).limit(100)
        page = _all(record, query, RecordedRound)
        if not page:
            return
        yield from page
        after = page[-1].number


def round_at(record: Record, number: int) -> RecordedRound | None:
    """Return a round, or None if it is not recorded."""
    found = _all(record, select(tables.rounds).where(tables.rounds.c.number == number), RecordedRound)
    return found[0] if found else None


def latest_round(record: Record) -> RecordedRound | None:
    """Return the newest round, or None."""
    query = select(tables.rounds).order_by(tables.rounds.c.number.desc()).limit(1)
    found = _all(record, query, RecordedRound)
    return found[0] if found else None


def exchanges(record: Record, number: int, hotkey: str | None = None) -> list[RecordedExchange]:
    """Return the exchanges of a round, or those with one hotkey, in the order in which they were judged."""
    table = tables.exchanges
    query = select(table).where(table.c.round == number).order_by(table.c.place)
    return _all(record, query if hotkey is None else query.where(table.c.hotkey == hotkey), RecordedExchange)


def standings(record: Record, number: int) -> list[Standing]:
    """Return all neurons at the end of a round, by uid."""
    table = tables.standings
    return _all(record, select(table).where(table.c.round == number).order_by(table.c.uid), Standing)


def weights(record: Record, *, after: int = 0) -> list[RecordedWeights]:
    """Return all weights that were due, in order, from the one after the id `after` on."""
    table = tables.weights
    return _all(record, select(table).where(table.c.id > after).order_by(table.c.id), RecordedWeights)


def weights_of_round(record: Record, number: int) -> list[RecordedWeights]:
    """Return the weights that were due at the end of a round."""
    table = tables.weights
    return _all(record, select(table).where(table.c.round == number).order_by(table.c.id), RecordedWeights)


def market_round(
    protocol: Protocol[TaskT, AnswerT], asked: RecordedRound, rows: Sequence[RecordedExchange]
) -> Round[TaskT, AnswerT]:
    """Return a round as the market judges it; raise `BadMessage` for a message that is none of the protocol."""
    made = [_exchange(protocol, row) for row in rows]
    return Round(asked.number, asked.secret, made, asked.block, asked.beacon, asked.evidence)


def verdicts(rows: Sequence[RecordedExchange]) -> list[Verdict]:
    """Return the recorded verdicts of a round, in order; none if it was not judged."""
    return [Verdict(r.score, r.reason or "", cheated=bool(r.cheated)) for r in rows if r.score is not None]


def _exchange(protocol: Protocol[TaskT, AnswerT], row: RecordedExchange) -> Exchange[TaskT, AnswerT]:
    reply = None
    if row.answer is not None:
        answer = decode(protocol.answer, row.answer, protocol.max_answer_bytes)
        proof = None if row.nonce is None or row.headers is None else Proof(row.nonce, dict(row.headers), row.answer)
        reply = Reply(answer, row.seconds or 0.0, proof)
    task = decode(protocol.task, row.task, protocol.max_task_bytes)
    return Exchange(row.number, Miner(row.uid, row.hotkey, row.endpoint), task, reply, row.failure)


def _all(record: Record, query: "Select[Any]", kind: type[RowT]) -> list[RowT]:
    with record.engine.connect() as connection:
        return [_row(kind, row) for row in connection.execute(query).mappings()]


def _row(kind: type[RowT], row: Mapping[Any, Any]) -> RowT:
    return msgspec.convert({str(name): value for name, value in row.items()}, kind)
