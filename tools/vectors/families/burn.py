"""Registration price: decay factor, decay, jump."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.registration_cost import (
    bumped_price,
    decay_factor_q32,
    decayed_price,
    power_q32,
)

FAMILY = "burn"
_ANY_LATER_BLOCK = 2


def check(vector: dict[str, Any]) -> object:
    """Return the result of one rule."""
    given = vector["in"]
    match vector["fn"]:
        case "decay_factor_q32":
            return {"ret": decay_factor_q32(given["half_life"])}
        case "pow_q32":
            return {"ret": power_q32(given["base_q32"], given["exp"])}
        case "bump_after_registration":
            burn = bumped_price(given["burn"], given["mult_u64f64"], given["min_burn"], given["max_burn"])
            return {"ret": burn}
        case "burn_after_blocks":
            return _after_blocks(given)
        case other:
            raise LookupError(other)


def _after_blocks(given: dict[str, Any]) -> dict[str, int]:
    burn, half_life = given["burn"], given["half_life"]
    for _ in range(given["blocks"]):
        burn = decayed_price(burn, half_life, given["min_burn"], given["max_burn"], _ANY_LATER_BLOCK)
    return {"factor_q32": decay_factor_q32(half_life), "ret": burn}
