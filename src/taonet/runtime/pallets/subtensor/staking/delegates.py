"""Hotkeys that take stake of others."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts


def become_delegate_unless_owned(s: State, hotkey: AccountId, coldkey: AccountId) -> None:
    """Mark a hotkey that `coldkey` does not own as a delegate, with its present take, if it is not one yet."""
    if Accounts.Owner.get(s, hotkey) != coldkey and not Accounts.Delegates.exists(s, hotkey):
        Accounts.Delegates.put(s, hotkey, Accounts.Delegates.get(s, hotkey))
