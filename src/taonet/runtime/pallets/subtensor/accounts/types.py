"""Types of accounts: identities and the keys of named rate limits.

Source: utils/identity.rs is_valid_identity
"""

from __future__ import annotations

from enum import IntEnum
from typing import final

import msgspec

from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, netuid
from taonet.scale import Case, Codec, Typed, struct, tagged_enum, unit_enum

ZERO_ACCOUNT = AccountId(bytes(32))
"""The account of zeros: what maps of accounts return where nothing is stored."""


@final
class ChainIdentityV2(msgspec.Struct, frozen=True):
    """What the owner of a coldkey says about itself; all fields are UTF-8 by custom only."""

    name: bytes
    url: bytes
    github_repo: bytes
    image: bytes
    discord: bytes
    description: bytes
    additional: bytes


CHAIN_IDENTITY = struct(ChainIdentityV2, "pallet_subtensor::pallet::ChainIdentityV2")


class Hyperparameter(IntEnum):
    """A hyperparameter that an owner may change; each has its own rate limit."""

    Unknown = 0
    ServingRateLimit = 1
    MaxDifficulty = 2
    AdjustmentAlpha = 3
    MaxWeightLimit = 4
    ImmunityPeriod = 5
    MinAllowedWeights = 6
    Kappa = 7
    Rho = 8
    ActivityCutoff = 9
    PowRegistrationAllowed = 10
    MinBurn = 11
    MaxBurn = 12
    BondsMovingAverage = 13
    BondsPenalty = 14
    CommitRevealEnabled = 15
    LiquidAlphaEnabled = 16
    AlphaValues = 17
    WeightCommitInterval = 18
    TransferEnabled = 19
    AlphaSigmoidSteepness = 20
    Yuma3Enabled = 21
    BondsResetEnabled = 22
    ImmuneNeuronLimit = 23
    RecycleOrBurn = 24
    MaxAllowedUids = 25
    BurnHalfLife = 26
    BurnIncreaseMult = 27
    SubnetEmissionEnabled = 28
    MinChildkeyTake = 29
    ActivityCutoffFactorMilli = 30
    TriggerEpoch = 31
    CollateralLockShare = 32
    CollateralDrainRatio = 33
    LiquidAlphaConsensusMode = 34
    EpochConsensus = 35
    BurnRegistrationAllowed = 36


HYPERPARAMETER = unit_enum(Hyperparameter, "pallet_subtensor::utils::rate_limiting::Hyperparameter")


@final
class SetSNOwnerHotkey(msgspec.Struct, frozen=True):
    """The owner of a subnet named another hotkey as its own."""

    netuid: netuid


@final
class OwnerHyperparamUpdate(msgspec.Struct, frozen=True):
    """The owner of a subnet changed a hyperparameter."""

    netuid: netuid
    hyperparameter: Hyperparameter


@final
class NetworkLastRegistered(msgspec.Struct, frozen=True):
    """A subnet was created, or its creation was queued."""


@final
class LastTxBlock(msgspec.Struct, frozen=True):
    """A coldkey made a limited call."""

    account: AccountId


@final
class LastTxBlockChildKeyTake(msgspec.Struct, frozen=True):
    """A hotkey changed its childkey take."""

    account: AccountId


@final
class LastTxBlockDelegateTake(msgspec.Struct, frozen=True):
    """A hotkey changed its delegate take."""

    account: AccountId


@final
class AddStakeBurn(msgspec.Struct, frozen=True):
    """Alpha of a subnet was bought and burned."""

    netuid: netuid


RateLimitKey = (
    SetSNOwnerHotkey
    | OwnerHyperparamUpdate
    | NetworkLastRegistered
    | LastTxBlock
    | LastTxBlockChildKeyTake
    | LastTxBlockDelegateTake
    | AddStakeBurn
)

_ACCOUNT = {"account": Typed(ACCOUNT_ID, "AccountId")}

RATE_LIMIT_KEY: Codec[RateLimitKey] = tagged_enum(
    "pallet_subtensor::RateLimitKey",
    (
        Case(SetSNOwnerHotkey, 0, named=False),
        Case(OwnerHyperparamUpdate, 1, named=False),
        Case(NetworkLastRegistered, 2),
        Case(LastTxBlock, 3, _ACCOUNT, named=False),
        Case(LastTxBlockChildKeyTake, 4, _ACCOUNT, named=False),
        Case(LastTxBlockDelegateTake, 5, _ACCOUNT, named=False),
        Case(AddStakeBurn, 6, named=False),
    ),
    parameters={"AccountId": ACCOUNT_ID},
)


# Bytes at most, by field.
_LIMITS = {
    "name": 256,
    "url": 256,
    "github_repo": 256,
    "image": 1_024,
    "discord": 256,
    "description": 1_024,
    "additional": 1_024,
}


def fits(identity: ChainIdentityV2) -> bool:
    """Tell whether every field is within its limit. Their sum then is within the chain's limit for the sum."""
    return all(len(getattr(identity, field)) <= limit for field, limit in _LIMITS.items())
