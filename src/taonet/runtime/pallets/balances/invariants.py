"""Invariants of balances, true after every block."""

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT, Storage
from taonet.runtime.pallets.system.storage import Storage as SystemStorage


def issuance_is_the_sum_of_accounts(s: State) -> None:
    """All TAO is in accounts."""
    total = sum(account.data.total for _, account in SystemStorage.Account.items(s))
    issued = Storage.TotalIssuance.get(s)
    if total != issued:
        raise BrokenInvariant(f"accounts hold {total} rao, the issuance is {issued}: {total - issued:+} rao")


def no_account_is_below_the_deposit(s: State) -> None:
    """Free funds are 0 or the existential deposit at least, unless something is reserved."""
    for who, account in SystemStorage.Account.items(s):
        if 0 < account.data.free < EXISTENTIAL_DEPOSIT and not account.data.reserved:
            raise BrokenInvariant(f"0x{who.hex()} holds {account.data.free} rao, below the existential deposit")


def holds_and_named_reserves_are_covered(s: State) -> None:
    """Held funds and named reserves are within the reserved funds."""
    claims: dict[bytes, int] = {}
    for item in (Storage.Holds, Storage.Reserves):
        for who, entries in item.items(s):
            claims[who] = claims.get(who, 0) + sum(entry.amount for entry in entries)
    for who, claimed in claims.items():
        reserved = SystemStorage.Account.get(s, who).data.reserved  # type: ignore[arg-type]  # keys are account ids
        if claimed > reserved:
            raise BrokenInvariant(f"0x{who.hex()}: {claimed} rao are held or reserved by name, {reserved} are reserved")


def frozen_funds_are_the_highest_lock(s: State) -> None:
    """Frozen funds are the highest lock, or 0 if the account died after it was locked."""
    for who, account in SystemStorage.Account.items(s):
        frozen = account.data.frozen
        if not frozen:
            continue
        highest = max((lock.amount for lock in Storage.Locks.get(s, who)), default=0)
        if frozen != highest:
            raise BrokenInvariant(f"0x{who.hex()}: {frozen} rao are frozen, the highest lock is {highest}")
