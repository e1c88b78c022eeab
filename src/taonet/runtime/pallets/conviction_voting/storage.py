"""Storage of votes. In a subnet's track balances are its alpha, in all others TAO, in rao."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import DoubleMap, Map, OptionDoubleMap, storage
from taonet.runtime.pallets.conviction_voting.voting import IDLE, MAX_VOTES, VOTING
from taonet.runtime.pallets.referenda.tracks import DAY, TRACKS
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U16, U32, U64, bounded_vec, tuple_of

VOTE_LOCKING_PERIOD = 7 * DAY

_ACCOUNT_CLASS = (TWOX_64_CONCAT, TWOX_64_CONCAT)


@final
@storage("ConvictionVoting")
class Storage:
    """Items of this pallet in the state."""

    VotingFor = DoubleMap(
        ACCOUNT_ID,
        U16,
        VOTING,
        hashers=_ACCOUNT_CLASS,
        default=IDLE,
        doc="What an account does in a class of polls: its votes, or to whom it delegates.",
    )
    ClassLocksFor = Map(
        ACCOUNT_ID,
        bounded_vec(tuple_of(U16, TAO), len(TRACKS)),
        hasher=TWOX_64_CONCAT,
        default=[],
        doc="What an account must keep for its votes in a class: TAO, for a class of a subnet alpha. They overlap.",
    )
    RegisteredAt = OptionDoubleMap(
        ACCOUNT_ID,
        U16,
        U64,
        hashers=_ACCOUNT_CLASS,
        doc="In which block the subnet was created that an account votes in. For a later one of its number nothing counts.",
    )


@final
class Constants:
    """Bounds that clients see."""

    MaxVotes = Constant(U32, MAX_VOTES, "Votes that an account may have in a class at once.")
    VoteLockingPeriod = Constant(
        U32, VOTE_LOCKING_PERIOD, "Blocks for which a vote with the least conviction binds after its poll has ended."
    )
