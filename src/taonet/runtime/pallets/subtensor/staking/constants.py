"""Bounds of staking, and the ones of them that clients see as constants."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.primitives.amounts import Tao
from taonet.runtime.types import TAO

MIN_STAKE = Tao(2_000_000)
"""Least rao that a stake is made or cut by."""

MIN_TRANSFER = Tao(100_000)
"""Least worth in rao of a stake that changes hands or hotkeys within a subnet, or owner across subnets."""

MAX_STAKING_HOTKEYS = 256
"""Hotkeys one coldkey may have stake with: every exit walks that list."""

MAX_THIRD_PARTY_STAKING_HOTKEYS = 128
"""Length to which others may grow that list by giving stake away."""

MAX_UNSTAKE_ALL_LEGS = 16
"""Positions that one `unstake_all` or `unstake_all_alpha` deals with."""

PRICE_ONE = 1_000_000_000
"""A price limit of 1 TAO per alpha: limits are rao per alpha."""


@final
class Constants:
    """What metadata shows of the above."""

    InitialMinStake = Constant(TAO, MIN_STAKE, "Least stake that can be added, in rao.")
    InitialMinTransfer = Constant(TAO, MIN_TRANSFER, "Least worth of a stake transfer, in rao.")
