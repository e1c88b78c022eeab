"""Shares of the emission by the flow of TAO into subnets instead of by price.

In use on the main network from November 2025 to June 2026. The chain still keeps its state and its
switches, but nothing calls it: it is here to compare the two rules. Flows are I64F64 bits of rao a
block, shares U64F64 bits, mappings in ascending order of netuid.

Source: coinbase/subnet_emissions.rs get_ema_flow, update_ema_protocol_flow, get_shares_flow, inplace_pow_normalize
"""

from __future__ import annotations

from collections.abc import Mapping

from taonet.primitives.fixed import I64F64, U64F64
from taonet.primitives.transcendental import checked_sqrt
from taonet.runtime.pallets.subtensor.math.subnet_shares import fixed_power

DEFAULT_NORM_EXPONENT = 1 << 64  # U64F64: 1

_I64_MAX = (1 << 63) - 1
_I32_MAX = U64F64.from_int((1 << 31) - 1)
_PRECISION_MIN = U64F64.safe_div(_I32_MAX, U64F64.from_int((1 << 64) - 1))
_SQRT_EPSILON = U64F64.safe_div(U64F64.one, U64F64.from_int(1_000))


def next_flow(block_flow: int, flow: int, smoothing_factor: int) -> int:
    """Return the smoothed flow after a block in which `block_flow` rao (signed) came in."""
    alpha = I64F64.safe_div(I64F64.from_int(smoothing_factor), I64F64.from_int(_I64_MAX))
    kept = I64F64.mul(I64F64.sub(I64F64.one, alpha), flow)
    return I64F64.add(kept, I64F64.mul(alpha, I64F64.from_int(block_flow)))


def net_flows(user: Mapping[int, int], protocol: Mapping[int, int]) -> dict[int, int]:
    """Return the users' flows less what the emission itself brought.

    The protocol's positive flows are scaled so that they sum to no more than the users' do;
    negative ones count whole.
    """
    user_sum = protocol_sum = 0
    for netuid, flow in user.items():
        user_sum = I64F64.add(user_sum, max(flow, 0))
        protocol_sum = I64F64.add(protocol_sum, max(protocol[netuid], 0))
    norm = min(I64F64.safe_div(user_sum, protocol_sum), I64F64.one)
    return {netuid: I64F64.sub(flow, _scaled(protocol[netuid], norm)) for netuid, flow in user.items()}


def flow_shares(flows: Mapping[int, int], cutoff: int, exponent: int) -> dict[int, int]:
    """Return shares by the part of each flow above the lowest one, raised to `exponent`.

    The lower limit is the lowest flow, or 0 if none is negative, but at least `cutoff`.
    """
    limit = max(cutoff, min([0, *flows.values()]))
    above = {
        netuid: U64F64.convert(I64F64.sub(flow, limit), I64F64) if flow > limit else 0 for netuid, flow in flows.items()
    }
    return power_normalised(above, exponent)


def power_normalised(values: Mapping[int, int], exponent: int) -> dict[int, int]:
    """Return `values` (U64F64 bits) raised to `exponent` and divided by their sum.

    They are scaled first so that the powers fit 32 bits; values too small for that stay at the
    scale where the largest is 1.
    """
    factor = U64F64.safe_div(U64F64.one, max(values.values(), default=0))
    scaled = {netuid: U64F64.mul(factor, value) for netuid, value in values.items()}
    top = max(scaled.values(), default=0)
    weight = U64F64.mul(U64F64.from_int(len(scaled)), U64F64.mul(top, top))
    if weight < _PRECISION_MIN:
        return scaled
    stretch = checked_sqrt(U64F64, U64F64.safe_div(_I32_MAX, weight), _SQRT_EPSILON) or 0
    powers = {netuid: fixed_power(U64F64.mul(stretch, value), exponent) for netuid, value in scaled.items()}
    total = sum(powers.values())
    return {netuid: U64F64.safe_div(power, total) for netuid, power in powers.items()}


def _scaled(flow: int, norm: int) -> int:
    return I64F64.mul(norm, flow) if flow > 0 else flow
