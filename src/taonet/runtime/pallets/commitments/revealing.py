"""Opening what is sealed, at the beginning of the first block after the one that brought its round.

A field that is opened leaves the commitment, and a commitment without a field is gone. One that cannot be opened, or whose
round is older than all that are kept, becomes `TimelockRevealFailed` and stays. One whose round is not here yet waits.

475 has a cursor, so a block no longer goes through the whole index; where it ends is not public. Here a block visits
`MOST_VISITED` commitments in the order of the index and begins none after `MOST_SETTLED` fields, and the next block goes on
behind the cursor. A chain on which fewer wait has no cursor and does what the newest public source does, that of spec 446.

Source: pallets/commitments/src/lib.rs reveal_timelocked_commitments, on_initialize
Source: pallets/commitments/src/weights.rs reveal_timelocked_commitments
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple, final

from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.ids import AccountId, BlockNumber, NetUid
from taonet.runtime.pallets.commitments.events import CommitmentRevealed, CommitmentRevealFailed
from taonet.runtime.pallets.commitments.sealed import open_field
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import (
    CommitmentInfo,
    Data,
    Registration,
    RevealFailure,
    TimelockEncrypted,
    TimelockRevealFailed,
)
from taonet.runtime.pallets.drand.storage import Storage as Drand

MOST_VISITED: Final = 256
MOST_SETTLED: Final = 32
"""Fields that are opened or failed: each takes some milliseconds."""
MOST_KEPT: Final = 10
"""Opened texts of a hotkey on a subnet; older ones go."""

_BASE: Final = 7_481_733_000
_PROOF: Final = 635


@final
class Visit(NamedTuple):
    """What came of one commitment: whether it still waits, how many fields are settled, and what that cost."""

    waits: bool
    settled: int
    reads: int
    writes: int


def open_due(s: State, number: BlockNumber) -> Weight:
    """Open the sealed fields whose round is here, as many as a block may."""
    index = Storage.TimelockedIndex.get(s)
    cursor = Storage.TimelockRevealCursor.get(s)
    oldest = Drand.OldestStoredRound.get(s)
    coming = (index if cursor is None else index[bisect_right(index, cursor) :]) or index
    visits: list[Visit] = []
    settled = 0
    for netuid, who in coming[:MOST_VISITED]:
        if settled >= MOST_SETTLED:
            break
        visit = _visit(s, number, oldest, netuid, who)
        settled += visit.settled
        visits.append(visit)

    gone = {key for key, visit in zip(coming, visits, strict=False) if not visit.waits}
    if gone:
        Storage.TimelockedIndex.put(s, [key for key in index if key not in gone])
    ends = len(visits) == len(coming)
    if not ends:
        Storage.TimelockRevealCursor.put(s, coming[len(visits) - 1])
    elif cursor is not None:
        Storage.TimelockRevealCursor.kill(s)
    reads = 3 + sum(visit.reads for visit in visits)
    writes = sum(visit.writes for visit in visits) + (not ends or cursor is not None)
    return reads_writes(_BASE, reads, writes, _PROOF)


def awaited_rounds(s: State) -> Iterator[int]:
    """Return the rounds that sealed fields wait for, in no order and more than once."""
    for netuid, who in Storage.TimelockedIndex.get(s):
        record = Storage.CommitmentOf.get(s, netuid, who)
        for field in record.info.fields if record else ():
            if isinstance(field, TimelockEncrypted):
                yield field.reveal_round


def _visit(s: State, number: BlockNumber, oldest: int, netuid: NetUid, who: AccountId) -> Visit:
    """Open what can be opened of one commitment, and keep of it what is left."""
    record = Storage.CommitmentOf.get(s, netuid, who)
    fields = record.info.fields if record else []
    left: list[Data] = []
    texts: list[bytes] = []
    for field in fields:
        outcome = _settle(s, oldest, netuid, who, field)
        if isinstance(outcome, bytes):
            texts.append(outcome)
        else:
            left.append(outcome)
    _keep_texts(s, number, netuid, who, texts)
    if record and left != fields:
        _keep_rest(s, netuid, who, record, left)

    sealed, waiting = _count_sealed(fields), _count_sealed(left)
    changed, leaves = sealed != waiting, not waiting
    return Visit(
        waits=not leaves,
        settled=sealed - waiting,
        reads=1 + sealed + bool(texts) + leaves,
        writes=bool(texts) + changed + leaves,
    )


def _settle(s: State, oldest: int, netuid: NetUid, who: AccountId, field: Data) -> bytes | Data:
    """Return what was sealed in a field, or what stays in its place: the field itself, unless it cannot be opened."""
    if not isinstance(field, TimelockEncrypted):
        return field
    pulse = Drand.Pulses.get(s, field.reveal_round)
    if pulse is None and field.reveal_round >= oldest:
        return field
    outcome = RevealFailure.PulseExpired if pulse is None else open_field(field, pulse.signature.removeprefix(b"0x"))
    if isinstance(outcome, bytes):
        return outcome
    s.emit(CommitmentRevealFailed(netuid, who, field.reveal_round, outcome))
    return TimelockRevealFailed(field.encrypted, field.reveal_round)


def _keep_texts(s: State, number: BlockNumber, netuid: NetUid, who: AccountId, texts: list[bytes]) -> None:
    if not texts:
        return
    kept = Storage.RevealedCommitments.get(s, netuid, who) or []
    Storage.RevealedCommitments.put(s, netuid, who, [*kept, *((text, number) for text in texts)][-MOST_KEPT:])
    for _ in texts:
        s.emit(CommitmentRevealed(netuid, who))


def _keep_rest(s: State, netuid: NetUid, who: AccountId, record: Registration, left: list[Data]) -> None:
    if left:
        Storage.CommitmentOf.put(s, netuid, who, Registration(record.deposit, record.block, CommitmentInfo(left)))
    else:
        Storage.CommitmentOf.remove(s, netuid, who)


def _count_sealed(fields: list[Data]) -> int:
    return sum(isinstance(field, TimelockEncrypted) for field in fields)
