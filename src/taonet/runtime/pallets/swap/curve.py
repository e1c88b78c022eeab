"""The weighted pool: price, what a trade pays out, and what it takes to move the price.

A subnet's pool holds alpha (the base) and TAO (the quote) with weights that sum to 1. With equal
weights it is the well-known constant product; the weight exists so that new liquidity can enter
at any proportion without moving the price (see `liquidity`). Amounts are rao, prices are raw bits
of U64F64 in TAO per alpha, weights are parts of 10**18.

Source: pallet/balancer.rs exp_scaled, calculate_price, calculate_quote_delta_in, calculate_base_delta_in
Source: pallet/balancer.rs get_base_needed_for_quote
Source: pallet/swap_step.rs convert_deltas
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.primitives.arithmetic import U64_MAX, saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.swap.power import SCALE, scaled_power

WEIGHT_ONE = SCALE
DEFAULT_QUOTE_WEIGHT = WEIGHT_ONE // 2
MIN_WEIGHT = WEIGHT_ONE // 100  # 1 %: beyond it powers lose their meaning


@final
class Pool(msgspec.Struct, frozen=True):
    """Reserves in rao and the quote weight (10**16 .. 99 * 10**16) of one subnet's pool."""

    tao_reserve: int
    alpha_reserve: int
    quote_weight: int = DEFAULT_QUOTE_WEIGHT

    @property
    def base_weight(self) -> int:
        """Return the weight of alpha."""
        return saturating_sub(WEIGHT_ONE, self.quote_weight)


def is_valid_weight(quote_weight: int) -> bool:
    """Tell whether both weights stay at 1 % or more."""
    return MIN_WEIGHT <= quote_weight <= WEIGHT_ONE - MIN_WEIGHT


def price(pool: Pool) -> int:
    """Return TAO per alpha as U64F64 bits, 0 for a pool without alpha."""
    weights = U64F64.safe_div(U64F64.from_int(pool.base_weight), U64F64.from_int(pool.quote_weight))
    reserves = U64F64.safe_div(U64F64.from_int(pool.tao_reserve), U64F64.from_int(pool.alpha_reserve))
    return U64F64.mul(weights, reserves)


def remaining_fraction(reserve: int, change: int, over: int, under: int) -> int:
    """Return (reserve / (reserve + change)) ** (over / under) as U64F64 bits.

    `change` may be negative. The power is cut to 18 decimals, is at most 1 while the reserve
    grows, and is 0 where the reserve vanishes or the power does not fit.
    """
    after = saturating_add(reserve, change) if change >= 0 else saturating_sub(reserve, -change)
    if after == 0:
        return 0
    power = scaled_power(reserve, after, over, under)
    if power is None:
        return 0
    fraction = U64F64.safe_div(U64F64.from_int(power), U64F64.from_int(SCALE))
    return min(fraction, U64F64.one) if change >= 0 else fraction


def alpha_for_tao(pool: Pool, tao_in: int) -> int:
    """Return the alpha that the curve gives for `tao_in`, rounded down."""
    left = remaining_fraction(pool.tao_reserve, tao_in, pool.quote_weight, pool.base_weight)
    return _share_of(pool.alpha_reserve, U64F64.sub(U64F64.one, left))


def tao_for_alpha(pool: Pool, alpha_in: int) -> int:
    """Return the TAO that the curve gives for `alpha_in`, rounded down."""
    left = remaining_fraction(pool.alpha_reserve, alpha_in, pool.base_weight, pool.quote_weight)
    return _share_of(pool.tao_reserve, U64F64.sub(U64F64.one, left))


def alpha_needed_for_tao(pool: Pool, tao_out: int) -> int:
    """Return the alpha that must be sold to receive `tao_out`, rounded down."""
    grown = remaining_fraction(pool.tao_reserve, -tao_out, pool.quote_weight, pool.base_weight)
    return _share_of(pool.alpha_reserve, U64F64.sub(grown, U64F64.one))


def tao_to_reach_price(pool: Pool, current: int, target: int) -> int:
    """Return the TAO that lifts the price from `current` to `target`; 0 if it is not above."""
    return _input_to_move(pool.tao_reserve, target, current, pool.base_weight)


def alpha_to_reach_price(pool: Pool, current: int, target: int) -> int:
    """Return the alpha that lowers the price from `current` to `target`; 0 if it is not below."""
    return _input_to_move(pool.alpha_reserve, current, target, pool.quote_weight)


def _input_to_move(reserve: int, numerator: int, denominator: int, weight: int) -> int:
    if denominator == 0:
        return 0
    power = scaled_power(numerator, denominator, weight, WEIGHT_ONE)
    # Unlike the curve itself, a power beyond 64 bits counts here as the largest value.
    growth = U64F64.safe_div(U64F64.from_int(U64_MAX if power is None else power), U64F64.from_int(SCALE))
    return _share_of(reserve, U64F64.sub(growth, U64F64.one))


def _share_of(reserve: int, fraction: int) -> int:
    return U64F64.to_int(U64F64.mul(U64F64.from_int(reserve), fraction))
