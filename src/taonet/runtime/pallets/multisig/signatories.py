"""The people of an account, and the account that they are together.

Source: polkadot-sdk/substrate/frame/multisig/src/lib.rs multi_account_id, ensure_sorted_and_insert
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from taonet.crypto.hashing import blake2_256
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.multisig.errors import (
    MinimumThreshold,
    SenderInSignatories,
    SignatoriesOutOfOrder,
    TooFewSignatories,
    TooManySignatories,
)
from taonet.runtime.pallets.multisig.types import MAX_SIGNATORIES
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import U16, vec

_ACCOUNTS = vec(ACCOUNT_ID)


def account_of(signatories: Sequence[AccountId], threshold: int) -> AccountId:
    """Return the account of these people, in order, of whom so many must approve; no key for it exists."""
    entropy = b"modlpy/utilisuba" + _ACCOUNTS.encode(list(signatories)) + U16.encode(threshold)
    return AccountId(blake2_256(entropy))


def account_with(who: AccountId, others: Sequence[AccountId], threshold: int) -> AccountId:
    """Return the account that the sender is with others; refuse too few or many of them, or in another order."""
    if threshold < 2:
        raise MinimumThreshold
    return account_of(together(who, others), threshold)


def together(who: AccountId, others: Sequence[AccountId]) -> list[AccountId]:
    """Return all people in order; refuse too few or many others, another order, and the sender among them."""
    if not others:
        raise TooFewSignatories
    if len(others) >= MAX_SIGNATORIES:
        raise TooManySignatories
    _check_order(who, others)
    return sorted([*others, who])


def _check_order(who: AccountId, others: Sequence[AccountId]) -> None:
    """Refuse the first fault in the list: one that is not above the one before it, or that is the sender."""
    if others[0] == who:
        raise SenderInSignatories
    for before, one in pairwise(others):
        if one <= before:
            raise SignatoriesOutOfOrder
        if one == who:
            raise SenderInSignatories
