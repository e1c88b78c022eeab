"""Voting power: a validator's stake on a subnet, smoothed over weeks."""

from __future__ import annotations

from taonet.primitives.arithmetic import U64_MAX, U128_MAX, saturating_add, saturating_sub

ALPHA_ONE = 10**18
DEFAULT_EMA_ALPHA = 3_570_000_000_000_000  # of 10**18: about two weeks at tempo 361
DISABLE_DELAY_BLOCKS = 100_800  # 14 days of 12 s blocks


def smoothed_power(stake: int, previous: int, alpha: int) -> int:
    """Return the power after an epoch with `stake`; `alpha` is the weight of the new stake.

    Stake and powers are rao of weighted stake, `alpha` parts of 10**18.
    """
    kept = saturating_sub(ALPHA_ONE, alpha) * previous
    total = saturating_add(min(alpha * stake, U128_MAX), kept, U128_MAX)
    return min(total // ALPHA_ONE, U64_MAX)


def power_to_store(power: int, previous: int, threshold: int) -> int | None:
    """Return what is stored for a validator, None where its row goes away.

    The row goes away when the power falls below the stake threshold from above it; a newcomer below
    the threshold keeps building up. A power of 0 changes nothing.
    """
    if power < threshold <= previous:
        return None
    return power or previous or None
