"""Storage of referenda: what is voted on, and when each is looked at again."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.outer_storage import OuterOptionMap
from taonet.frame.storage import Map, Value, storage
from taonet.runtime.pallets.referenda.types import info_codec
from taonet.scale import U32, vec


@final
@storage("Referenda")
class Storage:
    """Items of this pallet in the state."""

    ReferendumCount = Value(U32, default=0, doc="Number of referenda so far; the next one has it as its index.")
    ReferendumInfoFor = OuterOptionMap(U32, info_codec, doc="What a referendum is, ongoing or over.")
    Alarms = Map(
        U32,
        vec(U32),
        hasher=TWOX_64_CONCAT,
        default=[],
        doc="Referenda that are looked at again in a block, in the order in which that was set.",
    )
