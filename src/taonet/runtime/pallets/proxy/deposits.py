"""Deposits of delegates and announcements: a base, and a part for each; reserved from whoever has them.

Source: pallets/proxy/src/impls.rs deposit, recompute_reserved_deposit
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.reserves import reserve, unreserve
from taonet.runtime.pallets.proxy.storage import ANNOUNCEMENT_BASE, ANNOUNCEMENT_FACTOR, PROXY_BASE, PROXY_FACTOR


def for_proxies(count: int) -> Tao:
    """Return the deposit for this many delegates."""
    return Tao(PROXY_BASE + PROXY_FACTOR * count if count else 0)


def for_announcements(count: int) -> Tao:
    """Return the deposit for this many announcements."""
    return Tao(ANNOUNCEMENT_BASE + ANNOUNCEMENT_FACTOR * count if count else 0)


def adjust(s: State, who: AccountId, before: Tao, now: Tao) -> None:
    """Reserve what a deposit grew by, or give back what it shrank by; refuse what cannot be reserved."""
    if now > before:
        reserve(s, who, Tao(now - before))
    else:
        unreserve(s, who, Tao(before - now))
