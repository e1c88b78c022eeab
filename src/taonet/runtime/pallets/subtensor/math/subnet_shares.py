"""Which subnet gets how much of a block's TAO: smoothed prices, miner burn, the emission gate.

Shares are kept as mappings from netuid to U64F64 bits, in ascending order of netuid; sums run in
that order and clamp. The steps are separate because the gate sits between them: until spec 440
the order was price, burn, switched-off subnets; from then on it is price, burn, gate, switched-off
subnets. `subnet_emission_shares` is the latter; a bar of 0 turns the gate off and gives the former.

Source: coinbase/subnet_emissions.rs safe_pow, get_shares_price_ema, get_shares, get_subnet_block_emissions
Source: coinbase/run_coinbase.rs get_network_root_sell_flag
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import final

import msgspec

from taonet.primitives.fixed import I32F32, U64F64, U96F32
from taonet.primitives.transcendental import exp, ln

Shares = dict[int, int]

EMISSION_BAR_UPDATE_INTERVAL = 360  # blocks
DEFAULT_EMISSION_BAR_RANK = 32
DEFAULT_EMISSION_BAR_QUANTILE = 0x9C28F5C28F5C2800  # U64F64: 0.61
DEFAULT_EMISSION_GATE_EXPONENT = 3 << 64  # U64F64

_I32_MAX = ((1 << 31) - 1) << 32  # what an overflow counts as: a whole number, not the type's top


@final
class Gate(msgspec.Struct, frozen=True):
    """Settings of the emission gate: `bar`, `exponent`, `quantile` are U64F64 bits."""

    bar: int = 0
    exponent: int = DEFAULT_EMISSION_GATE_EXPONENT
    rank: int = DEFAULT_EMISSION_BAR_RANK
    quantile: int = DEFAULT_EMISSION_BAR_QUANTILE


def price_shares(prices: Mapping[int, int]) -> Shares:
    """Return each subnet's part of the sum of `prices` (U64F64 bits), 0 where there is none."""
    total = _sum(prices.values())
    return {netuid: U64F64.safe_div(price, total) for netuid, price in prices.items()}


def burn_weighted_shares(shares: Mapping[int, int], miner_burned: Mapping[int, int]) -> Shares:
    """Weigh each share by the part of its miner emission that reached miners.

    `miner_burned` holds U96F32 bits, counted as 1 above 1. If nothing is left of any share, the
    shares stay as they are.
    """
    weighted: Shares = {}
    for netuid, share in shares.items():
        burned = min(U64F64.convert(miner_burned.get(netuid, 0), U96F32), U64F64.one)
        weighted[netuid] = U64F64.mul(share, U64F64.sub(U64F64.one, burned))
    total = _sum(weighted.values())
    if total == 0:
        return dict(shares)
    return {netuid: U64F64.safe_div(weight, total) for netuid, weight in weighted.items()}


def updated_bar(shares: Mapping[int, int], gate: Gate, block: int) -> int:
    """Return the bar of the gate for `block` (U64F64 bits).

    It is worked out anew every 360 blocks and while it is 0; a new value of 0 is not taken. With
    a rank it is the share of that rank among the positive ones (the smallest if there are fewer),
    else the share at which the descending sum reaches the quantile.
    """
    if gate.bar > 0 and block % EMISSION_BAR_UPDATE_INTERVAL != 0:
        return gate.bar
    descending = sorted(shares.values(), reverse=True)
    bar = _ranked(descending, gate.rank) if gate.rank else _crossing(descending, gate.quantile)
    return bar or gate.bar


def gated_shares(shares: Mapping[int, int], gate: Gate) -> Shares:
    """Damp the shares below the bar: each is multiplied by 1 / (1 + (bar/share) ** exponent).

    The result sums to 1 again. Without a bar, and if nothing is left of any share, the shares
    stay as they are.
    """
    if gate.bar == 0:
        return dict(shares)
    damped = {netuid: _damped(share, gate) for netuid, share in shares.items()}
    total = _sum(damped.values())
    if total == 0:
        return dict(shares)
    return {netuid: U64F64.safe_div(share, total) for netuid, share in damped.items()}


def enabled_shares(shares: Mapping[int, int], disabled: Collection[int]) -> Shares:
    """Give the shares of `disabled` subnets to the others, in proportion."""
    if not any(netuid in disabled for netuid in shares):
        return dict(shares)
    total = _sum(share for netuid, share in shares.items() if netuid not in disabled)
    return {netuid: 0 if netuid in disabled else U64F64.safe_div(share, total) for netuid, share in shares.items()}


def subnet_emission_shares(
    prices: Mapping[int, int], miner_burned: Mapping[int, int], gate: Gate, block: int
) -> tuple[Shares, int]:
    """Return the shares before switched-off subnets are left out, and the bar to store."""
    shares = burn_weighted_shares(price_shares(prices), miner_burned)
    bar = updated_bar(shares, gate, block)
    return gated_shares(shares, msgspec.structs.replace(gate, bar=bar)), bar


def tao_emissions(shares: Mapping[int, int], disabled: Collection[int], emission: int) -> dict[int, int]:
    """Return each subnet's TAO of a block that creates `emission` (both U96F32 bits of rao)."""
    whole = U64F64.convert(emission, U96F32)
    return {
        netuid: U96F32.convert(U64F64.mul(whole, share), U64F64)
        for netuid, share in enabled_shares(shares, disabled).items()
    }


def root_sell_flag(prices: Iterable[int]) -> bool:
    """Tell whether the smoothed prices (U64F64 bits) of the emitting subnets sum to above 1.

    Only then root stakers receive their part of the alpha; otherwise it is recycled.
    """
    return _sum(prices) > U64F64.one


def fixed_power(value: int, exponent: int) -> int:
    """Return `value ** exponent`, all U64F64 bits.

    Return 0 where the logarithm of `value` does not exist in I32F32, 2**31 - 1 where the power
    does not fit it. The latter also holds for a power that is next to nothing: the chain takes
    e**-x as 1 / e**x and counts an overflow of e**x (x above about 20.8) as the largest value.
    """
    logarithm = ln(I32F32, I32F32.convert(value, U64F64))
    if logarithm is None:
        return 0
    power = exp(I32F32, I32F32.mul(I32F32.convert(exponent, U64F64), logarithm))
    return U64F64.convert(_I32_MAX if power is None else power, I32F32)


def _damped(share: int, gate: Gate) -> int:
    if share == 0:
        return 0
    ratio = U64F64.safe_div(gate.bar, share)
    passed = U64F64.safe_div(U64F64.one, U64F64.add(U64F64.one, fixed_power(ratio, gate.exponent)))
    return U64F64.mul(share, passed)


def _ranked(descending: list[int], rank: int) -> int:
    positive = [share for share in descending if share > 0]
    return positive[min(rank, len(positive)) - 1] if positive else 0


def _crossing(descending: list[int], quantile: int) -> int:
    cumulated = crossing = 0
    for share in descending:
        cumulated = U64F64.add(cumulated, share)
        crossing = share
        if cumulated >= quantile:
            break
    return crossing


def _sum(values: Iterable[int]) -> int:
    total = 0
    for value in values:
        total = U64F64.add(total, value)
    return total
