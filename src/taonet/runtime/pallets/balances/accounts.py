"""Storing the funds of accounts: the only place where they change.

Callers compute the new `AccountData` and store it here: references, reaping and dust follow from it.

Source: polkadot-sdk/substrate/frame/balances/src/lib.rs try_mutate_account, ensure_upgraded
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.hooks import Signal
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.events import DustLost, Endowed, Upgraded
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT, Storage
from taonet.runtime.pallets.system import accounts as system
from taonet.runtime.pallets.system.types import NEW_LOGIC, AccountData

_ABSENT = AccountData()


DUST_IS_LOST: Signal[Tao] = Signal("Funds below the existential deposit leave the issuance: the amount.")


def funds_of(s: State, who: AccountId) -> AccountData:
    """Return an account's funds."""
    return system.data(s, who)


def is_new(s: State, who: AccountId) -> bool:
    """Tell whether an account has no funds on record, so that storing some endows it."""
    return funds_of(s, who) == _ABSENT


def store(s: State, who: AccountId, new: AccountData, *, unlimited_consumers: bool = False) -> None:
    """Store an account's funds and update its references, reaping it if they end; dust leaves the issuance.

    Free funds of at least the existential deposit provide for the account; reserved or frozen ones consume it.
    An account whose free funds are below the deposit and that has none reserved is removed. Refuse what the
    references forbid (`ConsumerRemaining`, `NoProviders`, and `TooManyConsumers` unless `unlimited_consumers`), and
    then change nothing.
    """
    dust = store_keeping_dust(s, who, new, unlimited_consumers=unlimited_consumers)
    if dust:
        lower_issuance(s, dust)
        DUST_IS_LOST.send(s, dust)


def store_keeping_dust(s: State, who: AccountId, new: AccountData, *, unlimited_consumers: bool = False) -> Tao:
    """Store an account's funds as `store` does, but leave the dust that is returned in the issuance."""
    old = funds_of(s, who)
    removed = new.free < EXISTENTIAL_DEPOSIT and not new.reserved
    with s.transaction():
        _settle_references(s, who, old, new, unlimited_consumers=unlimited_consumers)
        system.put_data(s, who, None if removed else new)
    if old == _ABSENT:
        s.emit(Endowed(who, new.free))
    if removed and new.free:
        s.emit(DustLost(who, new.free))
        return new.free
    return Tao(0)


def ensure_upgraded(s: State, who: AccountId) -> bool:
    """Bring an account from before holds counted as references up to date; return whether it needed that."""
    old = funds_of(s, who)
    if old.flags & NEW_LOGIC:
        return False
    new = replace(old, flags=old.flags | NEW_LOGIC)
    if new.reserved and not new.frozen:
        if system.providers(s, who) == 0:
            new = replace(new, free=max(new.free, EXISTENTIAL_DEPOSIT))
            system.inc_providers(s, who)
        system.inc_consumers_without_limit(s, who)
    system.put_data(s, who, new)
    s.emit(Upgraded(who))
    return True


def lower_issuance(s: State, amount: Tao) -> None:
    """Take funds that are in no account out of the issuance, without an event; stops at 0."""
    Storage.TotalIssuance.put(s, Tao(max(Storage.TotalIssuance.get(s) - amount, 0)))


def _settle_references(
    s: State, who: AccountId, old: AccountData, new: AccountData, *, unlimited_consumers: bool
) -> None:
    did_provide, does_provide = old.free >= EXISTENTIAL_DEPOSIT, new.free >= EXISTENTIAL_DEPOSIT
    did_consume, does_consume = bool(old.reserved or old.frozen), bool(new.reserved or new.frozen)
    if does_provide and not did_provide:
        system.inc_providers(s, who)
    if did_consume and not does_consume:
        system.dec_consumers(s, who)
    if does_consume and not did_consume:
        if unlimited_consumers:
            system.inc_consumers_without_limit(s, who)
        else:
            system.inc_consumers(s, who)
    if did_provide and not does_provide:
        system.dec_providers(s, who)  # may remove the account, so it comes last
