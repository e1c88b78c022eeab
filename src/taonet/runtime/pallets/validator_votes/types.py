"""What a validator votes with for others, and who speaks for itself."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.types import TAO
from taonet.scale import BOOL, U32, Codec, bounded_vec, struct, tuple_of, unit_enum

MAX_VOTES = 32
"""Polls that a hotkey may have a vote in at once."""

NO_CONVICTION = 10
"""Stake that follows its validator counts one part in so many, as all votes without conviction."""

_PATH = "pallet_validator_votes::types"


class Side(IntEnum):
    """How a validator votes."""

    Aye = 0
    Nay = 1
    Abstain = 2


SIDE = unit_enum(Side, f"{_PATH}::Side")

Votes = list[tuple[int, Side]]


@final
class Voice(msgspec.Struct, frozen=True):
    """A hotkey's votes, and the root stake that each of them counts, in rao: the same in every poll."""

    stake: Annotated[Tao, TAO] = Tao(0)
    votes: Annotated[Votes, bounded_vec(tuple_of(U32, SIDE), MAX_VOTES)] = []


VOICE: Codec[Voice] = struct(Voice, f"{_PATH}::Voice")
SILENT = Voice()


@final
class Speaker(msgspec.Struct, frozen=True):
    """Why a coldkey's root stake follows no validator, and how much of it is known to be there, in rao.

    `by_choice`: it said so. `by_vote`: it has a lock of a vote or a delegation in a track of the whole chain.
    """

    by_choice: Annotated[bool, BOOL] = False
    by_vote: Annotated[bool, BOOL] = False
    stake: Annotated[Tao, TAO] = Tao(0)


SPEAKER: Codec[Speaker] = struct(Speaker, f"{_PATH}::Speaker")
FOLLOWER = Speaker()


def counted(side: Side, stake: int) -> Tally:
    """Return what stake adds to a tally through its validator."""
    if side is Side.Abstain:
        return Tally(0, 0, stake)
    return Tally(stake // NO_CONVICTION, 0, stake) if side is Side.Aye else Tally(0, stake // NO_CONVICTION, 0)
