"""Smoothed prices of a subnet's alpha, and the median price of all.

The slow price decides shares of the emission; it starts at 0 and gains weight as the subnet ages.
The fast one (from spec 464) follows the market within hours and only bounds basket trades.

Source: staking/stake_utils.rs update_moving_price, get_median_subnet_alpha_price
Source: spec 464
"""

from __future__ import annotations

from collections.abc import Iterable

from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.fixed import I96F32, U64F64

DEFAULT_MOVING_ALPHA = 12_885  # I96F32 bits: 3e-6
DEFAULT_HALVING_BLOCKS = 201_600  # 28 days of 12 s blocks
FAST_HALF_LIFE_BLOCKS = 600  # 2 hours of 12 s blocks

_LN2 = 0x162E42FEFA39EF << 11  # U64F64 bits of the 53-bit float ln 2


def next_moving_price(
    moving_price: int,
    price: int,
    moving_alpha: int,
    blocks_since_start: int,
    halving_blocks: int = DEFAULT_HALVING_BLOCKS,
) -> int:
    """Return the slow price after a block, as I96F32 bits.

    `moving_price` is the smoothed price before and `price` the spot, both U64F64 bits; the spot
    counts as 1 above 1. `moving_alpha` is I96F32 bits.
    """
    blocks = U64F64.from_int(blocks_since_start)
    age = U64F64.safe_div(blocks, U64F64.add(blocks, U64F64.from_int(halving_blocks)))
    alpha = U64F64.mul(U64F64.convert(moving_alpha, I96F32), age)
    gained = U64F64.mul(alpha, min(price, U64F64.one))
    kept = U64F64.mul(U64F64.sub(U64F64.one, alpha), moving_price)
    return I96F32.convert(U64F64.add(gained, kept), U64F64)


def blocks_since_start(block: int, first_emission_block: int) -> int:
    """Return the age of the emission of a subnet at `block`, counted from its start call."""
    return saturating_sub(block, saturating_sub(first_emission_block, 1))


def next_fast_moving_price(fast_price: int | None, price: int) -> int:
    """Return the fast price after a block, all U64F64 bits; the first one is the spot."""
    if fast_price is None:
        return price
    weight = U64F64.safe_div(_LN2, U64F64.from_int(FAST_HALF_LIFE_BLOCKS))
    if price >= fast_price:
        return U64F64.add(fast_price, U64F64.mul(price - fast_price, weight))
    return U64F64.sub(fast_price, U64F64.mul(fast_price - price, weight))


def median_price(prices: Iterable[int]) -> int:
    """Return the median of the positive `prices` (U64F64 bits), 1 if there is none."""
    positive = sorted(price for price in prices if price > 0)
    if not positive:
        return U64F64.one
    lower, upper = positive[(len(positive) - 1) // 2], positive[len(positive) // 2]
    if len(positive) % 2:
        return upper
    return U64F64.safe_div(U64F64.add(lower, upper), U64F64.from_int(2))


def smoothed_price(mechanism: int, moving_price: int) -> int:
    """Return the price that counts, as U64F64 bits, from the stored one (I96F32 bits).

    It is 1 for a stable subnet (mechanism 0) whatever is stored.
    """
    return U64F64.one if mechanism == 0 else U64F64.convert(moving_price, I96F32)
