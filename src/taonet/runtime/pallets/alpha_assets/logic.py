"""Totals of minted, burned and recycled alpha.

Only totals are kept here: the caller credits what is minted and debits what is destroyed.

Source: lib.rs mint_alpha, burn_alpha, recycle_alpha
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.alpha_assets.storage import Storage


def mint_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Count `amount` as new alpha of a subnet."""
    if amount:
        Storage.TotalAlphaIssuance.update(s, netuid, lambda total: Alpha(saturating_add(total, amount)))


def burn_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Count `amount` as burned; it still counts as existing, so it is never minted again."""
    if amount:
        Storage.AlphaBurned.update(s, netuid, lambda total: Alpha(saturating_add(total, amount)))


def recycle_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Count `amount` as recycled and no longer existing, so that emission may mint it again."""
    if amount:
        Storage.AlphaRecycled.update(s, netuid, lambda total: Alpha(saturating_add(total, amount)))
        Storage.TotalAlphaIssuance.update(s, netuid, lambda total: Alpha(saturating_sub(total, amount)))


def clear_counters(s: State, netuid: NetUid) -> None:
    """Forget all counts of a subnet's alpha: its number is given to a new subnet with a new token."""
    Storage.TotalAlphaIssuance.remove(s, netuid)
    Storage.AlphaBurned.remove(s, netuid)
    Storage.AlphaRecycled.remove(s, netuid)
