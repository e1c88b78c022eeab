"""Invariants of referenda, true after every block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.balances.accounts import funds_of
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import hash_of
from taonet.runtime.pallets.preimage.types import Requested
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.types import Deposit, Ended, Ongoing, Status


def as_many_are_decided_on_as_are_counted(s: State) -> None:
    """Each track has the right number of referenda that are being decided on."""
    deciding = Counter(status.track for _, status in _ongoing(s) if status.deciding is not None)
    for track, count in Storage.DecidingCount.items(s):
        if deciding.pop(track, 0) != count:
            raise BrokenInvariant(f"track {track} counts {count} that are decided on, and there are others")
    if deciding:
        raise BrokenInvariant(f"tracks {sorted(deciding)} count none that is decided on")


def the_queue_holds_those_who_are_in_it(s: State) -> None:
    """In the queue of a track stand those that say so, in the order of their votes, and nobody who is decided on."""
    told = {index: status.track for index, status in _ongoing(s) if status.in_queue}
    listed = {index: track for track, entries in Storage.TrackQueue.items(s) for index, _ in entries}
    if told != listed:
        raise BrokenInvariant(f"{told} say that they are in a queue, {listed} are")
    for track, entries in Storage.TrackQueue.items(s):
        if [votes for _, votes in entries] != sorted(votes for _, votes in entries):
            raise BrokenInvariant(f"the queue of track {track} is not in order: {entries}")
    for index, status in _ongoing(s):
        if status.in_queue and status.deciding is not None:
            raise BrokenInvariant(f"referendum {index} is decided on and in the queue")


def whoever_is_ongoing_is_looked_at_again(s: State) -> None:
    """Each ongoing referendum has an alarm that is in a list, or its turn comes by the queue."""
    listed = Counter(index for _, entries in Storage.Alarms.items(s) for index in entries)
    for index, status in _ongoing(s):
        if status.alarm is None and not status.in_queue:
            raise BrokenInvariant(f"referendum {index} has no alarm and no place in a queue")
        if status.alarm is not None and not listed[index]:
            raise BrokenInvariant(f"the alarm of referendum {index} is in no list")


def deposits_are_reserved(s: State) -> None:
    """Nobody has less reserved than the deposits in his name, and a deposit in shares is their sum."""
    owed: Counter[bytes] = Counter()
    for deposit in _deposits(s):
        owed[deposit.who] += deposit.amount
    for who, amount in owed.items():
        reserved = funds_of(s, who).reserved  # type: ignore[arg-type]  # keys are account ids
        if reserved < amount:
            raise BrokenInvariant(f"0x{who.hex()}: {amount} rao are deposits of referenda, {reserved} are reserved")


def only_referenda_that_were_submitted_are_known(s: State) -> None:
    """All referenda below the count are known, and nothing is kept of others."""
    known = {index for index, _ in Storage.ReferendumInfoFor.items(s)}
    if known != set(range(Storage.ReferendumCount.get(s))):
        raise BrokenInvariant(f"{Storage.ReferendumCount.get(s)} were submitted, {sorted(known)} are known")
    for item in (Storage.MetadataOf, Storage.SharesOf, Storage.Held, Storage.BaseOf, Storage.Extended):
        strangers = {index for index, _ in item.items(s)} - known
        if strangers:
            raise BrokenInvariant(f"{item.name} knows {sorted(strangers)}, which nobody submitted")


def what_is_held_is_asked_for(s: State) -> None:
    """Preimages that ongoing referenda hold are asked for as often at least; those that are over hold none."""
    held = {index for index, held in Storage.Held.items(s) if held}
    asked = Counter(hash_of(status.proposal) for index, status in _ongoing(s) if index in held)
    if asked.total() != len(held):
        raise BrokenInvariant("a referendum that is over holds a preimage")
    for key, count in asked.items():
        status = store.status_of(s, key)
        if not isinstance(status, Requested) or status.count < count:
            raise BrokenInvariant(f"preimage 0x{key.hex()} is held {count} times and asked for less often")


def _ongoing(s: State) -> Iterator[tuple[int, Status]]:
    for index, info in Storage.ReferendumInfoFor.items(s):
        if isinstance(info, Ongoing):
            yield index, info.status


def _deposits(s: State) -> Iterator[Deposit]:
    """Yield every deposit that somebody has in a referendum."""
    for index, info in Storage.ReferendumInfoFor.items(s):
        shares = Storage.SharesOf.get(s, index)
        yield from shares
        of = info.status if isinstance(info, Ongoing) else info
        if not isinstance(of, Status | Ended):
            continue
        if of.submission_deposit is not None:
            yield of.submission_deposit
        whole = of.decision_deposit
        if whole is not None and not shares:
            yield whole
        if whole is not None and shares and sum(share.amount for share in shares) != whole.amount:
            raise BrokenInvariant(f"the shares of referendum {index} are not its decision deposit")


INVARIANTS = [
    as_many_are_decided_on_as_are_counted,
    the_queue_holds_those_who_are_in_it,
    whoever_is_ongoing_is_looked_at_again,
    deposits_are_reserved,
    only_referenda_that_were_submitted_are_known,
    what_is_held_is_asked_for,
]
