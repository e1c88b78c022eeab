"""Announcements: a delegate with a delay says first which call it will make, so that the account can refuse it.

Source: pallets/proxy/src/lib.rs announce, proxy_announced
Source: pallets/proxy/src/impls.rs retain_proxy_announcements
"""

from __future__ import annotations

from collections.abc import Callable

from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.proxy import delegates, deposits, events
from taonet.runtime.pallets.proxy.errors import NotFound, TooMany, Unannounced
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import MAX_PENDING, Announcement
from taonet.runtime.pallets.system.blocks import block_number


def announce(s: State, who: AccountId, real: AccountId, call_hash: Hash) -> None:
    """Say that a call with this hash will be made for an account, and reserve the deposit for that."""
    delegates.find(s, real, who, None)
    pending, before = Storage.Announcements.get(s, who)
    if len(pending) >= MAX_PENDING:
        raise TooMany
    deposit = deposits.for_announcements(len(pending) + 1)
    deposits.adjust(s, who, before, deposit)

    said = Announcement(real, call_hash, block_number(s))
    Storage.Announcements.put(s, who, ([*pending, said], deposit))
    s.emit(events.Announced(real, who, call_hash))


def withdraw(s: State, delegate: AccountId, real: AccountId, call_hash: Hash) -> None:
    """Remove all announcements of a call by a delegate for an account, and give back their deposits."""
    _drop(s, delegate, lambda said: said.real == real and said.call_hash == call_hash)


def use(s: State, delegate: AccountId, real: AccountId, call_hash: Hash, delay: int) -> None:
    """Remove the announcements of a call that have stood as long as the delay says; refuse when there is none."""
    latest = block_number(s) - delay
    try:
        _drop(s, delegate, lambda said: said.real == real and said.call_hash == call_hash and said.height <= latest)
    except NotFound as missing:
        raise Unannounced from missing


def _drop(s: State, delegate: AccountId, fits: Callable[[Announcement], bool]) -> None:
    pending, before = Storage.Announcements.get(s, delegate)
    left = [said for said in pending if not fits(said)]
    if len(left) == len(pending):
        raise NotFound
    deposit = deposits.for_announcements(len(left))

    deposits.adjust(s, delegate, before, deposit)
    if left:
        Storage.Announcements.put(s, delegate, (left, deposit))
    else:
        Storage.Announcements.remove(s, delegate)
