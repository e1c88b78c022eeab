"""Types of the proxy pallet: what a delegate may do, who acts for whom, what was announced."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.types import ACCOUNT_ID, H256
from taonet.scale import U32, Typed, struct, unit_enum

MAX_PROXIES = 20
MAX_PENDING = 75


class ProxyType(IntEnum):
    """What a delegate may do. `Any` is everything; `permissions` says what the others allow."""

    Any = 0
    Owner = 1
    NonCritical = 2
    NonTransfer = 3
    Senate = 4
    NonFungible = 5
    Triumvirate = 6
    Governance = 7
    Staking = 8
    Registration = 9
    Transfer = 10
    SmallTransfer = 11
    RootWeights = 12
    ChildKeys = 13
    SudoUncheckedSetCode = 14
    SwapHotkey = 15
    SubnetLeaseBeneficiary = 16
    RootClaim = 17
    BasketTrading = 18


PROXY_TYPE = unit_enum(ProxyType, "subtensor_runtime_common::proxy::ProxyType")


class DepositKind(IntEnum):
    """What a deposit was placed for."""

    Proxies = 0
    Announcements = 1


DEPOSIT_KIND = unit_enum(DepositKind, "pallet_subtensor_proxy::DepositKind")


@final
class ProxyDefinition(msgspec.Struct, frozen=True, order=True):
    """Who may act for an account, as what, and how many blocks an announcement must stand before.

    An account's definitions are kept in this order, and so the first that fits is the same for everyone.
    """

    delegate: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    proxy_type: Annotated[ProxyType, Typed(PROXY_TYPE, "ProxyType")]
    delay: Annotated[int, Typed(U32, "BlockNumber")]


PROXY_DEFINITION = struct(
    ProxyDefinition,
    "pallet_subtensor_proxy::ProxyDefinition",
    parameters={"AccountId": ACCOUNT_ID, "ProxyType": PROXY_TYPE, "BlockNumber": U32},
)


@final
class Announcement(msgspec.Struct, frozen=True):
    """A call that a delegate will make for an account: the call's hash, and the block in which it was said."""

    real: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    call_hash: Annotated[Hash, Typed(H256, "Hash")]
    height: Annotated[int, Typed(U32, "BlockNumber")]


ANNOUNCEMENT = struct(
    Announcement,
    "pallet_subtensor_proxy::Announcement",
    parameters={"AccountId": ACCOUNT_ID, "Hash": H256, "BlockNumber": U32},
)
