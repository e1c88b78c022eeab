"""The price of a new subnet: it doubles with every one and falls back over two weeks."""

from __future__ import annotations

from taonet.primitives.arithmetic import saturating_mul, saturating_sub
from taonet.primitives.fixed import I64F64
from taonet.runtime.pallets.subtensor.coinbase.emission import DEFAULT_BLOCK_EMISSION

DEFAULT_MIN_LOCK_COST = 1_000_000_000_000  # rao: 1 000 TAO
DEFAULT_LOCK_REDUCTION_INTERVAL = 100_800  # blocks: 14 days of 12 s blocks


def effective_interval(interval: int, emission: int) -> int:
    """Return the blocks in which the price falls by the last one paid.

    `emission` is the rao that a block creates now: the interval halves with it.
    """
    share = I64F64.safe_div(I64F64.from_int(emission), I64F64.from_int(DEFAULT_BLOCK_EMISSION))
    return I64F64.to_int(I64F64.mul(I64F64.from_int(interval), share))


def lock_cost(last: int, minimum: int, last_block: int, block: int, interval: int) -> int:
    """Return the price (rao) of a subnet registered at `block`.

    `last` was paid at `last_block`; before any registration that is block 0 and the price starts
    at `last`, later at twice `last`. `interval` is the effective one; the fall per block is
    rounded down, and is 0 for an interval of 0.
    """
    start = saturating_mul(last, 1 if last_block == 0 else 2)
    per_block = last // interval if interval else 0
    fallen = saturating_mul(per_block, saturating_sub(block, last_block))
    return max(saturating_sub(start, fallen), minimum)
