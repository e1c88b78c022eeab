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
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.staking import swaps
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import alpha, netuid, tao
from taonet.scale import Codec, struct, u64

_CRATE = "pallet_subtensor_swap_runtime_api"


@final
class SimSwapResult(msgspec.Struct, frozen=True):
    """What a trade would move, cost, and lose against the present price; all zero for one that would be refused."""

    tao_amount: tao = Tao(0)
    alpha_amount: alpha = Alpha(0)
    tao_fee: tao = Tao(0)
    alpha_fee: alpha = Alpha(0)
    tao_slippage: tao = Tao(0)
    alpha_slippage: alpha = Alpha(0)


SIM_SWAP_RESULT: Codec[SimSwapResult] = struct(SimSwapResult, f"{_CRATE}::SimSwapResult")


@final
class SubnetPrice(msgspec.Struct, frozen=True):
    """The price of a subnet's alpha in rao."""

    netuid: netuid
    price: u64


SUBNET_PRICE: Codec[SubnetPrice] = struct(SubnetPrice, f"{_CRATE}::SubnetPrice")

API = runtime_api("SwapRuntimeApi", version=1, doc="Prices of alpha and dry runs of trades.")


@API.method(quick=True)
def current_alpha_price(s: State, netuid: netuid) -> u64:
    """Return the price of one alpha of a subnet in rao, rounded down."""
    return FIXED.to_int(FIXED.mul(pools.current_price(s, netuid), FIXED.from_int(RAO_PER_TAO)))


@API.method()
def current_alpha_price_all(s: State) -> list[SubnetPrice]:
    """Return the price of one alpha of every subnet in rao, root included."""
    return [SubnetPrice(netuid, current_alpha_price(s, netuid)) for netuid, _ in Subnets.NetworksAdded.items(s)]


@API.method(quick=True)
def sim_swap_tao_for_alpha(s: State, netuid: netuid, tao: tao) -> SimSwapResult:
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


@API.method(quick=True)
def sim_swap_alpha_for_tao(s: State, netuid: netuid, alpha: alpha) -> SimSwapResult:
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
