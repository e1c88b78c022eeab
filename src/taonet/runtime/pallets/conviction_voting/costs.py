"""Weights of votes: upstream's measured ones, and what is more here.

Upstream reads one balance. Here an account's root stake on up to 256 hotkeys is read and claimed, and validators' voices
that it takes that from are lowered: calls declare the longest list and report what it was, and each tally that changes with
a voice is added to the block. The fee is worked out for 8 hotkeys and 64 votes of a delegate at most, so that a wallet does
not show the price of a list that nobody has. Alarms are a list a block here, not an agenda.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/weights.rs vote_existing, delegate, undelegate, unlock
"""

from __future__ import annotations

from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.conviction_voting.voting import MAX_VOTES
from taonet.runtime.pallets.validator_votes.costs import BILLED_POSITIONS, MOST_POSITIONS, of_positions

_VOTE = reads_writes(333_069_000, 9, 9, 219_984)
REMOVE_VOTE = reads_writes(303_595_000, 6, 6, 219_984)
REMOVE_OTHER_VOTE = reads_writes(303_595_000, 6, 6, 219_984)
_UNLOCK = reads_writes(80_260_000, 7, 6, 30_706)
_BILLED_VOTES = 64
_DELEGATE = reads_writes(55_120_444, 9, 8, 109_992)
_UNDELEGATE = reads_writes(29_617_918, 5, 4, 109_992)
_DELEGATE_VOTE = reads_writes(53_089_955, 3, 4, 3_000)


def vote(positions: int) -> Weight:
    """Return the weight of a vote by who stakes with so many hotkeys."""
    return _VOTE.plus(of_positions(positions))


def delegate(votes: int, positions: int) -> Weight:
    """Return the weight of delegating to who has so many votes, by who stakes with so many hotkeys."""
    return _DELEGATE.plus(_votes(votes)).plus(of_positions(positions))


def undelegate(votes: int) -> Weight:
    """Return the weight of ending a delegation to who has so many votes."""
    return _UNDELEGATE.plus(_votes(votes))


def unlock(claims: int) -> Weight:
    """Return the weight of unlocking, by which so many claims end."""
    return _UNLOCK.plus(of_positions(claims))


def _votes(count: int) -> Weight:
    return Weight(_DELEGATE_VOTE.ref_time * count, _DELEGATE_VOTE.proof_size * count)


VOTE = _VOTE.plus(MOST_POSITIONS)
DELEGATE = _DELEGATE.plus(_votes(MAX_VOTES)).plus(MOST_POSITIONS)
UNDELEGATE = _UNDELEGATE.plus(_votes(MAX_VOTES))
UNLOCK = _UNLOCK.plus(MOST_POSITIONS)

BILLED_VOTE = vote(BILLED_POSITIONS).ref_time
BILLED_DELEGATE = delegate(_BILLED_VOTES, BILLED_POSITIONS).ref_time
BILLED_UNDELEGATE = undelegate(_BILLED_VOTES).ref_time
BILLED_UNLOCK = unlock(BILLED_POSITIONS).ref_time
