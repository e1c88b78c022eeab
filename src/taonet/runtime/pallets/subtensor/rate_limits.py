"""Rate limits of accounts, of subnets and of the whole chain.

Two maps hold the blocks of last actions: one by named key, one by (account, subnet, kind of action). Block 0 stands
for never in both.

Source: utils/rate_limiting.rs passes_rate_limit, passes_rate_limit_on_subnet, set_last_block_on_subnet
Source: utils/rate_limiting.rs exceeds_tx_delegate_take_rate_limit
Source: utils/misc.rs ensure_sn_owner_or_root_with_limits, record_owner_rl
"""

from __future__ import annotations

from enum import IntEnum

from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import (
    Hyperparameter,
    LastTxBlockDelegateTake,
    NetworkLastRegistered,
    OwnerHyperparamUpdate,
    RateLimitKey,
)
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

CHECK_WEIGHT = reads_writes(20_000_000, 7, 0, 4_484)
"""What checking a rate limit weighs before a dispatch. Source: guards/check_rate_limits.rs weight"""


class TransactionType(IntEnum):
    """The kinds of action in `TransactionKeyLastBlock`; the numbers are in its keys."""

    SetChildren = 0
    SetChildkeyTake = 1
    Unknown = 2
    RegisterNetwork = 3
    SetWeightsVersionKey = 4
    SetSNOwnerHotkey = 5
    OwnerHyperparamUpdate = 6
    MechanismCountUpdate = 7
    MechanismEmission = 8
    MaxUidsTrimming = 9
    AddStakeBurn = 10
    TempoUpdate = 11


def has_passed(limit: int, block: int, last: int) -> bool:
    """Tell whether `limit` blocks lie between the last action and now; the first one is free."""
    return last == 0 or saturating_sub(block, last) >= limit


def last_block(s: State, key: RateLimitKey) -> int:
    """Return the block of the last action under a named key, or 0."""
    return Accounts.LastRateLimitedBlock.get(s, key)


def set_last_block(s: State, key: RateLimitKey, block: int) -> None:
    """Remember the block of an action under a named key."""
    Accounts.LastRateLimitedBlock.put(s, key, block)


def last_action(s: State, kind: TransactionType, account: AccountId, netuid: NetUid) -> int:
    """Return the block in which an account last did a thing on a subnet, or 0."""
    return Accounts.TransactionKeyLastBlock.get(s, (account, netuid, kind.value))


def set_last_action(s: State, kind: TransactionType, account: AccountId, netuid: NetUid, block: int) -> None:
    """Remember the block in which an account did a thing on a subnet."""
    Accounts.TransactionKeyLastBlock.put(s, (account, netuid, kind.value), block)


def ensure_action(s: State, kind: TransactionType, account: AccountId, netuid: NetUid, limit: int) -> None:
    """Refuse an action of an account on a subnet that comes within `limit` blocks of the last."""
    if not has_passed(limit, now(s), last_action(s, kind, account, netuid)):
        raise TxRateLimitExceeded


def may_register_network(s: State) -> bool:
    """Tell whether the chain may get another subnet now; the limit is one for all accounts."""
    return has_passed(Subnets.NetworkRateLimit.get(s), now(s), last_block(s, NetworkLastRegistered()))


def ensure_owner_may_update(s: State, netuid: NetUid, hyperparameter: Hyperparameter) -> None:
    """Refuse an owner who changed this hyperparameter less than OwnerHyperparamRateLimit tempos ago."""
    limit = Hyperparameters.Tempo.get(s, netuid) * Hyperparameters.OwnerHyperparamRateLimit.get(s)
    if not has_passed(limit, now(s), last_block(s, OwnerHyperparamUpdate(netuid, hyperparameter))):
        raise TxRateLimitExceeded


def note_owner_update(s: State, netuid: NetUid, hyperparameter: Hyperparameter) -> None:
    """Remember that an owner changed a hyperparameter in this block."""
    set_last_block(s, OwnerHyperparamUpdate(netuid, hyperparameter), now(s))


def may_raise_take(s: State, hotkey: AccountId) -> bool:
    """Tell whether the take of a hotkey may be raised.

    The block in which the limit is just reached is still too early, unlike for all other limits; 0 is no limit.
    """
    limit = Accounts.TxDelegateTakeRateLimit.get(s)
    last = last_block(s, LastTxBlockDelegateTake(hotkey))
    return limit == 0 or last == 0 or saturating_sub(now(s), last) > limit
