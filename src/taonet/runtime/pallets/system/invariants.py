"""Invariants of accounts, true after every block."""

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.system.storage import Storage


def stored_accounts_are_alive(s: State) -> None:
    """Every stored account has a reference that keeps it alive, and what needs it has a provider."""
    for who, account in Storage.Account.items(s):
        if account.consumers and not account.providers:
            raise BrokenInvariant(f"0x{who.hex()} has {account.consumers} consumers and no provider")
        if not account.providers and not account.sufficients:
            raise BrokenInvariant(f"0x{who.hex()} is stored and nothing keeps it alive")
