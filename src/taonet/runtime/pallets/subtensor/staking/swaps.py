"""Trades between TAO and alpha, minted and burned alpha, and their counters: reserves, alpha outside, volume, flows.

Only the counters change here; the caller moves the TAO itself (`positions`). Limits are rao per alpha.

Source: coinbase/alpha.rs resolve_to_alpha_out, resolve_to_alpha_in, recycle_subnet_alpha, burn_subnet_alpha
Source: coinbase/subnet_emissions.rs record_tao_inflow, record_tao_outflow, record_protocol_inflow
Source: staking/stake_utils.rs swap_tao_for_alpha, swap_alpha_for_tao
"""

from __future__ import annotations

from typing import Generic, TypeVar, final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U128_MAX, saturating_add, saturating_sub
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.alpha_assets import logic as assets
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.swap.trade import MAX_PRICE_LIMIT, MIN_PRICE_LIMIT, Outcome, Side

In = TypeVar("In", bound=int)
Out = TypeVar("Out", bound=int)

NO_BUY_LIMIT = Tao(MAX_PRICE_LIMIT)
NO_SELL_LIMIT = Tao(MIN_PRICE_LIMIT)
"""A sale never pushes a price below a millionth of a TAO."""

_MAX = (1 << 63) - 1
_MIN = -(1 << 63)


@final
class SwapResult(msgspec.Struct, Generic[In, Out], frozen=True):
    """What a trade moved: `paid_in` entered the pool, `paid_out` left it, `fee` came on top of `paid_in`.

    `fee_due` is the part of the fee that is owed to the block's author: all of it, or 0 when nothing was traded.
    """

    paid_in: In
    paid_out: Out
    fee: In
    fee_due: In


def swap_tao_for_alpha(
    s: State, netuid: NetUid, amount: Tao, limit_price: Tao, *, drop_fees: bool = False
) -> SwapResult[Tao, Alpha]:
    """Buy alpha for up to `amount` until the price is at the limit; one to one where there is no pool."""
    if pools.is_dynamic(s, netuid):
        result = _bought(pools.execute(s, netuid, Side.BUY, amount, limit_price, drop_fees=drop_fees))
    else:
        result = SwapResult(amount, Alpha(amount), Tao(0), Tao(0))

    Staking.SubnetAlphaIn.update(s, netuid, lambda alpha: Alpha(saturating_sub(alpha, result.paid_out)))
    Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, result.paid_out)))
    Staking.SubnetTAO.update(s, netuid, lambda tao: Tao(saturating_add(tao, result.paid_in)))
    # Until spec 461 the total grew by the whole amount, fee and refund included.
    Staking.TotalStake.update(s, lambda tao: Tao(saturating_add(tao, result.paid_in)))
    _add_volume(s, netuid, amount)
    return result


def swap_alpha_for_tao(
    s: State, netuid: NetUid, amount: Alpha, limit_price: Tao, *, drop_fees: bool = False
) -> SwapResult[Alpha, Tao]:
    """Sell up to `amount` of alpha until the price is at the limit; one to one where there is no pool."""
    if pools.is_dynamic(s, netuid):
        result = _sold(pools.execute(s, netuid, Side.SELL, amount, limit_price, drop_fees=drop_fees))
    else:
        result = SwapResult(amount, Tao(amount), Alpha(0), Alpha(0))

    Staking.SubnetAlphaIn.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, result.paid_in)))
    Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_sub(alpha, result.paid_in)))
    Staking.SubnetTAO.update(s, netuid, lambda tao: Tao(saturating_sub(tao, result.paid_out)))
    Staking.TotalStake.update(s, lambda tao: Tao(saturating_sub(tao, result.paid_out)))
    _add_volume(s, netuid, result.paid_out)
    return result


def sim_swap_tao_for_alpha(s: State, netuid: NetUid, amount: Tao) -> SwapResult[Tao, Alpha]:
    """Return what buying alpha for `amount` without limit would do. Refuse as the purchase would."""
    return _bought(pools.simulate(s, netuid, Side.BUY, amount))


def sim_swap_alpha_for_tao(s: State, netuid: NetUid, amount: Alpha) -> SwapResult[Alpha, Tao]:
    """Return what selling `amount` of alpha without limit would do. Refuse as the sale would."""
    return _sold(pools.simulate(s, netuid, Side.SELL, amount))


def mint_alpha_out(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Mint alpha outside the pool; the caller says whose it is."""
    if amount:
        assets.mint_alpha(s, netuid, amount)
        Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, amount)))


def mint_alpha_in(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Mint alpha into the pool."""
    if amount:
        assets.mint_alpha(s, netuid, amount)
        Staking.SubnetAlphaIn.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, amount)))


def recycle_subnet_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Destroy alpha outside the pool, so that it can be minted again; the caller took it from its holder."""
    if amount:
        Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_sub(alpha, amount)))
        assets.recycle_alpha(s, netuid, amount)


def burn_subnet_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Count alpha as burned: it stays outside the pool, without a holder; the caller took it from its holder."""
    assets.burn_alpha(s, netuid, amount)


def record_tao_inflow(s: State, netuid: NetUid, tao: Tao) -> None:
    """Count TAO that stakers brought."""
    Staking.SubnetTaoFlow.update(s, netuid, lambda flow: _clamped(flow + tao))


def record_tao_outflow(s: State, netuid: NetUid, tao: Tao) -> None:
    """Count TAO that stakers took away."""
    Staking.SubnetTaoFlow.update(s, netuid, lambda flow: _clamped(flow - tao))


def record_protocol_inflow(s: State, netuid: NetUid, tao: Tao) -> None:
    """Count TAO that the chain itself brought."""
    Staking.SubnetProtocolFlow.update(s, netuid, lambda flow: _clamped(flow + tao))


def _bought(outcome: Outcome) -> SwapResult[Tao, Alpha]:
    return SwapResult(
        Tao(outcome.amount_paid_in),
        Alpha(outcome.amount_paid_out),
        Tao(outcome.fee_paid),
        Tao(outcome.fee_to_block_author),
    )


def _sold(outcome: Outcome) -> SwapResult[Alpha, Tao]:
    return SwapResult(
        Alpha(outcome.amount_paid_in),
        Tao(outcome.amount_paid_out),
        Alpha(outcome.fee_paid),
        Alpha(outcome.fee_to_block_author),
    )


def _add_volume(s: State, netuid: NetUid, tao: Tao) -> None:
    Staking.SubnetVolume.update(s, netuid, lambda volume: saturating_add(volume, tao, U128_MAX))


def _clamped(flow: int) -> int:
    return min(max(flow, _MIN), _MAX)
