"""Deposits brought up to date: what was placed under other rules follows those of today.

Source: pallets/proxy/src/lib.rs poke_deposit
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.proxy import deposits
from taonet.runtime.pallets.proxy.events import DepositPoked
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import DepositKind

T = TypeVar("T")


def poke(s: State, who: AccountId) -> bool:
    """Bring both deposits of an account up to date; return whether one changed."""
    with s.transaction():
        first = _poke(s, who, Storage.Proxies, DepositKind.Proxies, deposits.for_proxies)
        second = _poke(s, who, Storage.Announcements, DepositKind.Announcements, deposits.for_announcements)
    return first or second


def _poke(
    s: State,
    who: AccountId,
    item: Map[AccountId, tuple[list[T], Tao]],
    kind: DepositKind,
    deposit_for: Callable[[int], Tao],
) -> bool:
    listed, before = item.get(s, who)
    now = deposit_for(len(listed))
    if now == before:
        return False
    deposits.adjust(s, who, before, now)
    if listed:
        item.put(s, who, (listed, now))
    else:
        item.remove(s, who)
    s.emit(DepositPoked(who, kind, before, now))
    return True
