"""Storage of commitments, by subnet and hotkey."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.frame.hashers import IDENTITY, TWOX_64_CONCAT
from taonet.frame.storage import OptionDoubleMap, OptionValue, Value, storage
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.commitments.types import MAX_FIELDS, REGISTRATION, USAGE_TRACKER
from taonet.runtime.types import ACCOUNT_ID, NET_UID, TAO
from taonet.scale import BYTES, U32, U64, ordered_set, tuple_of, vec

INITIAL_DEPOSIT = Tao(0)
FIELD_DEPOSIT = Tao(0)

_BY_HOTKEY = (IDENTITY, TWOX_64_CONCAT)


@final
@storage("Commitments")
class Storage:
    """Items of this pallet in the state."""

    TimelockedIndex = Value(
        ordered_set(tuple_of(NET_UID, ACCOUNT_ID)), default=[], doc="Whose commitments have a field that is sealed."
    )
    TimelockRevealCursor = OptionValue(
        tuple_of(NET_UID, ACCOUNT_ID),
        doc="The last commitment that was visited, while a block could not visit all of them.",
    )
    CommitmentOf = OptionDoubleMap(
        NET_UID, ACCOUNT_ID, REGISTRATION, hashers=_BY_HOTKEY, doc="What a hotkey last published on a subnet."
    )
    LastCommitment = OptionDoubleMap(
        NET_UID, ACCOUNT_ID, U32, hashers=_BY_HOTKEY, doc="Block in which a hotkey last published on a subnet."
    )
    LastBondsReset = OptionDoubleMap(
        NET_UID, ACCOUNT_ID, U32, hashers=_BY_HOTKEY, doc="Block in which a hotkey last asked to reset bonds in it."
    )
    RevealedCommitments = OptionDoubleMap(
        NET_UID,
        ACCOUNT_ID,
        vec(tuple_of(BYTES, U64)),
        hashers=_BY_HOTKEY,
        doc="What was sealed and is opened, with the block of that: the last ten of a hotkey.",
    )
    UsedSpaceOf = OptionDoubleMap(
        NET_UID,
        ACCOUNT_ID,
        USAGE_TRACKER,
        hashers=_BY_HOTKEY,
        doc="Bytes that a hotkey published in the subnet's epoch, and the number of that epoch.",
    )
    MaxSpace = Value(U32, default=3_100, doc="Bytes that a hotkey may publish in an epoch of a subnet.")


@final
class Constants:
    """Bounds that clients see."""

    MaxFields = Constant(U32, MAX_FIELDS, "Fields that a commitment may have.")
    InitialDeposit = Constant(TAO, INITIAL_DEPOSIT, "What a commitment reserves, in rao.")
    FieldDeposit = Constant(TAO, FIELD_DEPOSIT, "What each field reserves on top, in rao.")
