"""Storage of children: which hotkeys lend their stake to which others on a subnet."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import DoubleMap, Map, OptionMap, Value, storage
from taonet.runtime.types import ACCOUNT_ID, NET_UID, PER_U16
from taonet.scale import BOOL, U64, UNIT, tuple_of, vec

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
    ChildkeyTake = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        PER_U16,
        hashers=_HOTKEY_SUBNET,
        default=0,
        doc="Share of the dividends earned with lent stake that a child keeps; 65535 is all of it.",
    )
    ChildkeyThresholdChecks = OptionMap(
        ACCOUNT_ID, UNIT, doc="Parents whose stake has changed; whether it is still enough to lend is to be seen."
    )
    ChildkeyThresholdSuspended = OptionMap(
        ACCOUNT_ID,
        UNIT,
        doc="Hotkeys with less stake than StakeThreshold: their children get nothing, but on a subnet that they own.",
    )
    MaxChildkeyTake = Value(PER_U16, default=11_796, doc="Highest take of a child that can be set.")
    MinChildkeyTake = Value(PER_U16, default=0, doc="Lowest take of a child, whatever it has set.")
    MinChildkeyTakePerSubnet = Map(
        NET_UID, PER_U16, hasher=IDENTITY, default=0, doc="Lowest take of a child on a subnet, whatever it has set."
    )
