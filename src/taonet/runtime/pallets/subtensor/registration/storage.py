"""Storage of registration: counters, what was spent, and the collateral of miners."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import DoubleMap, Map, OptionMap, OptionNMap, storage
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.registration.types import (
    MAX_COLDKEY_COLLATERAL_HOTKEYS,
    MINER_COLLATERAL_STATE,
    MinerCollateralState,
)
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, TAO
from taonet.scale import U16, U64, bounded_vec


@final
@storage("SubtensorModule")
class Registration:
    """Items of this slice in the state."""

    RegistrationsThisBlock = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=0,
        doc="Registrations on a subnet in this block.",
    )
    RegistrationsThisInterval = Map(
        NET_UID,
        U16,
        hasher=IDENTITY,
        default=0,
        doc="Registrations on a subnet since its last adjustment; counted on root only.",
    )
    LastPowRegistrationBlock = OptionMap(
        ACCOUNT_ID,
        U64,
        doc="The block whose work a hotkey last registered with; older work of it is refused.",
    )
    RAORecycledForRegistration = Map(
        NET_UID,
        TAO,
        hasher=IDENTITY,
        default=Tao(0),
        doc="TAO spent on registrations on a subnet, in rao.",
    )
    MinerCollateral: OptionNMap[tuple[NetUid, AccountId, AccountId], MinerCollateralState] = OptionNMap(
        (NET_UID, ACCOUNT_ID, ACCOUNT_ID),
        MINER_COLLATERAL_STATE,
        hashers=(IDENTITY, BLAKE2_128_CONCAT, BLAKE2_128_CONCAT),
        doc="Alpha that a coldkey has locked on a hotkey to mine, and how it is released.",
    )
    ColdkeyMinerCollateral = DoubleMap(
        NET_UID,
        ACCOUNT_ID,
        ALPHA,
        hashers=(IDENTITY, BLAKE2_128_CONCAT),
        default=Alpha(0),
        doc="Alpha that a coldkey has locked as collateral on a subnet, over all hotkeys.",
    )
    ColdkeyCollateralHotkeys = DoubleMap(
        NET_UID,
        ACCOUNT_ID,
        bounded_vec(ACCOUNT_ID, MAX_COLDKEY_COLLATERAL_HOTKEYS),
        hashers=(IDENTITY, BLAKE2_128_CONCAT),
        default=[],
        doc="Hotkeys for which a coldkey has collateral on a subnet.",
    )
