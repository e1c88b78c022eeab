"""Smoothing of voting power."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.voting_power import smoothed_power

FAMILY = "voting_power"


def check(vector: dict[str, Any]) -> object:
    """Return the power after one epoch."""
    given = vector["in"]
    return {"ret": smoothed_power(given["current_stake"], given["previous_ema"], given["alpha"])}
