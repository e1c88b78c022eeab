"""Accounts without a key: those that hold the TAO of subnets, and the one that holds burned TAO.

An account id of this kind says what it is for: `modl`, the pallet's eight bytes, then the subnet's number.
Source: sp_runtime::traits::AccountIdConversion.
"""

from __future__ import annotations

from taonet.primitives.ids import AccountId, NetUid

SUBTENSOR_PALLET_ID = b"subtensr"
BURN_PALLET_ID = b"burntnsr"

_KIND = b"modl"
_LENGTH = 32
_NUMBER_AT = len(_KIND) + len(SUBTENSOR_PALLET_ID)


def keyless_account(pallet_id: bytes, rest: bytes = b"") -> AccountId:
    """Return the account of a pallet, or of the part of it that `rest` names."""
    return AccountId((_KIND + pallet_id + rest).ljust(_LENGTH, b"\0")[:_LENGTH])


BURN_ACCOUNT = keyless_account(BURN_PALLET_ID)
"""Where burned TAO goes."""


def subnet_account(netuid: NetUid) -> AccountId:
    """Return the account that holds the TAO of a subnet, whether the subnet exists or not."""
    return keyless_account(SUBTENSOR_PALLET_ID, netuid.to_bytes(2, "little"))


def subnet_of_account(account: AccountId) -> NetUid | None:
    """Return the subnet whose account this is, or None for all other accounts."""
    netuid = NetUid(int.from_bytes(account[_NUMBER_AT : _NUMBER_AT + 2], "little"))
    return netuid if account == subnet_account(netuid) else None
