"""The slice `weights` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.weights import calls, errors, events
from taonet.runtime.pallets.subtensor.weights.revealing import MAX_UNREVEALED
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage


def queues_are_short_and_in_order(s: State) -> None:
    """Queues are not empty, not too long, and in the order of time; nothing comes from the future."""
    block = now(s)
    for (index, _), queue in WeightCommitsStorage.WeightCommits.items(s):
        times = [at for _, _, at, _ in queue]
        if not 0 < len(queue) <= MAX_UNREVEALED or times != sorted(times) or times[-1] > block:
            raise BrokenInvariant(f"a queue of commits in {index} was made at {times}, now is {block}")


INVARIANTS = (queues_are_short_and_in_order,)


PART = part(
    storage=[WeightCommitsStorage],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
