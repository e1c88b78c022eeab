"""Invariants of accounts, true after every block."""

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.system.storage import Storage


def stored_accounts_are_alive(s: State) -> None:
    """Every account with references has what they need.

    An account may be stored with a nonce only: a free transaction of an account without funds leaves that behind.
    """
    for who, account in Storage.Account.items(s):
        if account.consumers and not account.providers:
            raise BrokenInvariant(f"0x{who.hex()} has {account.consumers} consumers and no provider")
        alive = account.providers or account.sufficients
        if not alive and account.data.total:
            raise BrokenInvariant(f"0x{who.hex()} holds {account.data.total} rao and nothing keeps it alive")
