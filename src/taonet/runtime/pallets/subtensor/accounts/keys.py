"""Coldkeys and hotkeys: who controls whom, and which hotkeys take stake of others."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    HotKeyAccountNotExists,
    NonAssociatedColdKey,
)
from taonet.runtime.pallets.subtensor.staking.stakes import remember_staking_hotkey
from taonet.runtime.pallets.subtensor.tao import subnet_of_account


def hotkey_exists(s: State, hotkey: AccountId) -> bool:
    """Tell whether some coldkey controls a hotkey."""
    return Accounts.Owner.exists(s, hotkey)


def owns(s: State, coldkey: AccountId, hotkey: AccountId) -> bool:
    """Tell whether a coldkey controls a hotkey."""
    return hotkey_exists(s, hotkey) and Accounts.Owner.get(s, hotkey) == coldkey


def ensure_owns(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Refuse a hotkey that nobody controls, then one that another coldkey controls."""
    if not hotkey_exists(s, hotkey):
        raise HotKeyAccountNotExists
    if Accounts.Owner.get(s, hotkey) != coldkey:
        raise NonAssociatedColdKey


def associate(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Give a hotkey that nobody controls to a coldkey; leave one that somebody controls as it is.

    The account of a subnet is refused.
    """
    if subnet_of_account(hotkey) is not None:
        raise CannotUseSystemAccount
    if hotkey_exists(s, hotkey):
        return

    Accounts.Owner.put(s, hotkey, coldkey)
    owned = Accounts.OwnedHotkeys.get(s, coldkey)
    if hotkey not in owned:
        Accounts.OwnedHotkeys.put(s, coldkey, [*owned, hotkey])
    remember_staking_hotkey(s, hotkey, coldkey)


def is_delegate(s: State, hotkey: AccountId) -> bool:
    """Tell whether a hotkey has a take of its own."""
    return Accounts.Delegates.exists(s, hotkey)


def become_delegate(s: State, hotkey: AccountId) -> None:
    """Write the take that a hotkey has by default, unless it has one of its own."""
    if not is_delegate(s, hotkey):
        Accounts.Delegates.put(s, hotkey, Accounts.Delegates.get(s, hotkey))
