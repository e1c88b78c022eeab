"""Swaps with fee and limit, and the weight of a pool after an injection."""

from __future__ import annotations

from typing import Any

import msgspec

from taonet.runtime.pallets.swap.curve import Pool, price
from taonet.runtime.pallets.swap.liquidity import adjusted_weight
from taonet.runtime.pallets.swap.trade import Side, SwapRefused, limit_price, swap

FAMILY = "swap"


def check(vector: dict[str, Any]) -> object:
    """Return the outcome or refusal of a swap, or what an injection does."""
    given = vector["in"]
    pool = Pool(given["tao_reserve"], given["alpha_reserve"], given["quote_weight_perquintill"])
    match vector["fn"]:
        case "do_swap":
            return {"price_before_u64f64": price(pool), **_swapped(pool, given)}
        case "adjust_protocol_liquidity":
            return _injected(pool, given["tao_delta"], given["alpha_delta"])
        case other:
            raise LookupError(other)


def _swapped(pool: Pool, given: dict[str, Any]) -> dict[str, object]:
    try:
        outcome = swap(
            pool,
            Side(given["side"]),
            given["amount"],
            limit_price(given["limit_price_rao"]),
            given["fee_rate"],
            drop_fees=given["drop_fees"],
            minimum_reserve=given["minimum_reserve"],
        )
    except SwapRefused as refusal:
        return {"ok": None, "err": type(refusal).__name__}
    return {"ok": msgspec.structs.asdict(outcome), "err": None}


def _injected(pool: Pool, tao: int, alpha: int) -> dict[str, object]:
    weight = adjusted_weight(pool, tao, alpha)
    after = pool.quote_weight if weight is None else weight
    return {
        "accepted": weight is not None,
        "new_quote_weight_perquintill": after,
        "price_before_u64f64": price(pool),
        # The recorded price is that of the offered liquidity even where it is refused.
        "price_after_u64f64": price(Pool(pool.tao_reserve + tao, pool.alpha_reserve + alpha, after)),
    }
