"""Storage of hyperparameters: what an owner or root sets for a subnet, and a few that hold for all subnets."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import IDENTITY, TWOX_64_CONCAT
from taonet.frame.storage import Map, OptionMap, Value, storage
from taonet.primitives.amounts import Tao
from taonet.primitives.fixed import U64F64 as FIXED_U64F64
from taonet.primitives.ids import MechId
from taonet.runtime.pallets.subtensor.hyperparameters.types import (
    CONSENSUS_MODE,
    EPOCH_CONSENSUS,
    RECYCLE_OR_BURN,
    ConsensusMode,
    EpochConsensus,
    RecycleOrBurnEnum,
)
from taonet.runtime.pallets.subtensor.math.registration_cost import DEFAULT_HALF_LIFE, DEFAULT_INCREASE_MULTIPLIER
from taonet.runtime.types import MECH_ID, NET_UID, TAO, U64F64
from taonet.scale import BOOL, I16, U8, U16, U32, U64, tuple_of, vec


@final
@storage("SubtensorModule")
class Hyperparameters:
    """Items of this slice in the state."""

    Tempo = Map(NET_UID, U16, hasher=IDENTITY, default=360, doc="Blocks between two epochs of a subnet.")
    MaxAllowedUids = Map(NET_UID, U16, hasher=IDENTITY, default=256, doc="Highest number of neurons of a subnet.")
    MinAllowedUids = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=64,
        doc="Lowest number to which the neurons of a subnet can be cut.",
    )
    MaxAllowedValidators = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=128,
        doc="Highest number of neurons with a validator permit.",
    )
    MinAllowedWeights = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=1_024,
        doc="Lowest number of weights a validator may set.",
    )
    MaxWeightsLimit = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=65_535,
        doc="Once the highest normalised weight; no rule reads it any more.",
    )
    ImmunityPeriod = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=4_096,
        doc="Blocks in which a new neuron is not replaced if others can be.",
    )
    ActivityCutoff = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=5_000,
        doc="Former limit of inactivity in blocks; ActivityCutoffFactorMilli has taken its place.",
    )
    ActivityCutoffFactorMilli = Map(
        NET_UID,
        U32,
        hasher=IDENTITY,
        default=13_889,
        doc="Inactivity after which a neuron counts as inactive, in thousandths of a tempo.",
    )
    Rho = Map(NET_UID, U16, hasher=IDENTITY, default=10, doc="Steepness of the trust curve of a subnet.")
    ScalingLawPower = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=50,
        doc="Nothing follows from it any more; clients are still told it.",
    )
    Kappa = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=32_767,
        doc="Share of stake that must agree on a weight; 65535 is all of it.",
    )
    BondsMovingAverage = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=900_000,
        doc="How much of the former bonds an epoch keeps, in millionths.",
    )
    BondsPenalty = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=65_535,
        doc="How strongly bonds ignore weights above consensus; 65535 is wholly.",
    )
    BondsResetOn = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=False,
        doc="Whether a miner may reset the bonds towards itself.",
    )
    LiquidAlphaOn = Map(
        NET_UID,
        BOOL,
        default=False,
        doc="Whether bonds adapt at a rate that depends on consensus.",
    )
    AlphaValues = Map(
        NET_UID,
        tuple_of(U16, U16),
        hasher=IDENTITY,
        default=(45875, 58982),
        doc="Lowest and highest rate at which bonds adapt; 65535 is at once.",
    )
    AlphaSigmoidSteepness = Map(
        NET_UID,
        I16,
        hasher=IDENTITY,
        default=1_000,
        doc="Steepness of the curve between the two rates of AlphaValues.",
    )
    LiquidAlphaConsensusMode = Map(
        NET_UID,
        CONSENSUS_MODE,
        hasher=IDENTITY,
        default=ConsensusMode.Auto,
        doc="Which consensus the adaptive bonds compare weights with.",
    )
    SubnetEpochConsensus = Map(
        NET_UID,
        EPOCH_CONSENSUS,
        hasher=IDENTITY,
        default=EpochConsensus.Yuma,
        doc="How the epochs of a subnet reward: by Yuma consensus or not at all.",
    )
    Yuma3On = Map(NET_UID, BOOL, default=False, doc="Whether bonds follow the third version of the rules.")
    CommitRevealWeightsEnabled = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=True,
        doc="Whether weights must be committed before they are revealed.",
    )
    RevealPeriodEpochs = Map(
        NET_UID,
        U64,
        hasher=TWOX_64_CONCAT,
        default=1,
        doc="Epochs between the commit of weights and their reveal.",
    )
    WeightsVersionKey = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="Lowest version a validator must state with its weights; 0 accepts all.",
    )
    WeightsSetRateLimit = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=100,
        doc="Blocks between two settings of weights by one validator.",
    )
    WeightsVersionKeyRateLimit = Value(U64, default=5, doc="Tempos between two changes of the version key.")
    ServingRateLimit = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=50,
        doc="Blocks between two announcements of an endpoint by one neuron.",
    )
    Difficulty = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=10_000_000,
        doc="Difficulty of registering by proof of work.",
    )
    MinDifficulty = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=10_000_000,
        doc="Lowest difficulty of registering by proof of work.",
    )
    MaxDifficulty = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=4_611_686_018_427_387_903,
        doc="Highest difficulty of registering by proof of work.",
    )
    AdjustmentInterval = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=100,
        doc="Blocks between two adjustments of the price under the former rule.",
    )
    AdjustmentAlpha = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=0,
        doc="Weight of the former price under the former rule.",
    )
    MaxRegistrationsPerBlock = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=1,
        doc="Highest number of registrations in a block; only root obeys it.",
    )
    TargetRegistrationsPerInterval = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=2,
        doc="Aimed number of registrations in an interval; only root obeys three times of it.",
    )
    MinNonImmuneUids = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=10,
        doc="Number of neurons past immunity below which none of them is replaced.",
    )
    ImmuneOwnerUidsLimit = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=1,
        doc="Number of neurons of the subnet owner that are never replaced.",
    )
    TransferToggle = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=True,
        doc="Whether stake may be transferred between coldkeys on a subnet.",
    )
    RecycleOrBurn = Map(
        NET_UID,
        RECYCLE_OR_BURN,
        hasher=IDENTITY,
        default=RecycleOrBurnEnum.Burn,
        doc="What becomes of the emission of the neurons of the owner.",
    )
    OwnerCutEnabled = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=True,
        doc="Whether the owner gets a share of the emission of a subnet.",
    )
    SubnetOwnerCut = Value(
        U16,
        default=11_796,
        doc="Share of emission that goes to subnet owners; 65535 is all of it.",
    )
    OwnerCutAutoLockEnabled = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=False,
        doc="Whether the share of the owner is locked as it is paid.",
    )
    SubnetEmissionEnabled = Map(
        NET_UID,
        BOOL,
        hasher=IDENTITY,
        default=True,
        doc="Whether TAO flows into the pool of a subnet.",
    )
    StakeThreshold = Value(U64, default=0, doc="Lowest stake weight that may set weights and hold a permit.")
    NominatorMinRequiredStake = Value(
        U64,
        default=0,
        doc="Lowest stake of others with a hotkey, in millionths of the minimum stake.",
    )
    TaoWeight = Value(
        U64,
        default=971_718_665_099_567_868,
        doc="What a TAO on root counts against alpha; 2^64-1 is one.",
    )
    MaxEpochsPerBlock = Value(U8, default=2, doc="Highest number of epochs that run in one block.")
    AdminFreezeWindow = Value(U16, default=10, doc="Blocks before an epoch in which owners change nothing.")
    OwnerHyperparamRateLimit = Value(
        U16,
        default=2,
        doc="Tempos between two changes of one hyperparameter by an owner.",
    )
    CKBurn = Value(
        U64,
        default=0,
        doc="Share of a parent's dividends that is burned on the way to a child of another coldkey; 2^64-1 is all.",
    )
    MechanismCountCurrent = Map(
        NET_UID,
        MECH_ID,
        hasher=TWOX_64_CONCAT,
        default=MechId(1),
        doc="Number of mechanisms of a subnet.",
    )
    MaxMechanismCount = Value(MECH_ID, default=MechId(2), doc="Highest number of mechanisms of a subnet.")
    MechanismEmissionSplit = OptionMap(
        NET_UID,
        vec(U16),
        hasher=TWOX_64_CONCAT,
        doc="Shares of the mechanisms in the emission of a subnet, sum 65535; equal when absent.",
    )
    BurnHalfLife = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=DEFAULT_HALF_LIFE,
        doc="Blocks in which the price of registering halves.",
    )
    BurnIncreaseMult = Map(
        NET_UID,
        U64F64,
        hasher=IDENTITY,
        default=DEFAULT_INCREASE_MULTIPLIER,
        doc="Factor by which a registration raises the price.",
    )
    Burn = Map(NET_UID, TAO, hasher=IDENTITY, default=Tao(100_000_000), doc="Price of registering now, in rao.")
    MinBurn = Map(NET_UID, TAO, hasher=IDENTITY, default=Tao(500_000), doc="Lowest price of registering, in rao.")
    MaxBurn = Map(
        NET_UID,
        TAO,
        hasher=IDENTITY,
        default=Tao(100_000_000_000),
        doc="Highest price of registering, in rao.",
    )
    CollateralLockShare = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=0,
        doc="Share of the price that is locked as collateral instead of burned; 65535 is all of it.",
    )
    CollateralDrainRatio = Map(
        NET_UID,
        U64F64,
        hasher=IDENTITY,
        default=FIXED_U64F64.one,
        doc="Collateral released per alpha that a miner earns.",
    )
