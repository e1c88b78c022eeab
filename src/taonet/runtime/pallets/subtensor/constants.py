"""Constants of the pallet that clients can read: the defaults of storage items under their older names, and bounds.

A default is taken from its item, so that the two cannot differ.
"""

from __future__ import annotations

from typing import Any, final

from taonet.frame.constant import Constant
from taonet.frame.storage import StorageItem
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import BURN_ID, PALLET_ID
from taonet.runtime.types import PALLET_ID as PALLET_ID_CODEC
from taonet.runtime.types import TAO
from taonet.scale import U16, U32, Codec


def _default_of(item: StorageItem[Any], codec: Codec[Any] | None = None) -> Constant[Any]:
    """Return a constant that is the default of a storage item; `codec` where the constant has another type."""
    value = item.codec.decode(item.default_bytes)
    return Constant(codec or item.codec, value, f"What {item.name} is where nothing is stored.")


_LOW, _HIGH = Hyperparameters.AlphaValues.codec.decode(Hyperparameters.AlphaValues.default_bytes)


@final
class Constants:
    """Constants of accounts, subnets, hyperparameters and registration."""

    InitialIssuance = Constant(TAO, Tao(0), "TAO issued where no genesis says otherwise, in rao.")
    InitialMinAllowedWeights = _default_of(Hyperparameters.MinAllowedWeights)
    InitialTempo = _default_of(Hyperparameters.Tempo)
    InitialDifficulty = _default_of(Hyperparameters.Difficulty)
    InitialMaxDifficulty = _default_of(Hyperparameters.MaxDifficulty)
    InitialMinDifficulty = _default_of(Hyperparameters.MinDifficulty)
    InitialRAORecycledForRegistration = _default_of(Registration.RAORecycledForRegistration)
    InitialBurn = _default_of(Hyperparameters.Burn)
    InitialMaxBurn = _default_of(Hyperparameters.MaxBurn)
    InitialMinBurn = _default_of(Hyperparameters.MinBurn)
    MinTempo = Constant(U16, 360, "Shortest tempo that an owner may choose, in blocks.")
    MaxTempo = Constant(U16, 50_400, "Longest tempo that an owner may choose, in blocks.")
    MinActivityCutoffFactorMilli = Constant(
        U32, 1_000, "Shortest time until a neuron is inactive, in thousandths of a tempo."
    )
    MaxActivityCutoffFactorMilli = Constant(
        U32, 50_000, "Longest time until a neuron is inactive, in thousandths of a tempo."
    )
    InitialAdjustmentInterval = _default_of(Hyperparameters.AdjustmentInterval)
    InitialBondsMovingAverage = _default_of(Hyperparameters.BondsMovingAverage)
    InitialBondsPenalty = _default_of(Hyperparameters.BondsPenalty)
    InitialBondsResetOn = _default_of(Hyperparameters.BondsResetOn)
    InitialTargetRegistrationsPerInterval = _default_of(Hyperparameters.TargetRegistrationsPerInterval)
    InitialRho = _default_of(Hyperparameters.Rho)
    InitialAlphaSigmoidSteepness = _default_of(Hyperparameters.AlphaSigmoidSteepness)
    InitialKappa = _default_of(Hyperparameters.Kappa)
    InitialMinAllowedUids = _default_of(Hyperparameters.MinAllowedUids)
    InitialMaxAllowedUids = _default_of(Hyperparameters.MaxAllowedUids)
    InitialImmunityPeriod = _default_of(Hyperparameters.ImmunityPeriod)
    InitialActivityCutoff = _default_of(Hyperparameters.ActivityCutoff)
    InitialMaxRegistrationsPerBlock = _default_of(Hyperparameters.MaxRegistrationsPerBlock)
    InitialMaxAllowedValidators = _default_of(Hyperparameters.MaxAllowedValidators)
    InitialDefaultDelegateTake = _default_of(Accounts.Delegates, U16)
    InitialMinDelegateTake = _default_of(Accounts.MinDelegateTake, U16)
    InitialWeightsVersionKey = _default_of(Hyperparameters.WeightsVersionKey)
    InitialServingRateLimit = _default_of(Hyperparameters.ServingRateLimit)
    InitialTxDelegateTakeRateLimit = _default_of(Accounts.TxDelegateTakeRateLimit)
    InitialAdjustmentAlpha = _default_of(Hyperparameters.AdjustmentAlpha)
    InitialNetworkImmunityPeriod = _default_of(Subnets.NetworkImmunityPeriod)
    InitialNetworkMinLockCost = _default_of(Subnets.NetworkMinLockCost)
    InitialSubnetOwnerCut = _default_of(Hyperparameters.SubnetOwnerCut)
    InitialNetworkLockReductionInterval = _default_of(Subnets.NetworkLockReductionInterval)
    InitialNetworkRateLimit = _default_of(Subnets.NetworkRateLimit)
    AlphaHigh = Constant(U16, _HIGH, "Highest rate at which bonds adapt where nothing is stored; 65535 is at once.")
    AlphaLow = Constant(U16, _LOW, "Lowest rate at which bonds adapt where nothing is stored; 65535 is at once.")
    LiquidAlphaOn = _default_of(Hyperparameters.LiquidAlphaOn)
    Yuma3On = _default_of(Hyperparameters.Yuma3On)
    InitialTaoWeight = _default_of(Hyperparameters.TaoWeight)
    InitialStartCallDelay = _default_of(Subnets.StartCallDelay)
    SubtensorPalletId = Constant(PALLET_ID_CODEC, PALLET_ID, "Bytes from which the accounts of subnets are made.")
    BurnAccountId = Constant(PALLET_ID_CODEC, BURN_ID, "Bytes from which the account of burned TAO is made.")
    InitialMaxEpochsPerBlock = _default_of(Hyperparameters.MaxEpochsPerBlock)
