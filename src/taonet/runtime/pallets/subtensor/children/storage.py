"""Storage of children: which hotkeys lend their stake to which others on a subnet."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import DoubleMap, Map, storage
from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import BOOL, U64, tuple_of, vec

_HOTKEY_SUBNET = (BLAKE2_128_CONCAT, IDENTITY)


@final
@storage("SubtensorModule")
class Children:
    """Items of this slice in the state."""

    ChildKeys = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        vec(tuple_of(U64, ACCOUNT_ID)),
        hashers=_HOTKEY_SUBNET,
        default=[],
        doc="Children of a hotkey on a subnet, each with the share of stake lent to it; 2^64-1 is all of it.",
    )
    ParentKeys = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        vec(tuple_of(U64, ACCOUNT_ID)),
        hashers=_HOTKEY_SUBNET,
        default=[],
        doc="Parents of a hotkey on a subnet, each with the share of its stake that it lends.",
    )
    AutoParentDelegationEnabled = Map(
        ACCOUNT_ID,
        BOOL,
        default=True,
        doc="Whether a root validator lends its stake to subnet owners by itself.",
    )
