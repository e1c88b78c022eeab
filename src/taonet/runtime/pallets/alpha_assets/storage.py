"""Storage of the totals of each subnet's alpha: existing, burned, recycled."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import Map, storage
from taonet.primitives.amounts import Alpha
from taonet.runtime.types import ALPHA, NET_UID


@final
@storage("AlphaAssets")
class Storage:
    """Totals per subnet, in alpha units of 1e-9."""

    TotalAlphaIssuance = Map(
        NET_UID, ALPHA, hasher=TWOX_64_CONCAT, default=Alpha(0), doc="Alpha of a subnet that exists."
    )
    AlphaBurned = Map(
        NET_UID,
        ALPHA,
        hasher=TWOX_64_CONCAT,
        default=Alpha(0),
        doc="Alpha of a subnet that was burned; it still counts as existing.",
    )
    AlphaRecycled = Map(
        NET_UID,
        ALPHA,
        hasher=TWOX_64_CONCAT,
        default=Alpha(0),
        doc="Alpha of a subnet that was recycled; emission may mint it again.",
    )
