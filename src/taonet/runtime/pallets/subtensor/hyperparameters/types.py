"""Hyperparameters that are a choice out of a few."""

from enum import IntEnum

from taonet.scale import unit_enum


class RecycleOrBurnEnum(IntEnum):
    """What becomes of the emission of the neurons of a subnet's owner."""

    Burn = 0
    Recycle = 1


class ConsensusMode(IntEnum):
    """Which consensus the adaptive bonds compare weights with."""

    Current = 0
    Previous = 1
    Auto = 2


class EpochConsensus(IntEnum):
    """How the epochs of a subnet reward."""

    Yuma = 0
    Null = 1


RECYCLE_OR_BURN = unit_enum(RecycleOrBurnEnum, "pallet_subtensor::pallet::RecycleOrBurnEnum")
CONSENSUS_MODE = unit_enum(ConsensusMode, "pallet_subtensor::pallet::ConsensusMode")
EPOCH_CONSENSUS = unit_enum(EpochConsensus, "pallet_subtensor::pallet::EpochConsensus")
