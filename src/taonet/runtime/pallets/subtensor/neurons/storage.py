"""Storage of neurons: uids and hotkeys, the results of the last epoch, weights and bonds."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import DoubleMap, Map, OptionDoubleMap, storage
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, PER_U16, STORAGE_INDEX
from taonet.scale import BOOL, U16, U64, tuple_of, vec


@final
@storage("SubtensorModule")
class Neurons:
    """Items of this slice in the state."""

    Uids = OptionDoubleMap(
        NET_UID,
        ACCOUNT_ID,
        U16,
        hashers=(IDENTITY, BLAKE2_128_CONCAT),
        doc="Seat of a hotkey on a subnet.",
    )
    Keys = DoubleMap(
        NET_UID,
        U16,
        ACCOUNT_ID,
        hashers=(IDENTITY, IDENTITY),
        default=ZERO_ACCOUNT,
        doc="Hotkey in a seat.",
    )
    Active = Map(NET_UID, vec(BOOL), hasher=IDENTITY, default=[], doc="Whether each neuron counts as active.")
    Consensus = Map(
        NET_UID,
        vec(PER_U16),
        hasher=IDENTITY,
        default=[],
        doc="Consensus weight of each neuron; 65535 is one.",
    )
    ConsensusByMechanism = Map(
        STORAGE_INDEX,
        vec(PER_U16),
        hasher=IDENTITY,
        default=[],
        doc="Consensus weight of each neuron in one mechanism; 65535 is one.",
    )
    Incentive = Map(
        STORAGE_INDEX,
        vec(PER_U16),
        hasher=IDENTITY,
        default=[],
        doc="Share of each neuron in the reward for work, in one mechanism.",
    )
    Dividends = Map(
        NET_UID,
        vec(PER_U16),
        hasher=IDENTITY,
        default=[],
        doc="Share of each neuron in the reward for validation.",
    )
    Emission = Map(
        NET_UID,
        vec(ALPHA),
        hasher=IDENTITY,
        default=[],
        doc="Alpha that each neuron got in the last epoch.",
    )
    LastUpdate = Map(
        STORAGE_INDEX,
        vec(U64),
        hasher=IDENTITY,
        default=[],
        doc="Block in which each neuron last set weights, in one mechanism.",
    )
    ValidatorTrust = Map(
        NET_UID,
        vec(PER_U16),
        hasher=IDENTITY,
        default=[],
        doc="Share of the weights of each validator that agreed with consensus.",
    )
    ValidatorPermit = Map(
        NET_UID,
        vec(BOOL),
        hasher=IDENTITY,
        default=[],
        doc="Whether each neuron may set weights for others.",
    )
    Weights = DoubleMap(
        STORAGE_INDEX,
        U16,
        vec(tuple_of(U16, U16)),
        hashers=(IDENTITY, IDENTITY),
        default=[],
        doc="Weights that a neuron gives others, in one mechanism: pairs of seat and weight.",
    )
    Bonds = DoubleMap(
        STORAGE_INDEX,
        U16,
        vec(tuple_of(U16, U16)),
        hashers=(IDENTITY, IDENTITY),
        default=[],
        doc="Bonds that a neuron holds in others, in one mechanism: pairs of seat and bond.",
    )
    BlockAtRegistration = DoubleMap(
        NET_UID,
        U16,
        U64,
        hashers=(IDENTITY, IDENTITY),
        default=0,
        doc="Block in which the neuron of a seat registered.",
    )
    StakeWeight = Map(
        NET_UID,
        vec(U16),
        hasher=IDENTITY,
        default=[],
        doc="Stake of each neuron relative to the largest; filled by the epoch.",
    )
