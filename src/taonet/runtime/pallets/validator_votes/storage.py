"""Storage of validators' votes. Stake here is TAO on root, in rao."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import DoubleMap, Map, storage
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.validator_votes.types import FOLLOWER, MAX_VOTES, SILENT, SPEAKER, VOICE
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32


@final
@storage("ValidatorVotes")
class Storage:
    """Items of this pallet in the state."""

    Voices = Map(
        ACCOUNT_ID,
        VOICE,
        hasher=TWOX_64_CONCAT,
        default=SILENT,
        doc="Votes of a hotkey for those who stake with it, and the root stake that each of them counts.",
    )
    Speakers = Map(
        ACCOUNT_ID,
        SPEAKER,
        hasher=TWOX_64_CONCAT,
        default=FOLLOWER,
        doc="Coldkeys whose root stake follows no validator, why, and the sum of what they keep from validators.",
    )
    Claims = DoubleMap(
        ACCOUNT_ID,
        ACCOUNT_ID,
        TAO,
        hashers=(TWOX_64_CONCAT, TWOX_64_CONCAT),
        default=Tao(0),
        doc="Root stake of a coldkey on a hotkey that the coldkey speaks for itself, and not the hotkey.",
    )
    Claimed = Map(
        ACCOUNT_ID, TAO, hasher=TWOX_64_CONCAT, default=Tao(0), doc="The sum of all coldkeys' claims on a hotkey."
    )


@final
class Constants:
    """Bounds that clients see."""

    MaxVotes = Constant(U32, MAX_VOTES, "Polls that a hotkey may have a vote in at once.")
