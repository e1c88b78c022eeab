"""Types of registration."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.runtime.types import alpha, u64f64
from taonet.scale import struct

MAX_COLDKEY_COLLATERAL_HOTKEYS = 32
"""Hotkeys for which one coldkey may have collateral on one subnet."""


@final
class MinerCollateralState(msgspec.Struct, frozen=True):
    """Collateral of a coldkey on a hotkey. `drain_ratio` is U64F64 bits, alpha released per alpha earned."""

    locked: alpha
    drain_ratio: u64f64
    min_locked: alpha
    earned: alpha


MINER_COLLATERAL_STATE = struct(MinerCollateralState, "pallet_subtensor::pallet::MinerCollateralState")
