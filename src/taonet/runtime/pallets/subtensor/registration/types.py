"""Types of registration."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.primitives.amounts import Alpha
from taonet.runtime.types import ALPHA, U64F64
from taonet.scale import Typed, struct

MAX_COLDKEY_COLLATERAL_HOTKEYS = 32
"""Hotkeys for which one coldkey may have collateral on one subnet."""


@final
class MinerCollateralState(msgspec.Struct, frozen=True):
    """Collateral of a coldkey on a hotkey. `drain_ratio` is U64F64 bits, alpha released per alpha earned."""

    locked: Alpha
    drain_ratio: int
    min_locked: Alpha
    earned: Alpha


MINER_COLLATERAL_STATE = struct(
    MinerCollateralState,
    "pallet_subtensor::pallet::MinerCollateralState",
    {"locked": ALPHA, "drain_ratio": Typed(U64F64, "U64F64"), "min_locked": ALPHA, "earned": ALPHA},
)
