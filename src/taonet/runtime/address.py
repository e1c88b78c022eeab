"""Lookup of the account behind an address of a transaction."""

from taonet.frame.error import CannotLookup
from taonet.primitives.ids import AccountId
from taonet.runtime.types import AddressId, MultiAddress


def lookup(address: MultiAddress) -> AccountId:
    """Return the account an address leads to; every form but the account id is refused (`CannotLookup`)."""
    if isinstance(address, AddressId):
        return address.account
    raise CannotLookup
