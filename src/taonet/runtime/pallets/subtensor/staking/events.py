"""Events of staking."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid, tao
from taonet.scale import u64


@final
@event(index=2, named=False)
class StakeAdded(Event, frozen=True):
    """A coldkey put TAO on a hotkey and got alpha; `tao` includes the fee, which is rao."""

    coldkey: account
    hotkey: account
    tao: tao
    alpha: alpha
    netuid: netuid
    fee: u64


@final
@event(index=3, named=False)
class StakeRemoved(Event, frozen=True):
    """A coldkey took alpha off a hotkey and got TAO; `fee` is alpha on top of `alpha`."""

    coldkey: account
    hotkey: account
    tao: tao
    alpha: alpha
    netuid: netuid
    fee: u64


@final
@event(index=4, named=False)
class StakeMoved(Event, frozen=True):
    """A coldkey moved stake to another hotkey, another subnet or both; `tao` is what it was worth."""

    coldkey: account
    origin_hotkey: account
    origin_netuid: netuid
    destination_hotkey: account
    destination_netuid: netuid
    tao: tao


@final
@event(index=92, named=False)
class StakeTransferred(Event, frozen=True):
    """Stake got another owner; `tao` is what it was worth."""

    origin_coldkey: account
    destination_coldkey: account
    hotkey: account
    origin_netuid: netuid
    destination_netuid: netuid
    tao: tao


@final
@event(index=93, named=False)
class StakeSwapped(Event, frozen=True):
    """Stake went to another subnet on the same hotkey; `tao` is what it was worth."""

    coldkey: account
    hotkey: account
    origin_netuid: netuid
    destination_netuid: netuid
    tao: tao


@final
@event(index=97, named=False)
class AlphaRecycled(Event, frozen=True):
    """A coldkey recycled alpha, so that it can be minted again."""

    coldkey: account
    hotkey: account
    amount: alpha
    netuid: netuid


@final
@event(index=98, named=False)
class AlphaBurned(Event, frozen=True):
    """A coldkey burned alpha, which is never minted again."""

    coldkey: account
    hotkey: account
    amount: alpha
    netuid: netuid


@final
@event(index=125)
class AddStakeBurn(Event, frozen=True):
    """TAO was staked and the alpha it bought was burned at once."""

    netuid: netuid
    hotkey: account
    amount: tao
    alpha: alpha


@final
@event(index=128)
class TransactionFeePaidWithAlpha(Event, frozen=True):
    """A fee was paid with alpha; `tao_amount` is the rao that it gave."""

    who: account
    netuid: netuid
    alpha_fee: alpha
    tao_amount: tao


@final
@event(index=143)
class StakeAndHotkeyTransferred(Event, frozen=True):
    """Stake got another owner and another hotkey; `amount` is what it was worth."""

    origin_coldkey: account
    destination_coldkey: account
    origin_hotkey: account
    destination_hotkey: account
    origin_netuid: netuid
    destination_netuid: netuid
    amount: tao
