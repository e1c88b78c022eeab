"""Locks: floors under an account's funds. They overlay, so the highest counts.

Source: polkadot-sdk/substrate/frame/balances/src/lib.rs update_locks
Source: polkadot-sdk/substrate/frame/balances/src/impl_currency.rs set_lock, remove_lock
"""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.accounts import ensure_upgraded, funds_of, store
from taonet.runtime.pallets.balances.events import Locked, Unlocked
from taonet.runtime.pallets.balances.storage import Storage
from taonet.runtime.pallets.balances.types import BalanceLock, Reasons


def set_lock(s: State, name: bytes, who: AccountId, amount: Tao, reasons: Reasons = Reasons.All) -> None:
    """Put or replace the lock of this name (eight bytes); an amount of 0 removes it."""
    if not amount:
        remove_lock(s, name, who)
        return
    lock = BalanceLock(name, amount, reasons)
    present = Storage.Locks.get(s, who)
    known = any(other.id == name for other in present)
    _update(s, who, [lock if other.id == name else other for other in present] + ([] if known else [lock]))


def remove_lock(s: State, name: bytes, who: AccountId) -> None:
    """Remove the lock of this name."""
    _update(s, who, [lock for lock in Storage.Locks.get(s, who) if lock.id != name])


def _update(s: State, who: AccountId, locks: list[BalanceLock]) -> None:
    ensure_upgraded(s, who)
    funds = funds_of(s, who)
    floors = [lock.amount for lock in locks] + [freeze.amount for freeze in Storage.Freezes.get(s, who)]
    frozen = max(floors, default=0)
    # An account that nothing provides for cannot be frozen; the lock waits until it is funded and locked again.
    with suppress(DispatchError):
        store(s, who, replace(funds, frozen=frozen), unlimited_consumers=True)
    if locks:
        Storage.Locks.put(s, who, locks)
    else:
        Storage.Locks.remove(s, who)
    if frozen > funds.frozen:
        s.emit(Locked(who, Tao(frozen - funds.frozen)))
    elif frozen < funds.frozen:
        s.emit(Unlocked(who, Tao(funds.frozen - frozen)))
