"""How much a trade may be: the largest input of a pool, and what can be traded before a price limit is reached."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX, saturating_add
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.errors import InsufficientLiquidity
from taonet.runtime.pallets.subtensor.staking.constants import PRICE_ONE
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.swap import logic as swap
from taonet.runtime.pallets.swap.trade import Side


def ensure_purchase_within_pool(s: State, netuid: NetUid, amount: Tao) -> None:
    """Refuse TAO above the largest input of the subnet's pool."""
    if _has_pool(s, netuid) and amount > swap.largest_input(Staking.SubnetTAO.get(s, netuid)):
        raise InsufficientLiquidity


def ensure_sale_within_pool(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Refuse alpha above the largest input of the subnet's pool."""
    if _has_pool(s, netuid) and amount > swap.largest_input(Staking.SubnetAlphaIn.get(s, netuid)):
        raise InsufficientLiquidity


def max_amount_add(s: State, netuid: NetUid, limit_price: Tao) -> Tao:
    """Return the rao, fee included, that can be staked until the price reaches the limit.

    Without a pool the price stays at 1: everything, or nothing for a limit below 1.
    """
    if not _has_pool(s, netuid):
        return Tao(U64_MAX if limit_price >= PRICE_ONE else 0)
    largest = swap.largest_input(Staking.SubnetTAO.get(s, netuid))
    outcome = swap.quote(s, netuid, Side.BUY, largest, limit_price)
    return Tao(saturating_add(outcome.amount_paid_in, outcome.fee_paid))


def max_amount_remove(s: State, netuid: NetUid, limit_price: Tao) -> Alpha:
    """Return the alpha, fee included, that can be sold until the price reaches the limit.

    Without a pool the price stays at 1: everything, or nothing for a limit above 1.
    """
    if not _has_pool(s, netuid):
        return Alpha(U64_MAX if limit_price <= PRICE_ONE else 0)
    largest = swap.largest_input(Staking.SubnetAlphaIn.get(s, netuid))
    outcome = swap.quote(s, netuid, Side.SELL, largest, limit_price)
    return Alpha(saturating_add(outcome.amount_paid_in, outcome.fee_paid))


def max_amount_move(s: State, origin: NetUid, destination: NetUid, limit_price: Tao) -> Alpha:
    """Return the alpha that can go to another subnet until the ratio of the two prices falls to the limit.

    The limit is origin price over destination price, times 10**9.
    """
    from_pool, to_pool = _has_pool(s, origin), _has_pool(s, destination)
    if not from_pool and not to_pool:
        return Alpha(0 if limit_price > PRICE_ONE else U64_MAX)
    if not from_pool:
        if limit_price == 0:
            return Alpha(U64_MAX)
        one = U64F64.from_int(PRICE_ONE)
        upside_down = U64F64.mul(U64F64.safe_div(one, U64F64.from_int(limit_price)), one)
        return Alpha(max_amount_add(s, destination, Tao(U64F64.to_int(upside_down))))
    if not to_pool:
        return max_amount_remove(s, origin, limit_price)
    return _max_amount_between_pools(s, origin, destination, limit_price)


def _max_amount_between_pools(s: State, origin: NetUid, destination: NetUid, limit_price: Tao) -> Alpha:
    tao_1, tao_2 = Staking.SubnetTAO.get(s, origin), Staking.SubnetTAO.get(s, destination)
    alpha_1, alpha_2 = Staking.SubnetAlphaIn.get(s, origin), Staking.SubnetAlphaIn.get(s, destination)
    if 0 in {tao_1, tao_2, alpha_1, alpha_2}:
        return Alpha(0)
    limit = U64F64.safe_div(U64F64.from_int(limit_price), U64F64.from_int(PRICE_ONE))
    ratio = U64F64.safe_div(swap.current_price(s, origin), swap.current_price(s, destination))
    if limit > ratio:
        return Alpha(0)
    if limit_price == 0:
        return Alpha(U64_MAX)
    # The closed form holds for pools of equal weights; the chain uses it for all.
    total = U64F64.add(U64F64.from_int(tao_1), U64F64.from_int(tao_2))
    share_1 = U64F64.safe_div(U64F64.from_int(tao_1), total)
    share_2 = U64F64.safe_div(U64F64.from_int(tao_2), total)
    reachable = U64F64.safe_div(U64F64.mul(U64F64.from_int(alpha_2), share_1), limit)
    return Alpha(U64F64.to_int(U64F64.sub(reachable, U64F64.mul(U64F64.from_int(alpha_1), share_2))))


def _has_pool(s: State, netuid: NetUid) -> bool:
    return netuid != ROOT and swap.is_dynamic(s, netuid)
