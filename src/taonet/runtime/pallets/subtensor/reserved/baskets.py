"""Names of root baskets: the funds in which validators keep the dividends of root."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid, tao
from taonet.scale import u32, u64


@final
class InvalidRootClaimThreshold(ModuleError, index=124):
    """The threshold for claims is above what the chain allows. Choose a smaller one."""


@final
class BetaBasketSeedInProgress(ModuleError, index=157):
    """The baskets are still being filled for the first time. Try again in a later block."""


@final
class RootClaimTooHeavy(ModuleError, index=159):
    """The claim touches more baskets and holdings than one call may. Claim from one validator at a time."""


@final
class BasketDepositPending(ModuleError, index=161):
    """Dividends of this validator still wait to be put into its basket. Try again in a later block."""


@final
class BasketConcentrationCapExceeded(ModuleError, index=165):
    """The trade would put too large a share of the basket on one subnet. Buy less of it."""


@final
class BasketTradingDisabled(ModuleError, index=166):
    """Root has closed trading for all baskets. Wait until it opens again."""


@final
class BasketTradingFrozen(ModuleError, index=167):
    """Root has frozen the basket of this validator; deposits and claims go on. Ask root to release it."""


@final
class BasketTurnoverBudgetExceeded(ModuleError, index=168):
    """The basket has traded most of what it may in a day. Trade less, or wait for the budget to refill."""


@final
class BasketSameSubnet(ModuleError, index=169):
    """The trade begins and ends on one subnet. Name two."""


@final
class BasketLiquidityCapExceeded(ModuleError, index=170):
    """The basket would hold too large a share of the subnet's pool. Buy less, or where the pool is deeper."""


@final
class BasketMinOutNotMet(ModuleError, index=171):
    """The trade would have paid out less than the caller asked for. Ask for the price again, or accept less."""


@final
class BasketSwapBatchEmpty(ModuleError, index=172):
    """The batch holds no trade. Put at least one into it."""


@final
@event(index=115)
class RootClaimed(Event, frozen=True):
    """A coldkey took what it was due from all its baskets; `tao` is now staked on root."""

    coldkey: account
    tao: tao


@final
@event(index=116)
class BasketDeposited(Event, frozen=True):
    """Dividends worth `tao` went into a validator's basket, for `shares` new shares."""

    hotkey: account
    tao: tao
    shares: u64


@final
@event(index=117)
class BasketStakedIn(Event, frozen=True):
    """A coldkey paid `tao` into a validator's basket, which gained `value`, and got `shares` of it."""

    hotkey: account
    coldkey: account
    tao: tao
    value: tao
    shares: u64


@final
@event(index=118)
class BasketClaimed(Event, frozen=True):
    """A coldkey gave back its shares of a validator's basket; their worth is now staked on root."""

    hotkey: account
    coldkey: account
    tao: tao


@final
@event(index=119)
class BasketHoldingConverted(Event, frozen=True):
    """A subnet ended, and what a basket held of it became TAO inside the basket."""

    hotkey: account
    netuid: netuid
    tao: tao


@final
@event(index=147)
class BetaBaselineStamped(Event, frozen=True):
    """A basket got its first shares, and the level from which its price is counted."""

    hotkey: account


@final
@event(index=148)
class BasketAlphaWrittenOff(Event, frozen=True):
    """A pool was too shallow to sell anything into, and a basket gave up its alpha there."""

    hotkey: account
    netuid: netuid
    alpha: alpha


@final
@event(index=151)
class BasketSwapped(Event, frozen=True):
    """A validator sold what its basket held of one subnet and bought another for the TAO in between."""

    hotkey: account
    origin_netuid: netuid
    destination_netuid: netuid
    alpha_sold: alpha
    tao_mid: tao
    alpha_bought: alpha


@final
@event(index=152)
class BasketClaimDustSkipped(Event, frozen=True):
    """A claim left out holdings too small to sell, worth about this much together."""

    hotkey: account
    coldkey: account
    rows: u32
    forfeited_tao_est: tao
