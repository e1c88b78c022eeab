"""Types of subnets: identities, waiting creations, and how far a removal has come."""

from __future__ import annotations

from enum import IntEnum
from typing import final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, NET_UID, TAO, U64F64
from taonet.scale import BYTES, U16, U32, U64, U128, Typed, option, struct, unit_enum


@final
class SubnetIdentityV3(msgspec.Struct, frozen=True):
    """What the owner says about a subnet; all fields are UTF-8 by custom only."""

    subnet_name: bytes
    github_repo: bytes
    subnet_contact: bytes
    subnet_url: bytes
    discord: bytes
    description: bytes
    logo_url: bytes
    additional: bytes


SUBNET_IDENTITY = struct(
    SubnetIdentityV3,
    "pallet_subtensor::pallet::SubnetIdentityV3",
    {
        "subnet_name": BYTES,
        "github_repo": BYTES,
        "subnet_contact": BYTES,
        "subnet_url": BYTES,
        "discord": BYTES,
        "description": BYTES,
        "logo_url": BYTES,
        "additional": BYTES,
    },
)


@final
class NetworkRegistrationInfo(msgspec.Struct, frozen=True):
    """A paid creation of a subnet that waits for a number. `median_subnet_alpha_price` is U64F64 bits."""

    coldkey: AccountId
    hotkey: AccountId
    mechid: int
    identity: SubnetIdentityV3 | None
    lock_amount: Tao
    median_subnet_alpha_price: int
    registration_block: int
    lock_id: int


NETWORK_REGISTRATION_INFO = struct(
    NetworkRegistrationInfo,
    "pallet_subtensor::subnets::subnet::NetworkRegistrationInfo",
    {
        "coldkey": Typed(ACCOUNT_ID, "AccountId"),
        "hotkey": Typed(ACCOUNT_ID, "AccountId"),
        "mechid": U16,
        "identity": Typed(option(SUBNET_IDENTITY), "Option<SubnetIdentityOfV3>"),
        "lock_amount": TAO,
        "median_subnet_alpha_price": Typed(U64F64, "U64F64"),
        "registration_block": U64,
        "lock_id": U32,
    },
    parameters={"AccountId": ACCOUNT_ID},
)


class DissolveCleanupPhase(IntEnum):
    """What part of a removed subnet is being cleared."""

    SubnetRootDividendsRootClaimable = 0
    SubnetRootDividendsRootClaimed = 1
    AlphaInOutStakesGetTotalAlphaValue = 2
    AlphaInOutStakesSettleStakes = 3
    AlphaInOutStakesAlpha = 4
    AlphaInOutStakesHotkeyTotals = 5
    AlphaInOutStakesLocks = 6
    AlphaInOutStakesDecayingLocks = 7
    AlphaInOutStakes = 8
    ProtocolLiquidity = 9
    PurgeNetuid = 10
    NetworkIsNetworkMember = 11
    NetworkParameters = 12
    NetworkMapParameters = 13
    NetworkUpdateWeightsOnRoot = 14
    NetworkChildkeyTake = 15
    NetworkChildkeys = 16
    NetworkParentkeys = 17
    NetworkLastHotkeyEmissionOnNetuid = 18
    NetworkTotalHotkeyAlphaLastEpoch = 19
    NetworkTransactionKeyLastBlock = 20
    NetworkLock = 21
    NetworkDecayingLock = 22
    SubnetBasketHoldingsToRoot = 23
    NetworkPendingBasketDeposits = 24
    NetworkAlphaAssetCounters = 25


DISSOLVE_CLEANUP_PHASE = unit_enum(DissolveCleanupPhase, "pallet_subtensor::subnets::dissolution::DissolveCleanupPhase")


@final
class DissolveCleanupStatus(msgspec.Struct, frozen=True):
    """How far the clearing of a removed subnet has come; `last_key` is where a walk over a map goes on."""

    netuid: NetUid
    phase: DissolveCleanupPhase
    last_key: bytes | None
    subnet_total_alpha_value: int | None
    subnet_distributed_tao: int | None


DISSOLVE_CLEANUP_STATUS = struct(
    DissolveCleanupStatus,
    "pallet_subtensor::subnets::dissolution::DissolveCleanupStatus",
    {
        "netuid": NET_UID,
        "phase": DISSOLVE_CLEANUP_PHASE,
        "last_key": option(BYTES),
        "subnet_total_alpha_value": option(U128),
        "subnet_distributed_tao": option(U128),
    },
)
