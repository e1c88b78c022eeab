"""Calls of the swap pallet. Only the fee rate can still be set; what managed positions of users answers `Deprecated`.

Source: pallet/mod.rs set_fee_rate, add_liquidity, remove_liquidity, modify_position, toggle_user_liquidity, disable_lp
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.swap.errors import Deprecated, FeeRateTooHigh, MechanismDoesNotExist
from taonet.runtime.pallets.swap.events import FeeRateSet
from taonet.runtime.pallets.swap.storage import Storage
from taonet.runtime.pallets.swap.trade import MAX_FEE_RATE
from taonet.runtime.pallets.swap.types import POSITION_ID, TICK_INDEX
from taonet.runtime.types import account, netuid
from taonet.scale import i64, u16, u64


@call(index=0, weight=reads_writes(15_063_000, 1, 1, 3_994))
def set_fee_rate(s: State, origin: Origin, netuid: netuid, rate: u16) -> None:
    """Set the share of a trade's input that is the fee, in parts of 65535. Root only."""
    ensure_root(origin)
    if not Subnets.NetworksAdded.get(s, netuid):
        raise MechanismDoesNotExist
    if rate > MAX_FEE_RATE:
        raise FeeRateTooHigh

    Storage.FeeRate.put(s, netuid, rate)
    s.emit(FeeRateSet(netuid, rate))


@call(index=1, weight=Weight(1_892_000))
def add_liquidity(
    s: State,
    origin: Origin,
    hotkey: account,
    netuid: netuid,
    tick_low: Annotated[int, TICK_INDEX],
    tick_high: Annotated[int, TICK_INDEX],
    liquidity: u64,
) -> None:
    """Answer `Deprecated`: users cannot provide liquidity any more."""
    raise Deprecated


@call(index=2, weight=Weight(1_944_000))
def remove_liquidity(
    s: State, origin: Origin, hotkey: account, netuid: netuid, position_id: Annotated[int, POSITION_ID]
) -> None:
    """Answer `Deprecated`: there are no positions of users any more."""
    raise Deprecated


@call(index=3, weight=Weight(1_864_000))
def modify_position(
    s: State,
    origin: Origin,
    hotkey: account,
    netuid: netuid,
    position_id: Annotated[int, POSITION_ID],
    liquidity_delta: i64,
) -> None:
    """Answer `Deprecated`: there are no positions of users any more."""
    raise Deprecated


@call(index=4, weight=Weight(1_912_000))
def toggle_user_liquidity(s: State, origin: Origin, netuid: netuid, enable: bool) -> None:
    """Answer `Deprecated`: users cannot provide liquidity any more."""
    raise Deprecated


@call(index=5, weight=Weight(1_924_000))
def disable_lp(s: State, origin: Origin) -> None:
    """Answer `Deprecated`: users cannot provide liquidity any more."""
    raise Deprecated
