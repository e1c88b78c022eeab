"""What happened to stake."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, TAO
from taonet.scale import U64, Typed

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")
_TRADE = {"coldkey": _ACCOUNT, "hotkey": _ACCOUNT, "tao": TAO, "alpha": ALPHA, "netuid": NET_UID, "fee": U64}


@final
@event(index=2, fields=_TRADE, named=False)
class StakeAdded(Event, frozen=True):
    """A coldkey put TAO on a hotkey and got alpha; `tao` includes the fee, which is rao."""

    coldkey: AccountId
    hotkey: AccountId
    tao: Tao
    alpha: Alpha
    netuid: NetUid
    fee: int


@final
@event(index=3, fields=_TRADE, named=False)
class StakeRemoved(Event, frozen=True):
    """A coldkey took alpha off a hotkey and got TAO; `fee` is alpha on top of `alpha`."""

    coldkey: AccountId
    hotkey: AccountId
    tao: Tao
    alpha: Alpha
    netuid: NetUid
    fee: int


@final
@event(
    index=4,
    fields={
        "coldkey": _ACCOUNT,
        "origin_hotkey": _ACCOUNT,
        "origin_netuid": NET_UID,
        "destination_hotkey": _ACCOUNT,
        "destination_netuid": NET_UID,
        "tao": TAO,
    },
    named=False,
)
class StakeMoved(Event, frozen=True):
    """A coldkey moved stake to another hotkey, another subnet or both; `tao` is what it was worth."""

    coldkey: AccountId
    origin_hotkey: AccountId
    origin_netuid: NetUid
    destination_hotkey: AccountId
    destination_netuid: NetUid
    tao: Tao


@final
@event(
    index=92,
    fields={
        "origin_coldkey": _ACCOUNT,
        "destination_coldkey": _ACCOUNT,
        "hotkey": _ACCOUNT,
        "origin_netuid": NET_UID,
        "destination_netuid": NET_UID,
        "tao": TAO,
    },
    named=False,
)
class StakeTransferred(Event, frozen=True):
    """Stake got another owner; `tao` is what it was worth."""

    origin_coldkey: AccountId
    destination_coldkey: AccountId
    hotkey: AccountId
    origin_netuid: NetUid
    destination_netuid: NetUid
    tao: Tao


@final
@event(
    index=93,
    fields={
        "coldkey": _ACCOUNT,
        "hotkey": _ACCOUNT,
        "origin_netuid": NET_UID,
        "destination_netuid": NET_UID,
        "tao": TAO,
    },
    named=False,
)
class StakeSwapped(Event, frozen=True):
    """Stake went to another subnet on the same hotkey; `tao` is what it was worth."""

    coldkey: AccountId
    hotkey: AccountId
    origin_netuid: NetUid
    destination_netuid: NetUid
    tao: Tao


_ALPHA_GONE = {"coldkey": _ACCOUNT, "hotkey": _ACCOUNT, "amount": ALPHA, "netuid": NET_UID}


@final
@event(index=97, fields=_ALPHA_GONE, named=False)
class AlphaRecycled(Event, frozen=True):
    """A coldkey recycled alpha, so that it can be minted again."""

    coldkey: AccountId
    hotkey: AccountId
    amount: Alpha
    netuid: NetUid


@final
@event(index=98, fields=_ALPHA_GONE, named=False)
class AlphaBurned(Event, frozen=True):
    """A coldkey burned alpha, which is never minted again."""

    coldkey: AccountId
    hotkey: AccountId
    amount: Alpha
    netuid: NetUid


@final
@event(index=125, fields={"netuid": NET_UID, "hotkey": _ACCOUNT, "amount": TAO, "alpha": ALPHA})
class AddStakeBurn(Event, frozen=True):
    """TAO was staked and the alpha it bought was burned at once."""

    netuid: NetUid
    hotkey: AccountId
    amount: Tao
    alpha: Alpha


@final
@event(
    index=143,
    fields={
        "origin_coldkey": _ACCOUNT,
        "destination_coldkey": _ACCOUNT,
        "origin_hotkey": _ACCOUNT,
        "destination_hotkey": _ACCOUNT,
        "origin_netuid": NET_UID,
        "destination_netuid": NET_UID,
        "amount": TAO,
    },
)
class StakeAndHotkeyTransferred(Event, frozen=True):
    """Stake got another owner and another hotkey; `amount` is what it was worth."""

    origin_coldkey: AccountId
    destination_coldkey: AccountId
    origin_hotkey: AccountId
    destination_hotkey: AccountId
    origin_netuid: NetUid
    destination_netuid: NetUid
    amount: Tao
