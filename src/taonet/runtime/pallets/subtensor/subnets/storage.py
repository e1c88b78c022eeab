"""Storage of subnets: which exist, who owns them, what creating one costs, and what waits to be created or removed."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import DoubleMap, Map, OptionMap, Value, storage
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT
from taonet.runtime.pallets.subtensor.math.registration_cost import (
    DEFAULT_LOCK_REDUCTION_INTERVAL,
    DEFAULT_MIN_LOCK_COST,
)
from taonet.runtime.pallets.subtensor.subnets.types import (
    SUBNET_IDENTITY,
)
from taonet.runtime.types import ACCOUNT_ID, NET_UID, TAO
from taonet.scale import BOOL, BYTES, U16, U64


@final
@storage("SubtensorModule")
class Subnets:
    """Items of this slice in the state."""

    TotalNetworks = Value(U16, default=0, doc="Number of subnets, root included.")
    NetworksAdded = Map(NET_UID, BOOL, hasher=IDENTITY, default=False, doc="Whether a subnet exists.")
    SubnetworkN = Map(NET_UID, U16, hasher=IDENTITY, default=0, doc="Number of neurons of a subnet.")
    SubnetMechanism = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=0,
        doc="How alpha is priced: 0 one to one, 1 by the pool.",
    )
    NetworkRegisteredAt = Map(NET_UID, U64, hasher=IDENTITY, default=0, doc="Block in which a subnet was created.")
    RegisteredSubnetCounter = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="How often a subnet number was given out.",
    )
    SubnetOwner = Map(NET_UID, ACCOUNT_ID, hasher=IDENTITY, default=ZERO_ACCOUNT, doc="Coldkey that owns a subnet.")
    SubnetOwnerHotkey = Map(
        NET_UID,
        ACCOUNT_ID,
        hasher=IDENTITY,
        default=ZERO_ACCOUNT,
        doc="Hotkey that stands for the owner on the subnet.",
    )
    SubnetLocked = Map(NET_UID, TAO, hasher=IDENTITY, default=Tao(0), doc="TAO paid to create a subnet, in rao.")
    LargestLocked = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="Largest amount ever paid for a subnet number, in rao.",
    )
    NetworkMinLockCost = Value(TAO, default=Tao(DEFAULT_MIN_LOCK_COST), doc="Lowest price of a new subnet, in rao.")
    NetworkLastLockCost = Value(
        TAO,
        default=Tao(DEFAULT_MIN_LOCK_COST),
        doc="Last price paid for a new subnet, in rao.",
    )
    NetworkLockReductionInterval = Value(
        U64,
        default=DEFAULT_LOCK_REDUCTION_INTERVAL,
        doc="Blocks in which the price of a new subnet falls by the last one paid, at full emission.",
    )
    NetworkRateLimit = Value(U64, default=7_200, doc="Blocks between the creations of two subnets.")
    NetworkImmunityPeriod = Value(
        U64,
        default=1_296_000,
        doc="Blocks in which a new subnet cannot be removed to make room.",
    )
    StartCallDelay = Value(U64, default=0, doc="Blocks between the creation of a subnet and its start.")
    SubnetLimit = Value(U16, default=128, doc="Highest number of subnets, root not counted.")
    TokenSymbol = Map(
        NET_UID,
        BYTES,
        hasher=IDENTITY,
        default="𝜏".encode(),
        doc="Symbol of the token of a subnet, UTF-8.",
    )
    FirstEmissionBlockNumber = OptionMap(
        NET_UID,
        U64,
        hasher=IDENTITY,
        doc="First block in which a started subnet has emission.",
    )
    SubtokenEnabled = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=False,
        doc="Whether the token of a subnet can be traded.",
    )
    NetworkRegistrationAllowed = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=True,
        doc="Whether neurons may register by paying the price.",
    )
    NetworkPowRegistrationAllowed = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=False,
        doc="Whether neurons may register by proof of work.",
    )
    NetworkRegistrationStartBlock = Value(U64, default=0, doc="First block in which subnets may be created.")
    SubnetIdentitiesV3 = OptionMap(NET_UID, SUBNET_IDENTITY, doc="What the owner says about a subnet.")
    IsNetworkMember = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        BOOL,
        hashers=(BLAKE2_128_CONCAT, IDENTITY),
        default=False,
        doc="Whether a hotkey is registered on a subnet.",
    )
