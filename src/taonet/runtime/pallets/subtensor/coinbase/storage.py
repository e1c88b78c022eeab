"""Storage of the coinbase: how a block's emission was shared, what waits for epochs, and smoothed prices."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import DoubleMap, Map, OptionMap, Value, storage
from taonet.primitives.amounts import Alpha, Tao
from taonet.runtime.pallets.subtensor.math.moving_price import DEFAULT_HALVING_BLOCKS, DEFAULT_MOVING_ALPHA
from taonet.runtime.pallets.subtensor.math.subnet_shares import (
    DEFAULT_EMISSION_BAR_QUANTILE,
    DEFAULT_EMISSION_BAR_RANK,
    DEFAULT_EMISSION_GATE_EXPONENT,
)
from taonet.runtime.types import ACCOUNT_ID, ALPHA, I96F32, NET_UID, TAO, U64F64, U96F32
from taonet.scale import BYTES, U16, U64, option

_SUBNET_HOTKEY = (IDENTITY, BLAKE2_128_CONCAT)
_HOTKEY_SUBNET = (BLAKE2_128_CONCAT, IDENTITY)


@final
@storage("SubtensorModule")
class Coinbase:
    """Items of this slice in the state."""

    SubnetMovingAlpha = Value(
        I96F32, default=DEFAULT_MOVING_ALPHA, doc="Weight of the newest price in the smoothed one of an old subnet."
    )
    EMAPriceHalvingBlocks = Map(
        NET_UID,
        U64,
        hasher=IDENTITY,
        default=DEFAULT_HALVING_BLOCKS,
        doc="Age in blocks at which a subnet's smoothed price follows half as fast as it ever will.",
    )
    SubnetMovingPrice = Map(
        NET_UID,
        I96F32,
        hasher=IDENTITY,
        default=0,
        doc="Smoothed price of a subnet's alpha, which decides its emission.",
    )
    SubnetFastMovingPrice = OptionMap(
        NET_UID, U64F64, hasher=IDENTITY, doc="Price of a subnet's alpha, smoothed over hours."
    )
    RootProp = Map(NET_UID, U96F32, hasher=IDENTITY, default=0, doc="Part that root stake has in a subnet's emission.")

    EmissionBarQuantile = Value(
        U64F64,
        default=DEFAULT_EMISSION_BAR_QUANTILE,
        doc="Part of all emission that the subnets above the gate's bar have, when no rank sets the bar.",
    )
    EmissionBarRank = Value(
        U16,
        default=DEFAULT_EMISSION_BAR_RANK,
        doc="Rank of the subnet whose share is the gate's bar; 0 for the quantile.",
    )
    EmissionGateExponent = Value(
        U64F64, default=DEFAULT_EMISSION_GATE_EXPONENT, doc="How steeply the gate damps shares below its bar."
    )
    EmissionGateBar = Value(U64F64, default=0, doc="Share at which the gate lets half through; 0 turns it off.")

    SubnetAlphaInEmission = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha that the last block's emission put into the pool."
    )
    SubnetAlphaOutEmission = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha that the last block's emission gave to people."
    )
    SubnetTaoInEmission = Map(
        NET_UID,
        TAO,
        hasher=IDENTITY,
        default=Tao(0),
        doc="TAO that the last block's emission put into the pool, in rao.",
    )
    SubnetExcessTao = Map(
        NET_UID, TAO, hasher=IDENTITY, default=Tao(0), doc="TAO of the last block's emission that bought alpha, in rao."
    )

    PendingServerEmission = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha that miners get at the next epoch."
    )
    PendingValidatorEmission = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha that stakers of the subnet get at the next epoch."
    )
    PendingRootAlphaDivs = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha that stakers of root get at the next epoch."
    )
    PendingOwnerCut = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha that the owner gets at the next epoch."
    )

    MinerBurned = Map(
        NET_UID, U96F32, hasher=IDENTITY, default=0, doc="Part of the last epoch's reward for work that was withheld."
    )
    AlphaDividendsPerSubnet = DoubleMap(
        NET_UID,
        ACCOUNT_ID,
        ALPHA,
        hashers=_SUBNET_HOTKEY,
        default=Alpha(0),
        doc="Alpha that the stakers of a hotkey got in the last epoch, without its take.",
    )
    TotalHotkeyAlphaLastEpoch = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        ALPHA,
        hashers=_HOTKEY_SUBNET,
        default=Alpha(0),
        doc="Stake on a hotkey when its last dividends were paid.",
    )
    AlphaV2MapLastKey = Value(
        option(BYTES), default=None, doc="State key of the last stake that the search for stakers of root has seen."
    )
