"""Write a record: a round in one transaction, its weights when they are sent, and nothing older than is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from taonet.neuron.market import Verdict
from taonet.neuron.record import tables
from taonet.neuron.record.rows import End, Keep, RecordedExchange, RecordedRound, RecordedWeights, Run, Standing
from taonet.neuron.record.store import Record


class Judgement(Struct, frozen=True):
    """Verdicts on a round, in the order of its exchanges, or the fault for which there are none."""

    round: int
    verdicts: Sequence[Verdict]
    evidence: bytes = b""
    fault: str = ""


class Entry(Struct, frozen=True):
    """A round with all that belongs to it, and what was judged at its end: itself, earlier rounds, or none."""

    round: RecordedRound
    exchanges: Sequence[RecordedExchange]
    standings: Sequence[Standing]
    judgements: Sequence[Judgement]


def add_run(record: Record, run: Run) -> int:
    """Write a start of the validator and return its number; that of `run` is not read."""
    values = msgspec.structs.asdict(run)
    del values["id"]
    with record.engine.begin() as connection:
        return _added(connection, tables.runs, values)


def add_round(record: Record, entry: Entry, keep: Keep) -> None:
    """Write a round and drop the oldest beyond what is kept, in one transaction."""
    size = sum(len(row.task) + len(row.answer or b"") for row in entry.exchanges)
    with record.engine.begin() as connection:
        connection.execute(insert(tables.rounds).values(msgspec.structs.asdict(entry.round) | {"bytes": size}))
        _insert_all(connection, tables.exchanges, entry.exchanges)
        _insert_all(connection, tables.standings, entry.standings)
        for judgement in entry.judgements:
            _judge(connection, entry.round.number, judgement)
        _drop_before(connection, _first_kept(connection, entry.round.number, keep))


def add_weights(record: Record, weights: RecordedWeights) -> int:
    """Write weights and return their number; that of `weights` is not read."""
    values = msgspec.structs.asdict(weights)
    del values["id"]
    with record.engine.begin() as connection:
        return _added(connection, tables.weights, values)


def end_weights(record: Record, number: int, end: End, reason: str, included: int | None = None) -> None:
    """Write what became of weights; the block that took them in stays if it is known already."""
    values: dict[str, Any] = {"end": end, "reason": reason}
    if included is not None:
        values["included"] = included
    with record.engine.begin() as connection:
        connection.execute(update(tables.weights).where(tables.weights.c.id == number).values(values))


def _judge(connection: Connection, judged_in: int, judgement: Judgement) -> None:
    table = tables.rounds
    values = {"judged_in": judged_in, "evidence": judgement.evidence, "fault": judgement.fault}
    connection.execute(update(table).where(table.c.number == judgement.round).values(values))
    rows = tables.exchanges
    for place, verdict in enumerate(judgement.verdicts):
        connection.execute(
            update(rows)
            .where(rows.c.round == judgement.round, rows.c.place == place)
            .values(score=verdict.score, reason=verdict.reason, cheated=verdict.cheated)
        )


def _first_kept(connection: Connection, newest: int, keep: Keep) -> int:
    """Return the number of the oldest round that is kept."""
    table, first, size = tables.rounds, newest + 1, 0
    query = select(table.c.number, table.c.bytes).order_by(table.c.number.desc()).limit(keep.rounds)
    for number, more in connection.execute(query):
        size += more
        if size > keep.bytes and number < newest - 1:
            break
        first = number
    return max(first, newest - keep.rounds + 1)


def _drop_before(connection: Connection, first: int) -> None:
    """Drop the rounds that were judged before one with this number, and weights of before it."""
    table = tables.rounds
    numbers = list(connection.execute(select(table.c.number).where(table.c.judged_in < first)).scalars())
    if not numbers:
        return
    connection.execute(delete(tables.exchanges).where(tables.exchanges.c.round.in_(numbers)))
    connection.execute(delete(tables.standings).where(tables.standings.c.round.in_(numbers)))
    connection.execute(delete(table).where(table.c.number.in_(numbers)))
    sent = tables.weights
    connection.execute(
        delete(sent).where(
            sent.c.round < first, sent.c.end.not_in(("sending", "committed")), sent.c.id < _last(connection)
        )
    )


def _last(connection: Connection) -> int:
    """Return the number of the newest weights, which are kept: they say when the next are due."""
    return connection.execute(select(func.max(tables.weights.c.id))).scalar() or 0


def _added(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    result = connection.execute(insert(table).values(values))
    (number,) = result.inserted_primary_key or (0,)
    return int(number)


def _insert_all(connection: Connection, table: Table, rows: Sequence[Struct]) -> None:
    if rows:
        connection.execute(insert(table), [msgspec.structs.asdict(row) for row in rows])
