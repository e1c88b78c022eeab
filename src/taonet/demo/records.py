"""What the validators of a market have recorded, read while they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from taonet.neuron.market import Exchange, Protocol, Round, Verdict
from taonet.neuron.record import (
    NoRecord,
    Record,
    RecordedRound,
    exchanges,
    market_round,
    opened_for_reading,
    rounds,
    standings,
    verdicts,
)

AnyRound = Round[Any, Any]
AnyExchange = Exchange[Any, Any]


@dataclass(frozen=True, slots=True)
class JudgedRound:
    """A round, its exchanges with their verdicts, and the averages of the asked at its end, by uid."""

    number: int
    judged: Sequence[tuple[AnyExchange, Verdict]]
    averages: Mapping[int, float]
    seconds: float = 0.0
    """How long it took."""


@final
@dataclass(slots=True)
class RecordFollower:
    """A record that a validator writes, read on from where it was left."""

    place: Path
    protocol: Protocol[Any, Any]
    after: int = -1

    def new(self) -> Iterator[JudgedRound]:
        """Yield the rounds that were judged since the last call; the first that waits for its verdicts holds up the rest."""
        for record, asked in _rounds(self.place, self.after):
            if asked.judged_in is None and not asked.fault:
                return
            self.after = asked.number
            yield _judged(record, self.protocol, asked)


def _judged(record: Record, protocol: Protocol[Any, Any], asked: RecordedRound) -> JudgedRound:
    rows = exchanges(record, asked.number)
    known = {one.uid: one.average for one in standings(record, asked.number) if one.asked}
    judged = zip(market_round(protocol, asked, rows).exchanges, verdicts(rows), strict=False)
    return JudgedRound(asked.number, tuple(judged), known, asked.seconds)


def answered(places: Sequence[Path], protocol: Protocol[Any, Any], hotkey: str) -> list[AnyRound]:
    """Return the rounds in which a miner answered, of all these records, with its own answered exchanges alone."""
    found: list[AnyRound] = []
    for place in places:
        for record, asked in _rounds(place):
            own = [row for row in exchanges(record, asked.number, hotkey) if row.answer is not None]
            found += [market_round(protocol, asked, own)] if own else []
    return found


def _rounds(place: Path, after: int = -1) -> Iterator[tuple[Record, RecordedRound]]:
    """Yield the rounds of a record in order, with the record; none as long as its validator has not begun it."""
    try:
        with opened_for_reading(str(place)) as record:
            for asked in rounds(record, after=after):
                yield record, asked
    except NoRecord:
        return
