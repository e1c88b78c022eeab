"""Storage of accounts: which coldkey controls which hotkey, takes, identities, and when an account last acted."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import (
    DoubleMap,
    Map,
    NMap,
    OptionDoubleMap,
    OptionMap,
    Value,
    storage,
)
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.types import (
    CHAIN_IDENTITY,
    RATE_LIMIT_KEY,
    ZERO_ACCOUNT,
)
from taonet.runtime.types import ACCOUNT_ID, NET_UID, PER_U16
from taonet.scale import U16, U64, vec


@final
@storage("SubtensorModule")
class Accounts:
    """Items of this slice in the state."""

    Owner = Map(ACCOUNT_ID, ACCOUNT_ID, default=ZERO_ACCOUNT, doc="Coldkey that controls a hotkey.")
    OwnedHotkeys = Map(ACCOUNT_ID, vec(ACCOUNT_ID), default=[], doc="Hotkeys that a coldkey controls.")
    StakingHotkeys = Map(ACCOUNT_ID, vec(ACCOUNT_ID), default=[], doc="Hotkeys that a coldkey has stake with.")
    Delegates = Map(
        ACCOUNT_ID,
        PER_U16,
        default=11_796,
        doc="Share of emission a hotkey keeps for itself; 65535 is all of it.",
    )
    MaxDelegateTake = Value(PER_U16, default=11_796, doc="Highest take a hotkey may set.")
    MinDelegateTake = Value(PER_U16, default=0, doc="Lowest take a hotkey may set.")
    AutoStakeDestination = OptionDoubleMap(
        ACCOUNT_ID,
        NET_UID,
        ACCOUNT_ID,
        hashers=(BLAKE2_128_CONCAT, IDENTITY),
        doc="Hotkey to which a coldkey sends what its miners earn on a subnet.",
    )
    AutoStakeDestinationColdkeys = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        vec(ACCOUNT_ID),
        hashers=(BLAKE2_128_CONCAT, IDENTITY),
        default=[],
        doc="Coldkeys that send their earnings on a subnet to a hotkey.",
    )
    IdentitiesV2 = OptionMap(ACCOUNT_ID, CHAIN_IDENTITY, doc="What the owner of a coldkey says about itself.")
    LastRateLimitedBlock = Map(
        RATE_LIMIT_KEY,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="Block of the last action under each named rate limit.",
    )
    TransactionKeyLastBlock: NMap[tuple[AccountId, NetUid, int], int] = NMap(
        (ACCOUNT_ID, NET_UID, U16),
        U64,
        hashers=(BLAKE2_128_CONCAT, IDENTITY, IDENTITY),
        default=0,
        doc="Block of the last action of a hotkey on a subnet, by kind of action.",
    )
    TxDelegateTakeRateLimit = Value(
        U64,
        default=216_000,
        doc="Blocks between a change of a take and its next increase.",
    )
