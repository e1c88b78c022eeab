"""What a validator that starts again finds of itself in its record."""

from collections import deque
from dataclasses import dataclass, field

from sqlalchemy import select

from taonet.neuron.log import Log
from taonet.neuron.record import reading, tables
from taonet.neuron.record.rows import RecordedWeights
from taonet.neuron.record.store import Record, RecordFailure
from taonet.neuron.scores import MinerScore, Scores

_STAND: tuple[str, ...] = ("set", "committed", "revealed", "expired")
"""Ends of weights that the chain had taken."""


@dataclass
class Resumed:
    """The averages, the number of the next round, when weights were last set, and what still waits."""

    scores: Scores = field(default_factory=dict[int, MinerScore])
    round: int = 0
    weights_block: int | None = None
    waiting: deque[int] = field(default_factory=deque[int])
    sealed: list[RecordedWeights] = field(default_factory=list[RecordedWeights])


def resume(record: Record, hotkey: str, netuid: int, protocol: str, genesis: bytes, log: Log) -> Resumed:
    """Return where the validator stands; on another chain than before it starts again, with numbers that go on.

    Raises `RecordFailure` for a record of another validator.
    """
    starts = reading.runs(record)
    if not starts:
        return Resumed()
    last = starts[-1]
    if (last.hotkey, last.netuid, last.protocol) != (hotkey, netuid, protocol):
        raise RecordFailure(
            f"the record {record.place} belongs to hotkey {last.hotkey} on subnet {last.netuid} with {last.protocol}: "
            "name another file or database with --record"
        )
    newest = reading.latest_round(record)
    if newest is None:
        return Resumed()
    if reading.run_of(record, newest).genesis != genesis:
        log("another chain", reason="the record is of another chain: all averages start at zero", genesis=genesis.hex())
        return Resumed(round=newest.number + 1)
    here = {run.id for run in starts if run.genesis == genesis}
    sent = _weights_of(record, here)
    return Resumed(
        {row.uid: MinerScore(row.hotkey, row.average, row.rounds) for row in reading.standings(record, newest.number)},
        newest.number + 1,
        max((one.block for one in sent if one.end in _STAND), default=None),
        deque(_waiting(record, here)),
        [one for one in sent if one.end in ("sending", "committed")],
    )


def _waiting(record: Record, here: set[int]) -> list[int]:
    """Return the rounds of this chain that are not judged yet, oldest first."""
    table = tables.rounds
    query = select(table.c.number).where(table.c.judged_in.is_(None), table.c.run.in_(here)).order_by(table.c.number)
    with record.engine.connect() as connection:
        return list(connection.execute(query).scalars())


def _weights_of(record: Record, here: set[int]) -> list[RecordedWeights]:
    """Return the weights of this chain."""
    table = tables.rounds
    with record.engine.connect() as connection:
        first = connection.execute(
            select(table.c.number).where(table.c.run.in_(here)).order_by(table.c.number)
        ).scalar()
    return [one for one in reading.weights(record) if first is not None and one.round >= first]
