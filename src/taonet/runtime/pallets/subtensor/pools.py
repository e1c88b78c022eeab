"""Pools over chain storage: prices, trades, fees, and liquidity that the chain provides.

A trade here says what is paid in and out and takes care of the pool's weights. The reserves are moved by staking,
which also moves the tokens. Amounts are rao, prices U64F64 bits, limits rao per alpha.

Source: pallet/impls.rs current_price, maybe_initialize_palswap, adjust_protocol_liquidity, do_swap
Source: pallet/impls.rs do_clear_protocol_liquidity
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.swap import curve, errors, trade
from taonet.runtime.pallets.swap.curve import DEFAULT_QUOTE_WEIGHT, Pool
from taonet.runtime.pallets.swap.liquidity import Reservoir, inject, weight_for_price
from taonet.runtime.pallets.swap.storage import Storage
from taonet.runtime.pallets.swap.trade import MAX_PRICE_LIMIT, MIN_PRICE_LIMIT, Outcome, Side
from taonet.runtime.pallets.swap.types import Balancer

DYNAMIC = 1
"""Mechanism of a subnet whose alpha is priced by its pool; every other one prices alpha at 1."""

_REFUSALS: dict[type[trade.SwapRefused], type[errors.ModuleError]] = {
    trade.SwapInputTooLarge: errors.SwapInputTooLarge,
    trade.ReservesTooLow: errors.ReservesTooLow,
    trade.PriceLimitExceeded: errors.PriceLimitExceeded,
    trade.InsufficientLiquidity: errors.InsufficientLiquidity,
}


def is_dynamic(s: State, netuid: NetUid) -> bool:
    """Tell whether a subnet's alpha is priced by its pool."""
    return Subnets.SubnetMechanism.get(s, netuid) == DYNAMIC


def current_price(s: State, netuid: NetUid) -> int:
    """Return TAO per alpha as U64F64 bits: 1 without a pool, 0 for a pool without alpha."""
    if not is_dynamic(s, netuid):
        return U64F64.one
    alpha = Staking.SubnetAlphaIn.get(s, netuid)
    if alpha == 0:
        return 0
    return curve.price(Pool(Staking.SubnetTAO.get(s, netuid), alpha, Storage.SwapBalancer.get(s, netuid).quote))


def fee_amount(s: State, netuid: NetUid, amount: int) -> int:
    """Return the fee inside an input of `amount`, without regard to any limit."""
    return trade.fee_of(amount, Storage.FeeRate.get(s, netuid)) if is_dynamic(s, netuid) else 0


def initialize(s: State, netuid: NetUid, price: int | None = None) -> None:
    """Give a pool its weights unless it has them: equal ones, or those that make the reserves have `price`.

    Refuse with `ReservesOutOfBalance` a price that asks for a weight beyond 1 % to 99 %.
    """
    if Storage.PalSwapInitialized.get(s, netuid):
        return
    weight: int | None = DEFAULT_QUOTE_WEIGHT
    if price is not None:
        pool = Pool(Staking.SubnetTAO.get(s, netuid), Staking.SubnetAlphaIn.get(s, netuid))
        weight = weight_for_price(pool, price)
        if weight is None:
            raise errors.ReservesOutOfBalance

    Storage.SwapBalancer.put(s, netuid, Balancer(weight))
    Storage.PalSwapInitialized.put(s, netuid, value=True)


def execute(s: State, netuid: NetUid, side: Side, amount: int, limit: int, *, drop_fees: bool = False) -> Outcome:
    """Trade up to `amount` against a pool until the price is at `limit`; the caller moves the reserves.

    Refuse as `trade.swap` does.
    """
    with s.transaction():
        pool, rate, limit_price = _market(s, netuid, limit)
        try:
            outcome = trade.swap(pool, side, amount, limit_price, rate, drop_fees=drop_fees)
        except trade.SwapRefused as refused:
            raise _REFUSALS[type(refused)] from refused
        initialize(s, netuid)
        return outcome


def quote(s: State, netuid: NetUid, side: Side, amount: int, limit: int, *, drop_fees: bool = False) -> Outcome:
    """Return what `execute` would do, changing nothing. Refuse as `trade.quote` does."""
    pool, rate, limit_price = _market(s, netuid, limit)
    try:
        return trade.quote(pool, side, amount, limit_price, rate, drop_fees=drop_fees)
    except trade.SwapRefused as refused:
        raise _REFUSALS[type(refused)] from refused


def simulate(s: State, netuid: NetUid, side: Side, amount: int) -> Outcome:
    """Return what a trade without limit would do, on subnets without a pool too.

    There it is one to one, and nothing at all where the subnet does not exist.
    """
    if is_dynamic(s, netuid):
        return quote(s, netuid, side, amount, MAX_PRICE_LIMIT if side is Side.BUY else MIN_PRICE_LIMIT)
    whole = amount if Subnets.NetworksAdded.get(s, netuid) else 0
    return Outcome(whole, whole, 0, 0)


def protocol_alpha_reservoir(s: State, netuid: NetUid) -> Alpha:
    """Return the alpha that exists but waits for the weights of the pool; it counts as issued."""
    return Storage.BalancerAlphaReservoir.get(s, netuid)


def adjust_protocol_liquidity(s: State, netuid: NetUid, tao: Tao, alpha: Alpha) -> tuple[Tao, Alpha]:
    """Offer liquidity to a pool at its present price and return what of it, and of earlier offers, enters now.

    What the weights cannot take waits in the reservoirs. The caller adds the answer to the reserves.
    """
    pool = Pool(
        Staking.SubnetTAO.get(s, netuid),
        Staking.SubnetAlphaIn.get(s, netuid),
        Storage.SwapBalancer.get(s, netuid).quote,
    )
    waiting = Reservoir(Storage.BalancerTaoReservoir.get(s, netuid), Storage.BalancerAlphaReservoir.get(s, netuid))
    injection = inject(pool, waiting, tao, alpha)

    if injection.tao or injection.alpha or injection.quote_weight != pool.quote_weight:
        Storage.SwapBalancer.put(s, netuid, Balancer(injection.quote_weight))
    if injection.reservoir != waiting:
        _put_reservoir(s, netuid, injection.reservoir)
    return Tao(injection.tao), Alpha(injection.alpha)


def clear_protocol_liquidity(s: State, netuid: NetUid) -> None:
    """Forget everything about the pool of a dissolved subnet, reserves and reservoirs included."""
    Staking.SubnetTAO.put(s, netuid, Tao(0))
    Staking.SubnetAlphaIn.put(s, netuid, Alpha(0))
    Storage.PalSwapInitialized.remove(s, netuid)
    Storage.FeeRate.remove(s, netuid)
    Storage.SwapBalancer.remove(s, netuid)
    _put_reservoir(s, netuid, Reservoir())


def _market(s: State, netuid: NetUid, limit: int) -> tuple[Pool, int, int]:
    """Return pool, fee rate and limit as U64F64 bits; a pool without weights yet counts with equal ones."""
    ready = Storage.PalSwapInitialized.get(s, netuid)
    weight = Storage.SwapBalancer.get(s, netuid).quote if ready else DEFAULT_QUOTE_WEIGHT
    pool = Pool(Staking.SubnetTAO.get(s, netuid), Staking.SubnetAlphaIn.get(s, netuid), weight)
    # Other mechanisms have no fee even where a rate is stored.
    rate = Storage.FeeRate.get(s, netuid) if is_dynamic(s, netuid) else 0
    return pool, rate, trade.limit_price(limit)


def _put_reservoir(s: State, netuid: NetUid, reservoir: Reservoir) -> None:
    if reservoir.tao:
        Storage.BalancerTaoReservoir.put(s, netuid, Tao(reservoir.tao))
    else:
        Storage.BalancerTaoReservoir.remove(s, netuid)
    if reservoir.alpha:
        Storage.BalancerAlphaReservoir.put(s, netuid, Alpha(reservoir.alpha))
    else:
        Storage.BalancerAlphaReservoir.remove(s, netuid)
