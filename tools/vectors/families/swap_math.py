"""Functions of the weighted pool's curve."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.swap.curve import (
    WEIGHT_ONE,
    Pool,
    alpha_needed_for_tao,
    alpha_to_reach_price,
    price,
    remaining_fraction,
    tao_to_reach_price,
)
from taonet.runtime.pallets.swap.liquidity import adjusted_weight

FAMILY = "swap_math"


def check(vector: dict[str, Any]) -> object:
    """Return the result of one function and the quote weight after it."""
    given = vector["in"]
    weight = given["quote_weight_perquintill"]
    if vector["fn"] == "update_weights_for_added_liquidity":
        pool = Pool(given["tao_reserve"], given["alpha_reserve"], weight)
        adjusted = adjusted_weight(pool, given["tao_delta"], given["alpha_delta"])
        return {
            "ret": adjusted is not None,
            "quote_weight_perquintill": weight if adjusted is None else adjusted,
        }
    return {"ret": _result(vector["fn"], given, weight), "quote_weight_perquintill": weight}


def _result(function: str, given: dict[str, Any], weight: int) -> int:
    match function:
        case "exp_scaled":
            over, under = WEIGHT_ONE - weight, weight
            if not given["base_quote"]:
                over, under = under, over
            return remaining_fraction(given["x"], given["dx"], over, under)
        case "calculate_price":
            return price(Pool(given["y"], given["x"], weight))
        case "get_base_needed_for_quote":
            pool = Pool(given["tao_reserve"], given["alpha_reserve"], weight)
            return alpha_needed_for_tao(pool, given["delta_tao"])
        case "calculate_quote_delta_in":
            pool = Pool(given["reserve"], 0, weight)
            return tao_to_reach_price(pool, given["current_price"], given["target_price"])
        case "calculate_base_delta_in":
            pool = Pool(0, given["reserve"], weight)
            return alpha_to_reach_price(pool, given["current_price"], given["target_price"])
        case other:
            raise LookupError(other)
