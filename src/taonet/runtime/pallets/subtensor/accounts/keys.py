"""Ownership of hotkeys by coldkeys, and delegates with their takes.

Source: staking/helpers.rs hotkey_account_exists, coldkey_owns_hotkey, create_account_if_non_existent
Source: staking/helpers.rs hotkey_is_delegate, maybe_become_delegate
Source: utils/misc.rs do_take_checks
Source: staking/increase_take.rs do_increase_take
Source: staking/decrease_take.rs do_decrease_take
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor import rate_limits
from taonet.runtime.pallets.subtensor.accounts.errors import (
    DelegateTakeTooHigh,
    DelegateTakeTooLow,
    DelegateTxRateLimitExceeded,
)
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import LastTxBlockDelegateTake
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import CannotUseSystemAccount, HotKeyAccountNotExists, NonAssociatedColdKey
from taonet.runtime.pallets.subtensor.staking.stakes import remember_staking_hotkey
from taonet.runtime.pallets.subtensor.tao import subnet_of_account


def hotkey_exists(s: State, hotkey: AccountId) -> bool:
    """Tell whether some coldkey controls a hotkey."""
    return Accounts.Owner.exists(s, hotkey)


def owner_of_hotkey(s: State, hotkey: AccountId) -> AccountId | None:
    """Return the coldkey that controls a hotkey, or None."""
    return Accounts.Owner.get(s, hotkey) if Accounts.Owner.exists(s, hotkey) else None


def owns(s: State, coldkey: AccountId, hotkey: AccountId) -> bool:
    """Tell whether a coldkey controls a hotkey."""
    return hotkey_exists(s, hotkey) and Accounts.Owner.get(s, hotkey) == coldkey


def ensure_owns(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Refuse a hotkey without an owner, then one of another coldkey."""
    if not hotkey_exists(s, hotkey):
        raise HotKeyAccountNotExists
    if Accounts.Owner.get(s, hotkey) != coldkey:
        raise NonAssociatedColdKey


def associate(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Make a coldkey the owner of a hotkey that has none; leave others as they are.

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


def check_take(s: State, coldkey: AccountId, hotkey: AccountId, take: int) -> None:
    """Refuse, before a change of take is dispatched, a take out of bounds and another coldkey's hotkey."""
    if take < Accounts.MinDelegateTake.get(s):
        raise DelegateTakeTooLow
    if take > Accounts.MaxDelegateTake.get(s):
        raise DelegateTakeTooHigh
    ensure_owns(s, coldkey, hotkey)


def ensure_lower_take(s: State, coldkey: AccountId, hotkey: AccountId, take: int) -> None:
    """Refuse a take that is not below the present one; a hotkey without a take of its own has none to undercut."""
    ensure_owns(s, coldkey, hotkey)
    if is_delegate(s, hotkey) and take >= Accounts.Delegates.get(s, hotkey):
        raise DelegateTakeTooLow
    if take < Accounts.MinDelegateTake.get(s):
        raise DelegateTakeTooLow


def ensure_higher_take(s: State, coldkey: AccountId, hotkey: AccountId, take: int) -> None:
    """Refuse a take that is not above the present one, one above the highest, and one too soon after a change."""
    ensure_owns(s, coldkey, hotkey)
    if is_delegate(s, hotkey) and take <= Accounts.Delegates.get(s, hotkey):
        raise DelegateTakeTooLow
    if take > Accounts.MaxDelegateTake.get(s):
        raise DelegateTakeTooHigh
    if not rate_limits.may_raise_take(s, hotkey):
        raise DelegateTxRateLimitExceeded


def set_take(s: State, hotkey: AccountId, take: int) -> None:
    """Write a take and the block of its change."""
    Accounts.Delegates.put(s, hotkey, take)
    rate_limits.set_last_block(s, LastTxBlockDelegateTake(hotkey), now(s))
