"""Hyperparameters that are a choice out of a few, and the form of the events that tell a new value."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from taonet.frame.event import Event
from taonet.runtime.types import netuid
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


class ValueSet(Event, frozen=True):
    """A hyperparameter that holds for all subnets has a new value. Each kind of event says the type of its value."""

    value: Any


class ValueSetOnSubnet(Event, frozen=True):
    """A hyperparameter has a new value on a subnet."""

    netuid: netuid
    value: Any
