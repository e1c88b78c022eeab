"""Shares of a block's emission, injection terms, moving price, all by the rules before spec 440."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.dividends import u64_fraction
from taonet.runtime.pallets.subtensor.math.emission import injection_terms, root_proportion
from taonet.runtime.pallets.subtensor.math.flow_shares import (
    DEFAULT_NORM_EXPONENT,
    flow_shares,
    net_flows,
    next_flow,
    power_normalised,
)
from taonet.runtime.pallets.subtensor.math.moving_price import (
    blocks_since_start,
    median_price,
    next_moving_price,
    smoothed_price,
)
from taonet.runtime.pallets.subtensor.math.subnet_shares import burn_weighted_shares, price_shares, tao_emissions

FAMILY = "subnet_emission"


def check(vector: dict[str, Any]) -> object:
    """Return everything that one block computes for its subnets."""
    given = vector["in"]
    match vector["fn"]:
        case "shares_emissions_terms":
            return _block(given)
        case "ema_flow":
            arguments = given["block_flow"], given["last_ema_i64f64"], given["smoothing_factor"]
            return {"ret_i64f64": next_flow(*arguments)}
        case "inplace_pow_normalize":
            powers = power_normalised(dict(given["flows_u64f64"]), given["p_u64f64"])
            return {"ret_u64f64": _pairs(powers)}
        case "shares_flow (dormant at 425)":
            return {"shares_u64f64": _pairs(_flow_shares(given))}
        case other:
            raise LookupError(other)


def _block(given: dict[str, Any]) -> dict[str, object]:
    subnets: list[dict[str, Any]] = given["subnets"]
    smoothed = {s["netuid"]: smoothed_price(s["mechanism"], s["moving_price_i96f32"]) for s in subnets}
    burned = {s["netuid"]: s["miner_burned_u96f32"] for s in subnets}
    shares = burn_weighted_shares(price_shares(smoothed), burned)
    disabled = {s["netuid"] for s in subnets if not s["emission_enabled"]}
    emissions = tao_emissions(shares, disabled, given["block_emission_u96f32"])
    tao_weight = u64_fraction(given["tao_weight"])
    issuances = {s["netuid"]: s["alpha_in"] + s["alpha_out"] for s in subnets}
    roots = {netuid: root_proportion(given["root_tao"], tao_weight, issuance) for netuid, issuance in issuances.items()}
    terms = {
        n: injection_terms(emissions[n], s["price_u64f64"], issuances[n], roots[n])
        for s in subnets
        for n in (s["netuid"],)
    }
    moving = {
        s["netuid"]: next_moving_price(
            smoothed[s["netuid"]],
            s["price_u64f64"],
            given["moving_alpha_i96f32"],
            blocks_since_start(given["current_block"], s["first_emission_block"]),
            given["ema_price_halving_blocks"],
        )
        for s in subnets
    }
    return {
        "shares_u64f64": _pairs(shares),
        "emissions_u96f32": _pairs(emissions),
        "tao_in_u96f32": _pairs({n: t.tao_in for n, t in terms.items()}),
        "alpha_in_u96f32": _pairs({n: t.alpha_in for n, t in terms.items()}),
        "alpha_out_u96f32": _pairs({n: t.alpha_out for n, t in terms.items()}),
        "excess_tao_u96f32": _pairs({n: t.excess_tao for n, t in terms.items()}),
        "root_proportion_u96f32": _pairs(roots),
        "new_moving_price_i96f32": _pairs(moving),
        "median_price_u64f64": median_price(s["price_u64f64"] for s in subnets),
    }


def _flow_shares(given: dict[str, Any]) -> dict[int, int]:
    rows: list[tuple[int, int, int]] = given["subnets_user_ema_protocol_ema_i64f64"]
    flows = {netuid: user for netuid, user, _ in rows}
    if given["net_flow_enabled"]:
        flows = net_flows(flows, {netuid: protocol for netuid, _, protocol in rows})
    return flow_shares(flows, 0, DEFAULT_NORM_EXPONENT)


def _pairs(values: dict[int, int]) -> list[list[int]]:
    return [[netuid, value] for netuid, value in values.items()]
