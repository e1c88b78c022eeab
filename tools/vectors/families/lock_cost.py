"""Price of a new subnet."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.emission import block_emission
from taonet.runtime.pallets.subtensor.math.registration_cost import effective_interval, lock_cost

FAMILY = "lock_cost"


def check(vector: dict[str, Any]) -> object:
    """Return the effective interval and the price."""
    given = vector["in"]
    emission = block_emission(given["total_issuance"])
    interval = effective_interval(given["lock_reduction_interval"], emission)
    cost = lock_cost(
        given["last_lock"],
        given["min_lock"],
        given["last_lock_block"],
        given["current_block"],
        interval,
    )
    return {"effective_interval": interval, "ret": cost}
