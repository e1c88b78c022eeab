"""When a beacon's rounds are. Round 1 is at its first second, and a round has passed when its signature exists.

Source: pallets/drand/src/lib.rs DefaultBeaconConfig
"""

from __future__ import annotations

from taonet.primitives.arithmetic import saturating_sub
from taonet.runtime.pallets.drand.types import BeaconConfiguration


def round_at(config: BeaconConfiguration, milliseconds: int) -> int:
    """Return the last round whose signature exists at a time since 1970; 0 before the first."""
    seconds = milliseconds // 1_000
    if seconds < config.genesis_time:
        return 0
    return saturating_sub(seconds, config.genesis_time) // max(config.period, 1) + 1
