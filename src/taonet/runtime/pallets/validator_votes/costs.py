"""Weights of validators' votes and of claims: by the hotkeys that a coldkey stakes with, and the polls that change.

What a change of stake costs here is added to the block when it happens; what calls declare covers the longest list of
hotkeys, and they report what it was.
"""

from __future__ import annotations

from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS
from taonet.runtime.pallets.validator_votes.types import MAX_VOTES
from taonet.runtime.pallets.validator_votes.voices import weight_of

_POSITION = reads_writes(5_000_000, 12, 2, 600)
VOTE = reads_writes(60_000_000, 6, 2, 6_000)
LONGEST_VOTE = VOTE.plus(weight_of(MAX_VOTES + 1))


def of_positions(count: int) -> Weight:
    """Return the weight of reading and claiming so many positions."""
    return Weight(_POSITION.ref_time * count, _POSITION.proof_size * count)


MOST_POSITIONS = of_positions(MAX_STAKING_HOTKEYS)
BILLED_POSITIONS = 8
"""Hotkeys that a fee is worked out for at most, as fees of unstaking are: few stake with more, and a wallet shows the most."""
