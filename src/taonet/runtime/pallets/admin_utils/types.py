"""The parts of the chain that contracts may call, as settings name them."""

from __future__ import annotations

from enum import IntEnum
from typing import final

from taonet.scale import unit_enum


@final
class PrecompileEnum(IntEnum):
    """A part of the chain that contracts may call."""

    BalanceTransfer = 0
    Staking = 1
    Subnet = 2
    Metagraph = 3
    Neuron = 4
    UidLookup = 5
    Alpha = 6
    Crowdloan = 7
    Proxy = 8
    Leasing = 9
    AddressMapping = 10
    VotingPower = 11
    AccountBalance = 12
    Scheduler = 13
    Drand = 14
    Timestamp = 15
    RuntimeConfiguration = 16
    PrecompileRegistry = 17


PRECOMPILE_ENUM = unit_enum(PrecompileEnum, "pallet_admin_utils::pallet::PrecompileEnum")
