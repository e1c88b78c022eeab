"""Accounts: nonces, and the references that keep accounts alive.

A provider lets an account exist (funds above the existential deposit are one); a sufficient does so on its own terms;
a consumer needs the account and forbids that the last provider leaves.

Source: polkadot-sdk/substrate/frame/system/src/lib.rs inc_account_nonce, inc_providers, inc_sufficients, dec_providers
Source: polkadot-sdk/substrate/frame/system/src/lib.rs inc_consumers
Source: polkadot-sdk/substrate/frame/system/src/lib.rs inc_consumers_without_limit, dec_consumers, can_dec_provider
Source: polkadot-sdk/substrate/frame/system/src/lib.rs try_mutate_exists
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.error import ConsumerRemaining, NoProviders, RuntimeBug, TooManyConsumers
from taonet.frame.state import State
from taonet.primitives.arithmetic import U32_MAX, saturating_add
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.system.events import KilledAccount, NewAccount
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.pallets.system.types import AccountData

MAX_CONSUMERS = 16
_NO_DATA = AccountData()


def nonce(s: State, who: AccountId) -> int:
    """Return the nonce that the account's next transaction must carry."""
    return Storage.Account.get(s, who).nonce


def inc_nonce(s: State, who: AccountId) -> None:
    """Count one transaction of an account."""
    account = Storage.Account.get(s, who)
    Storage.Account.put(s, who, replace(account, nonce=account.nonce + 1))


def exists(s: State, who: AccountId) -> bool:
    """Tell whether an account exists."""
    return Storage.Account.exists(s, who)


def providers(s: State, who: AccountId) -> int:
    """Return how many providers an account has."""
    return Storage.Account.get(s, who).providers


def inc_providers(s: State, who: AccountId) -> bool:
    """Add a provider; return whether the account came into being."""
    account = Storage.Account.get(s, who)
    created = account.providers == 0 and account.sufficients == 0
    Storage.Account.put(s, who, replace(account, providers=saturating_add(account.providers, 1, U32_MAX)))
    if created:
        s.emit(NewAccount(who))
    return created


def inc_sufficients(s: State, who: AccountId) -> bool:
    """Let an account exist on its own terms; return whether it came into being."""
    account = Storage.Account.get(s, who)
    created = account.providers == 0 and account.sufficients == 0
    Storage.Account.put(s, who, replace(account, sufficients=saturating_add(account.sufficients, 1, U32_MAX)))
    if created:
        s.emit(NewAccount(who))
    return created


def dec_providers(s: State, who: AccountId) -> bool:
    """Take a provider away; return whether the account ceased to be.

    Refuse with `ConsumerRemaining` the last one of an account that something still needs.
    """
    if not Storage.Account.exists(s, who):
        return True
    account = Storage.Account.get(s, who)
    count = max(account.providers, 1)
    if count == 1 and account.consumers == 0 and account.sufficients == 0:
        _kill(s, who)
        return True
    if count == 1 and account.consumers > 0:
        raise ConsumerRemaining
    Storage.Account.put(s, who, replace(account, providers=count - 1))
    return False


def inc_consumers(s: State, who: AccountId) -> None:
    """Note that something needs an account.

    Refuse an account without provider (`NoProviders`) and the 17th consumer (`TooManyConsumers`).
    """
    if Storage.Account.get(s, who).consumers >= MAX_CONSUMERS and providers(s, who) > 0:
        raise TooManyConsumers
    inc_consumers_without_limit(s, who)


def inc_consumers_without_limit(s: State, who: AccountId) -> None:
    """Note that something needs an account, whatever their number; refuse an account without provider."""
    account = Storage.Account.get(s, who)
    if account.providers == 0:
        raise NoProviders
    Storage.Account.put(s, who, replace(account, consumers=saturating_add(account.consumers, 1, U32_MAX)))


def dec_consumers(s: State, who: AccountId) -> None:
    """Note that something no longer needs an account."""
    account = Storage.Account.get(s, who)
    if account.consumers == 0:
        raise RuntimeBug(f"0x{who.hex()} has no consumer to take away")
    Storage.Account.put(s, who, replace(account, consumers=account.consumers - 1))


def can_dec_provider(s: State, who: AccountId) -> bool:
    """Tell whether a provider may leave: nothing needs the account, or another provider stays."""
    account = Storage.Account.get(s, who)
    return account.consumers == 0 or account.providers > 1


def data(s: State, who: AccountId) -> AccountData:
    """Return an account's funds."""
    return Storage.Account.get(s, who).data


def put_data(s: State, who: AccountId, value: AccountData | None) -> None:
    """Store an account's funds, None for nothing; an account that nothing keeps alive is removed instead."""
    account = Storage.Account.get(s, who)
    if account.providers > 0 or account.sufficients > 0:
        Storage.Account.put(s, who, replace(account, data=_NO_DATA if value is None else value))
    else:
        Storage.Account.remove(s, who)


def _kill(s: State, who: AccountId) -> None:
    Storage.Account.remove(s, who)
    s.emit(KilledAccount(who))
