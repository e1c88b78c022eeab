"""Voting power: a validator's stake on a subnet, smoothed over weeks. No rule here uses it yet: it serves the number vectors.

Source: utils/voting_power.rs calculate_voting_power_ema, update_voting_power_for_hotkey
"""

from __future__ import annotations

from taonet.primitives.arithmetic import U64_MAX, U128_MAX, saturating_add, saturating_sub

ALPHA_ONE = 10**18


def smoothed_power(stake: int, previous: int, alpha: int) -> int:
    """Return the power after an epoch with `stake`; `alpha` is the weight of the new stake.

    Stake and powers are rao of weighted stake, `alpha` parts of 10**18.
    """
    kept = saturating_sub(ALPHA_ONE, alpha) * previous
    total = saturating_add(min(alpha * stake, U128_MAX), kept, U128_MAX)
    return min(total // ALPHA_ONE, U64_MAX)
