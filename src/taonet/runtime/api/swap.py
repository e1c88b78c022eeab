"""Prices of alpha and dry runs of trades, as clients ask for them."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import RAO_PER_TAO, Alpha, Tao
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.fixed import U64F64 as FIXED
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.staking import swaps
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import ALPHA, NET_UID, TAO
from taonet.scale import U64, Codec, struct, vec

_CRATE = "pallet_subtensor_swap_runtime_api"


@final
class SimSwapResult(msgspec.Struct, frozen=True):
    """What a trade would move, cost, and lose against the present price; all zero for one that would be refused."""

    tao_amount: Tao = Tao(0)
    alpha_amount: Alpha = Alpha(0)
    tao_fee: Tao = Tao(0)
    alpha_fee: Alpha = Alpha(0)
    tao_slippage: Tao = Tao(0)
    alpha_slippage: Alpha = Alpha(0)


SIM_SWAP_RESULT: Codec[SimSwapResult] = struct(
    SimSwapResult,
    f"{_CRATE}::SimSwapResult",
    {
        "tao_amount": TAO,
        "alpha_amount": ALPHA,
        "tao_fee": TAO,
        "alpha_fee": ALPHA,
        "tao_slippage": TAO,
        "alpha_slippage": ALPHA,
    },
)


@final
class SubnetPrice(msgspec.Struct, frozen=True):
    """The price of a subnet's alpha in rao."""

    netuid: NetUid
    price: int


SUBNET_PRICE: Codec[SubnetPrice] = struct(SubnetPrice, f"{_CRATE}::SubnetPrice", {"netuid": NET_UID, "price": U64})

API = runtime_api("SwapRuntimeApi", version=1, doc="Prices of alpha and dry runs of trades.")


@API.method(args={"netuid": NET_UID}, returns=U64)
def current_alpha_price(s: State, netuid: NetUid) -> int:
    """Return the price of one alpha of a subnet in rao, rounded down."""
    return FIXED.to_int(FIXED.mul(pools.current_price(s, netuid), FIXED.from_int(RAO_PER_TAO)))


@API.method(returns=vec(SUBNET_PRICE))
def current_alpha_price_all(s: State) -> list[SubnetPrice]:
    """Return the price of one alpha of every subnet in rao, root included."""
    return [SubnetPrice(netuid, current_alpha_price(s, netuid)) for netuid, _ in Subnets.NetworksAdded.items(s)]


@API.method(args={"netuid": NET_UID, "tao": TAO}, returns=SIM_SWAP_RESULT)
def sim_swap_tao_for_alpha(s: State, netuid: NetUid, tao: Tao) -> SimSwapResult:
    """Return what buying alpha for this much TAO would do now."""
    try:
        result = swaps.sim_swap_tao_for_alpha(s, netuid, tao)
    except DispatchError:
        return SimSwapResult()
    ideal = FIXED.to_int(FIXED.safe_div(FIXED.from_int(tao), pools.current_price(s, netuid)))
    return SimSwapResult(
        tao_amount=result.paid_in,
        alpha_amount=result.paid_out,
        tao_fee=result.fee,
        alpha_slippage=Alpha(saturating_sub(ideal, result.paid_out)),
    )


@API.method(args={"netuid": NET_UID, "alpha": ALPHA}, returns=SIM_SWAP_RESULT)
def sim_swap_alpha_for_tao(s: State, netuid: NetUid, alpha: Alpha) -> SimSwapResult:
    """Return what selling this much alpha would do now."""
    try:
        result = swaps.sim_swap_alpha_for_tao(s, netuid, alpha)
    except DispatchError:
        return SimSwapResult()
    ideal = FIXED.to_int(FIXED.mul(FIXED.from_int(alpha), pools.current_price(s, netuid)))
    return SimSwapResult(
        tao_amount=result.paid_out,
        alpha_amount=result.paid_in,
        alpha_fee=result.fee,
        tao_slippage=Tao(saturating_sub(ideal, result.paid_out)),
    )
