"""The share of emission that a hotkey keeps for itself, and when it may change."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts import keys, rate_limits
from taonet.runtime.pallets.subtensor.accounts.errors import (
    DelegateTakeTooHigh,
    DelegateTakeTooLow,
    DelegateTxRateLimitExceeded,
)
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import LastTxBlockDelegateTake
from taonet.runtime.pallets.subtensor.clock import now


def check_take(s: State, coldkey: AccountId, hotkey: AccountId, take: int) -> None:
    """Refuse, before a change of take is dispatched, a take out of bounds and a hotkey of somebody else."""
    if take < Accounts.MinDelegateTake.get(s):
        raise DelegateTakeTooLow
    if take > Accounts.MaxDelegateTake.get(s):
        raise DelegateTakeTooHigh
    keys.ensure_owns(s, coldkey, hotkey)


def ensure_lower(s: State, coldkey: AccountId, hotkey: AccountId, take: int) -> None:
    """Refuse a take that is not below the present one; a hotkey without a take of its own has none to undercut."""
    keys.ensure_owns(s, coldkey, hotkey)
    if keys.is_delegate(s, hotkey) and take >= Accounts.Delegates.get(s, hotkey):
        raise DelegateTakeTooLow
    if take < Accounts.MinDelegateTake.get(s):
        raise DelegateTakeTooLow


def ensure_higher(s: State, coldkey: AccountId, hotkey: AccountId, take: int) -> None:
    """Refuse a take that is not above the present one, one above the highest, and one too soon after a change."""
    keys.ensure_owns(s, coldkey, hotkey)
    if keys.is_delegate(s, hotkey) and take <= Accounts.Delegates.get(s, hotkey):
        raise DelegateTakeTooLow
    if take > Accounts.MaxDelegateTake.get(s):
        raise DelegateTakeTooHigh
    if not rate_limits.may_raise_take(s, hotkey):
        raise DelegateTxRateLimitExceeded


def set_take(s: State, hotkey: AccountId, take: int) -> None:
    """Write a take and the block of its change."""
    Accounts.Delegates.put(s, hotkey, take)
    rate_limits.set_last_block(s, LastTxBlockDelegateTake(hotkey), now(s))
