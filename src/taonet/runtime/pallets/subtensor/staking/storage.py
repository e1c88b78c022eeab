"""Storage of staking: the two issuance totals, each subnet's pool, and the share pool of every hotkey."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY, TWOX_64_CONCAT
from taonet.frame.storage import (
    DoubleMap,
    Map,
    NMap,
    OptionDoubleMap,
    OptionMap,
    Value,
    storage,
)
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.types import ACCOUNT_ID, ALPHA, I64F64, NET_UID, TAO
from taonet.scale import I64, U64, U128, Codec, struct, tuple_of

SAFE_FLOAT: Codec[SafeFloat] = struct(SafeFloat, "share_pool::SafeFloat", {"mantissa": U128, "exponent": I64})
"""A share of a stake pool, see `taonet.primitives.safe_float`."""


_HOTKEY_SUBNET = (BLAKE2_128_CONCAT, IDENTITY)
_POSITION = (BLAKE2_128_CONCAT, BLAKE2_128_CONCAT, IDENTITY)
_POSITION_KEYS = (ACCOUNT_ID, ACCOUNT_ID, NET_UID)

Position = tuple[AccountId, AccountId, NetUid]
"""Hotkey, coldkey, subnet: who backs whom where."""


@final
@storage("SubtensorModule")
class Staking:
    """Pools, stakes and the totals that they add up to."""

    TotalIssuance = Value(TAO, default=Tao(0), doc="Rao in existence; the block emission is computed from it.")
    TotalStake = Value(
        TAO, default=Tao(0), doc="Rao that went into all pools and did not come out, as trades report it."
    )

    SubnetTAO = Map(
        NET_UID, TAO, hasher=IDENTITY, default=Tao(0), doc="TAO in the pool of a subnet, in rao; on root, the stake."
    )
    SubnetAlphaIn = Map(NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha in the pool of a subnet.")
    SubnetAlphaOut = Map(NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Alpha of a subnet outside its pool.")
    SubnetProtocolAlpha = Map(
        NET_UID,
        ALPHA,
        hasher=IDENTITY,
        default=Alpha(0),
        doc="Alpha that the chain bought with excess emission; counted as outside the pool, owned by nobody.",
    )
    SubnetVolume = Map(
        NET_UID, U128, hasher=IDENTITY, default=0, doc="Rao that trades with the pool of a subnet have moved so far."
    )
    SubnetTaoFlow = Map(
        NET_UID, I64, hasher=IDENTITY, default=0, doc="Rao that stakers brought to a subnet minus what they took away."
    )
    SubnetEmaTaoFlow = OptionMap(
        NET_UID,
        tuple_of(U64, I64F64),
        hasher=IDENTITY,
        doc="Block and moving average of a subnet's flow, from when shares came of flows. No rule writes it any more.",
    )
    SubnetProtocolFlow = Map(
        NET_UID,
        I64,
        hasher=IDENTITY,
        default=0,
        doc="Rao that the chain itself brought to a subnet minus what it took.",
    )

    TotalHotkeyAlpha = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        ALPHA,
        hashers=_HOTKEY_SUBNET,
        default=Alpha(0),
        doc="Stake on a hotkey of a subnet, of all coldkeys together.",
    )
    TotalAlphaStaked = Map(
        NET_UID, ALPHA, hasher=IDENTITY, default=Alpha(0), doc="Stake on all hotkeys of a subnet together."
    )
    TotalHotkeySharesV2 = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        SAFE_FLOAT,
        hashers=_HOTKEY_SUBNET,
        default=SafeFloat(0, 0),
        doc="What all shares of a hotkey's pool sum to.",
    )
    AlphaV2: NMap[Position, SafeFloat] = NMap(
        _POSITION_KEYS,
        SAFE_FLOAT,
        hashers=_POSITION,
        default=SafeFloat(0, 0),
        doc="A coldkey's share in the stake pool of a hotkey on a subnet.",
    )
    AlphaSharePoolEpoch = DoubleMap(
        ACCOUNT_ID,
        NET_UID,
        U64,
        hashers=_HOTKEY_SUBNET,
        default=0,
        doc="How often the stake pool of a hotkey ran empty and was closed. Shares of earlier epochs are void.",
    )
    AlphaShareEpoch: NMap[Position, int] = NMap(
        _POSITION_KEYS, U64, hashers=_POSITION, default=0, doc="Pool epoch in which a share was last written."
    )

    LastColdkeyHotkeyStakeBlock = OptionDoubleMap(
        ACCOUNT_ID,
        ACCOUNT_ID,
        U64,
        hashers=(TWOX_64_CONCAT, TWOX_64_CONCAT),
        doc="Block in which a coldkey last changed its root stake on a hotkey.",
    )
    RootStakeUnlockInterval = Value(U64, default=0, doc="Blocks that root stake must rest before it may leave root.")
    StakingColdkeysByIndex = OptionMap(U64, ACCOUNT_ID, hasher=IDENTITY, doc="Coldkeys with root stake, numbered.")
    StakingColdkeys = OptionMap(ACCOUNT_ID, U64, hasher=IDENTITY, doc="The number of a coldkey with root stake.")
    NumStakingColdkeys = Value(U64, default=0, doc="How many coldkeys with root stake are numbered.")
