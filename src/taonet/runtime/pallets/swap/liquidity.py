"""Liquidity that enters without a trade: it moves the weight of the pool, never its price.

The block emission brings TAO and alpha in any proportion. The weight absorbs the disproportion as
long as it stays within 1 % and 99 %. What would push it out waits in a reservoir of the subnet and
is offered again with the next emission. (Before spec 432 there was no reservoir: such an injection
was refused as a whole, which is what `adjusted_weight` alone tells.)

Source: pallet/balancer.rs update_weights_for_added_liquidity, mul_perquintill_round
Source: pallet/impls.rs maybe_initialize_palswap
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.primitives.arithmetic import U128_MAX, saturating_add, saturating_mul
from taonet.runtime.pallets.swap.curve import (
    DEFAULT_QUOTE_WEIGHT,
    WEIGHT_ONE,
    Pool,
    is_valid_weight,
)

_U256_MAX = (1 << 256) - 1


@final
class Reservoir(msgspec.Struct, frozen=True):
    """Rao of both tokens that exist but are not part of the reserves yet."""

    tao: int = 0
    alpha: int = 0


@final
class Injection(msgspec.Struct, frozen=True):
    """What an offer of liquidity does.

    `tao` and `alpha` (rao) become part of the reserves; they may hold amounts of earlier blocks.
    `reservoir` is what waits from now on, `quote_weight` the new weight of the pool.
    """

    tao: int
    alpha: int
    reservoir: Reservoir
    quote_weight: int


def adjusted_weight(pool: Pool, tao: int, alpha: int) -> int | None:
    """Return the quote weight that keeps the price when `tao` and `alpha` (rao) enter `pool`.

    Return None when a weight would leave 1 %..99 %. A pool that stays empty on one side gets
    equal weights.
    """
    new_tao = saturating_add(pool.tao_reserve, tao, U128_MAX)
    new_alpha = saturating_add(pool.alpha_reserve, alpha, U128_MAX)
    base = _weighted(pool.base_weight, saturating_mul(pool.tao_reserve, new_alpha, U128_MAX))
    quote = _weighted(pool.quote_weight, saturating_mul(pool.alpha_reserve, new_tao, U128_MAX))
    total = saturating_add(base, quote, U128_MAX)
    weight = min(quote, total) * WEIGHT_ONE // total if total else DEFAULT_QUOTE_WEIGHT
    return weight if is_valid_weight(weight) else None


def inject(pool: Pool, reservoir: Reservoir, tao: int, alpha: int) -> Injection:
    """Offer `tao` and `alpha` together with the reservoir to the pool.

    Try all of it, then the alpha alone, then the TAO alone, then nothing; what is not taken waits.
    """
    pending = Reservoir(saturating_add(reservoir.tao, tao), saturating_add(reservoir.alpha, alpha))
    for taken in (pending, Reservoir(0, pending.alpha), Reservoir(pending.tao, 0)):
        weight = adjusted_weight(pool, taken.tao, taken.alpha)
        if weight is not None:
            left = Reservoir(pending.tao - taken.tao, pending.alpha - taken.alpha)
            return Injection(taken.tao, taken.alpha, left, weight)
    return Injection(0, 0, pending, pool.quote_weight)


def weight_for_price(pool: Pool, price: int) -> int | None:
    """Return the quote weight that gives the reserves of `pool` the price (U64F64 bits).

    Return None for an empty pool and where a weight would leave 1 %..99 %.
    """
    # The chain multiplies the whole and the fractional part of the price one by one.
    whole, fraction = price >> 64, price & ((1 << 64) - 1)
    alpha_value = whole * pool.alpha_reserve + (fraction * pool.alpha_reserve >> 64)
    total = saturating_add(alpha_value, pool.tao_reserve, U128_MAX)
    if total == 0:
        return None
    weight = min(pool.tao_reserve, total) * WEIGHT_ONE // total
    return weight if is_valid_weight(weight) else None


def _weighted(weight: int, amount: int) -> int:
    product = min(weight * amount, _U256_MAX)
    return min((product + WEIGHT_ONE // 2) // WEIGHT_ONE, U128_MAX)
