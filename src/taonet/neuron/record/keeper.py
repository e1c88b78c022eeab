"""How a running validator keeps its record: off the event loop, one write at a time, and going on when the disk does not.

What cannot be written waits in memory for the next round, so that a short outage loses nothing; when too much waits, the
oldest is lost and the log says so.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, TypeVar, final

import msgspec
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from taonet.neuron.log import Log, silent_log
from taonet.neuron.record import reading, writing
from taonet.neuron.record.rows import End, Keep, RecordedExchange, RecordedRound, RecordedWeights, Standing
from taonet.neuron.record.store import Record, RecordFailure, reason_of
from taonet.neuron.record.writing import Entry

MOST_WAITING: Final = 16
"""Rounds that wait in memory for a disk that takes nothing."""

_NOTHING: Final = Keep(1)

ResultT = TypeVar("ResultT")
Kept = tuple[RecordedRound, list[RecordedExchange], list[Standing]]


@final
class Keeper:
    """Writes a validator's record, or nothing if there is none."""

    def __init__(self, record: Record | None = None, keep: Keep = _NOTHING, log: Log = silent_log) -> None:
        self._record = record
        self._keep = keep
        self._log = log
        self._waiting: deque[Entry] = deque()
        self._lock = asyncio.Lock()
        self.sealed: list[RecordedWeights] = []
        """Commits that are not revealed yet."""

    @property
    def unrecorded(self) -> int:
        """Return how many rounds wait for the disk."""
        return len(self._waiting)

    async def add(self, entry: Entry) -> None:
        """Write a round, and before it those that wait."""
        record = self._record
        if record is None:
            return
        self._waiting.append(entry)
        while self._waiting:
            first = self._waiting[0]
            try:
                await self._on_a_thread(lambda one=first: writing.add_round(record, one, self._keep))
            except IntegrityError:
                reason = "the record has another round of this number: does another process write it?"
                self._log("round lost", number=first.round.number, reason=reason)
            except (SQLAlchemyError, OSError) as error:
                self._not_recorded(record, error)
                return
            self._waiting.popleft()

    async def round_at(self, number: int) -> Kept | None:
        """Return a round that waits for its verdicts, or None if it is not kept; raise `RecordFailure` for want of a disk."""
        for entry in self._waiting:
            if entry.round.number == number:
                return entry.round, list(entry.exchanges), list(entry.standings)
        record = self._record
        if record is None:
            return None
        try:
            return await self._on_a_thread(lambda: _read(record, number))
        except SQLAlchemyError as error:
            raise RecordFailure(f"cannot read the record {record.place}: {reason_of(error)}") from error

    async def add_weights(self, weights: RecordedWeights) -> RecordedWeights:
        """Write weights that were due; return them as they are recorded."""
        record = self._record
        if record is not None:
            try:
                number = await self._on_a_thread(lambda: writing.add_weights(record, weights))
                weights = msgspec.structs.replace(weights, id=number)
            except (SQLAlchemyError, OSError) as error:
                self._not_recorded(record, error)
        if weights.end in ("sending", "committed"):
            self.sealed.append(weights)
        return weights

    async def end_weights(self, weights: RecordedWeights, end: End, reason: str, block: int | None = None) -> None:
        """Write what became of weights."""
        now = msgspec.structs.replace(weights, end=end, reason=reason, included=block or weights.included)
        self.sealed = [one for one in (now if kept.hash == now.hash else kept for kept in self.sealed) if _is_open(one)]
        record = self._record
        if record is None or not weights.id:
            return
        try:
            await self._on_a_thread(lambda: writing.end_weights(record, weights.id, end, reason, block))
        except (SQLAlchemyError, OSError) as error:
            self._not_recorded(record, error)

    async def _on_a_thread(self, work: Callable[[], ResultT]) -> ResultT:
        async with self._lock:
            return await asyncio.to_thread(work)

    def _not_recorded(self, record: Record, error: SQLAlchemyError | OSError) -> None:
        reason = reason_of(error) if isinstance(error, SQLAlchemyError) else error.strerror or str(error)
        while len(self._waiting) > MOST_WAITING:
            self._log("round lost", number=self._waiting.popleft().round.number, reason="the record takes nothing")
        self._log("not recorded", record=record.place, waiting=len(self._waiting), reason=reason)


def _read(record: Record, number: int) -> Kept | None:
    found = reading.round_at(record, number)
    return None if found is None else (found, reading.exchanges(record, number), reading.standings(record, number))


def _is_open(weights: RecordedWeights) -> bool:
    return weights.end in ("sending", "committed")
