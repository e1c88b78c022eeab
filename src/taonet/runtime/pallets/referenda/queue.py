"""The queue of a track: who is decided on next when a place frees.

Whoever stands in the list has `in_queue`, and nobody else has: one that finds no place, or is driven out by one with more
votes, waits outside with an alarm, tries again, and times out if that does not help.

Source: polkadot-sdk/substrate/frame/referenda/src/types.rs insert_sorted_by_key
Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs ready_for_deciding, next_for_deciding
"""

from __future__ import annotations

from bisect import bisect_left

from taonet.frame.state import State
from taonet.runtime.pallets.referenda.storage import MAX_QUEUED, Storage

Queue = list[tuple[int, int]]
"""Referenda with their votes for them, in rising order of those; of two with as many the earlier one stands later."""


def inserted(queue: Queue, index: int, ayes: int, limit: int = MAX_QUEUED) -> tuple[Queue, int | None]:
    """Return the queue with a referendum in its place, and who had to leave: the one with the fewest votes, if any."""
    rest = [entry for entry in queue if entry[0] != index]
    position = bisect_left(rest, ayes, key=lambda entry: entry[1])
    rest.insert(position, (index, ayes))
    return (rest[1:], rest[0][0]) if len(rest) > limit else (rest, None)


def enter(s: State, track: int, index: int, ayes: int) -> int | None:
    """Put a referendum into its place in the queue, and return who had to leave, which may be itself."""
    queue, out = inserted(Storage.TrackQueue.get(s, track), index, ayes)
    store(s, track, queue)
    return out


def leave(s: State, track: int, index: int) -> None:
    """Take a referendum out of the queue."""
    store(s, track, [entry for entry in Storage.TrackQueue.get(s, track) if entry[0] != index])


def take_best(s: State, track: int) -> int | None:
    """Take the next one out of the queue; None where nobody waits."""
    queue = Storage.TrackQueue.get(s, track)
    if not queue:
        return None
    store(s, track, queue[:-1])
    return queue[-1][0]


def store(s: State, track: int, queue: Queue) -> None:
    """Store a queue; an empty one takes no place."""
    if queue:
        Storage.TrackQueue.put(s, track, queue)
    else:
        Storage.TrackQueue.remove(s, track)
