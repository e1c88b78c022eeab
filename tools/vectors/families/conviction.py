"""Locks rolled forward, and the decay behind it."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.conviction import Lock, decay, roll

FAMILY = "conviction"


def check(vector: dict[str, Any]) -> object:
    """Return a decay, or a lock rolled to a block and what it lost."""
    given = vector["in"]
    match vector["fn"]:
        case "exp_decay":
            return {"ret_u64f64": decay(given["dt"], given["tau"])}
        case "roll_forward_lock":
            return _rolled(given)
        case other:
            raise LookupError(other)


def _rolled(given: dict[str, Any]) -> dict[str, int]:
    lock, change = roll(
        Lock(given["locked_mass"], given["conviction_u64f64"], given["last_update"]),
        given["now"],
        given["unlock_rate"],
        given["maturity_rate"],
        to_owner=given["owner_lock"],
        perpetual=given["perpetual"],
    )
    return {
        "locked_mass": lock.locked_mass,
        "conviction_u64f64": lock.conviction,
        "last_update": lock.last_update,
        "mass_delta": change.mass_loss,
        "conviction_delta_u64f64": change.conviction_loss,
    }
