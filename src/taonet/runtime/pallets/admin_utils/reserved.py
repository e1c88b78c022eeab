"""Names of settings of what this runtime does not have: baskets, precompiles, proof of work, GRANDPA."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.pallets.admin_utils.types import PrecompileEnum
from taonet.runtime.types import account, netuid
from taonet.scale import u16, u64


@final
class POWRegistrationDisabled(ModuleError, index=12):
    """Former chains: registration by work could not be opened."""


@final
class Deprecated(ModuleError, index=13):
    """The setting was given up and does nothing. Its successor has another name."""


@final
class GrandpaChangeDelayMustBeZero(ModuleError, index=16):
    """New finality voters take over at the end of the block. Name no delay."""


@final
@event(index=0)
class PrecompileUpdated(Event, frozen=True):
    """Contracts may call this part of the chain from now on, or may not."""

    precompile_id: PrecompileEnum
    enabled: bool


@final
@event(index=2)
class BondsResetToggled(Event, frozen=True):
    """Miners of a subnet may ask that bonds in them are forgotten, or may not."""

    netuid: netuid
    enabled: bool


@final
@event(index=8)
class BasketConcentrationCapSet(Event, frozen=True):
    """One subnet may be this share of a basket; 65535 is all of it."""

    cap: u16


@final
@event(index=9)
class BasketTradingToggled(Event, frozen=True):
    """Trading was opened or closed for all baskets."""

    enabled: bool


@final
@event(index=10)
class BasketTradingFrozenSet(Event, frozen=True):
    """The basket of a validator was frozen or released."""

    hotkey: account
    frozen: bool


@final
@event(index=11)
class BasketDailyTurnoverCapSet(Event, frozen=True):
    """A basket may trade this share of itself in a day; 65535 is all of it."""

    cap: u16


@final
@event(index=12)
class BasketLiquidityCapSet(Event, frozen=True):
    """A basket may hold this share of a pool; 65535 is all of it."""

    cap: u16


@final
@event(index=13)
class BasketClaimDustSet(Event, frozen=True):
    """Claims leave out holdings below these bounds, in rao and in ten-thousandths."""

    row_cap_rao: u64
    row_bps: u16
    slice_rao: u64
    forfeit_cap_rao: u64


@final
@event(index=14)
class BasketMinTradeTaoSet(Event, frozen=True):
    """A basket trades at least this much at once, in rao."""

    min_trade_rao: u64
