"""Calls that register neurons and lock collateral for them. Coldkeys sign them."""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.errors import AmountTooLow
from taonet.runtime.pallets.subtensor.registration import collateral, registering, root
from taonet.runtime.pallets.subtensor.registration.events import MinCollateralSet
from taonet.runtime.pallets.subtensor.staking.validation import ensure_subtoken_enabled
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, TAO
from taonet.scale import BYTES, U64, Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@call(
    index=6,
    args={
        "netuid": NET_UID,
        "block_number": U64,
        "nonce": U64,
        "work": BYTES,
        "hotkey": _ACCOUNT,
        "coldkey": _ACCOUNT,
    },
    weight=reads_writes(349_872_000, 34, 29, 6_148),
)
def register(
    s: State,
    origin: Origin,
    netuid: NetUid,
    block_number: int,  # noqa: ARG001  see the text
    nonce: int,  # noqa: ARG001
    work: bytes,  # noqa: ARG001
    hotkey: AccountId,
    coldkey: AccountId,  # noqa: ARG001
) -> None:
    """Register a hotkey like `burned_register`, for the coldkey that signed.

    Work used to be looked at here; now only `netuid` and `hotkey` are.
    """
    registering.register(s, ensure_signed(origin), netuid, hotkey)


@call(index=7, args={"netuid": NET_UID, "hotkey": _ACCOUNT}, weight=reads_writes(336_815_000, 34, 29, 6_148))
def burned_register(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
    """Register a hotkey of the signing coldkey on a subnet for the present price."""
    registering.register(s, ensure_signed(origin), netuid, hotkey)


@call(
    index=134,
    args={"netuid": NET_UID, "hotkey": _ACCOUNT, "limit_price": U64},
    weight=reads_writes(354_200_000, 47, 40),
)
def register_limit(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId, limit_price: int) -> None:
    """Register a hotkey like `burned_register` if the price is at most `limit_price` rao."""
    coldkey = ensure_signed(origin)
    registering.ensure_price(s, netuid, Tao(limit_price))
    registering.register(s, coldkey, netuid, hotkey)


@call(index=62, args={"hotkey": _ACCOUNT}, weight=reads_writes(103_934_000, 19, 16, 4_981))
def root_register(s: State, origin: Origin, hotkey: AccountId) -> None:
    """Register a hotkey on root for root's present price, which is recycled.

    When root is full, the seat with the least stake that is past immunity goes to the newcomer.
    """
    root.ensure_root_exists(s)
    root.register(s, ensure_signed(origin), hotkey)


@call(
    index=144,
    args={"netuid": NET_UID, "hotkey": _ACCOUNT, "alpha": ALPHA, "limit_price": TAO},
    weight=reads_writes(354_200_000, 47, 40),
)
def add_collateral(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId, alpha: Alpha, limit_price: Tao) -> None:
    """Lock `alpha` more collateral on a hotkey of the signing coldkey, out of free stake and then by a purchase.

    The purchase is refused above `limit_price` rao per alpha. The rate of release stays as it is.
    """
    coldkey = ensure_signed(origin)
    registering.ensure_not_root(s, netuid)
    ensure_subtoken_enabled(s, netuid)
    keys.ensure_owns(s, coldkey, hotkey)
    if alpha == 0:
        raise AmountTooLow
    collateral.add(s, coldkey, hotkey, netuid, alpha, limit_price)


@call(
    index=145,
    args={"netuid": NET_UID, "hotkey": _ACCOUNT, "min_locked": ALPHA},
    weight=reads_writes(40_000_000, 5, 2),
)
def set_min_collateral(s: State, origin: Origin, netuid: NetUid, hotkey: AccountId, min_locked: Alpha) -> None:
    """Set the amount at which the collateral of a hotkey of the signing coldkey keeps itself; 0 clears it.

    Nothing is released below it, and what the hotkey earns is locked until it is reached.
    """
    coldkey = ensure_signed(origin)
    registering.ensure_not_root(s, netuid)
    keys.ensure_owns(s, coldkey, hotkey)

    collateral.set_floor(s, netuid, hotkey, coldkey, min_locked)
    s.emit(MinCollateralSet(netuid, hotkey, min_locked))
