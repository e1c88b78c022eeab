"""Storage of locks on alpha. Every rule by which alpha leaves a position respects them."""

from __future__ import annotations

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import OptionDoubleMap, OptionNMap, Value, storage
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.math.conviction import DEFAULT_RATE, Lock
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, U64F64
from taonet.scale import BOOL, U64, Typed, struct
from taonet.scale.structs import FieldSpec

_FIELDS: dict[str, FieldSpec] = {
    "locked_mass": ALPHA,
    "conviction": Typed(U64F64, "U64F64"),
    "last_update": U64,
}
LOCK_STATE = struct(Lock, "pallet_subtensor::staking::lock::LockState", _FIELDS)


@storage("SubtensorModule")
class Locks:
    Lock = OptionNMap[tuple[AccountId, NetUid, AccountId], Lock](
        (ACCOUNT_ID, NET_UID, ACCOUNT_ID),
        LOCK_STATE,
        hashers=(BLAKE2_128_CONCAT, IDENTITY, BLAKE2_128_CONCAT),
        doc="Alpha of a coldkey on a subnet that is bound in favour of a hotkey, as of its last update.",
    )
    DecayingLock = OptionDoubleMap(
        ACCOUNT_ID,
        NET_UID,
        BOOL,
        hashers=(BLAKE2_128_CONCAT, IDENTITY),
        doc="False for a coldkey whose lock on a subnet stays as it is; otherwise a lock melts with time.",
    )
    UnlockRate = Value(U64, default=DEFAULT_RATE, doc="Time constant in blocks with which locked alpha becomes free.")
    MaturityRate = Value(U64, default=DEFAULT_RATE, doc="Time constant in blocks with which a lock earns conviction.")
