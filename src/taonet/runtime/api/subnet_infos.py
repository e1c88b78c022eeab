"""Summaries of subnets, as clients ask for them: terms, pool and emission, the state of all seats."""

from __future__ import annotations

from typing import Any

from taonet.frame.state import State
from taonet.primitives.ids import NetUid
from taonet.runtime.api.fields import (
    COMPACT_ALPHA,
    COMPACT_U16,
    COMPACT_U64,
    HYPERPARAMETERS,
    SEATS,
    SUBNET,
    Field,
    Fields,
    compact_of,
    constant,
    specs,
    values,
)
from taonet.runtime.api.view import SubnetView
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import U16, U64, array, record, vec

Record = dict[str, Any]
"""A summary by field name."""

_MODULE = "pallet_subtensor::rpc_info"
_PARAMETERS = {"AccountId": ACCOUNT_ID}
_ALL: Fields = {**SUBNET, **HYPERPARAMETERS}


def _emission_history(view: SubnetView) -> list[list[int]]:
    """Return, for every subnet, a zero for each hotkey: nothing notes any more what a hotkey got where."""
    return [[0] * view.size for _ in registry.netuids(view.s)]


_TERMS: Fields = {
    "netuid": _ALL["netuid"],
    "rho": _ALL["rho"],
    "kappa": _ALL["kappa"],
    "difficulty": _ALL["difficulty"],
    "immunity_period": _ALL["immunity_period"],
    "max_allowed_validators": _ALL["max_validators"],
    "min_allowed_weights": _ALL["min_allowed_weights"],
    "max_weights_limit": _ALL["max_weights_limit"],
    "scaling_law_power": compact_of(Hyperparameters.ScalingLawPower, U16),
    "subnetwork_n": _ALL["num_uids"],
    "max_allowed_uids": _ALL["max_uids"],
    # Counted by the schedule of epochs; the other answers show the blocks since the last distribution.
    "blocks_since_last_step": compact_of(Epochs.BlocksSinceLastStep, U64),
    "tempo": _ALL["tempo"],
    "network_modality": constant(COMPACT_U16, 0),
    "network_connect": constant(vec(array(U16, 2)), []),
}

INFO: Fields = {
    **_TERMS,
    "emission_values": constant(COMPACT_U64, 0),
    "burn": _ALL["burn"],
    "owner": _ALL["owner_coldkey"],
}
INFO_V2: Fields = {
    **_TERMS,
    "emission_value": constant(COMPACT_U64, 0),
    "burn": _ALL["burn"],
    "owner": _ALL["owner_coldkey"],
    "identity": _ALL["identity"],
}
DYNAMIC: Fields = {
    "netuid": _ALL["netuid"],
    "owner_hotkey": _ALL["owner_hotkey"],
    "owner_coldkey": _ALL["owner_coldkey"],
    "subnet_name": _ALL["name"],
    "token_symbol": _ALL["symbol"],
    "tempo": _ALL["tempo"],
    "last_step": _ALL["last_step"],
    "blocks_since_last_step": _ALL["blocks_since_last_step"],
    "emission": constant(COMPACT_U64, 0),
    "alpha_in": _ALL["alpha_in"],
    "alpha_out": _ALL["alpha_out"],
    "tao_in": _ALL["tao_in"],
    "alpha_out_emission": _ALL["alpha_out_emission"],
    "alpha_in_emission": _ALL["alpha_in_emission"],
    "tao_in_emission": _ALL["tao_in_emission"],
    "pending_alpha_emission": _ALL["pending_alpha_emission"],
    "pending_root_emission": _ALL["pending_root_emission"],
    "subnet_volume": _ALL["subnet_volume"],
    "network_registered_at": _ALL["network_registered_at"],
    "subnet_identity": _ALL["identity"],
    "moving_price": _ALL["moving_price"],
}
_LISTS = (
    "hotkeys", "coldkeys", "active", "validator_permit", "pruning_score", "last_update", "emission", "dividends",
    "incentives", "consensus", "trust", "rank", "block_at_registration", "alpha_stake", "tao_stake", "total_stake",
)  # fmt: skip
STATE: Fields = {
    "netuid": _ALL["netuid"],
    **{name: SEATS[name] for name in _LISTS},
    "emission_history": Field(vec(vec(COMPACT_ALPHA)), _emission_history),
}

SUBNET_INFO = record(f"{_MODULE}::subnet_info::SubnetInfo", specs(INFO), parameters=_PARAMETERS)
SUBNET_INFO_V2 = record(f"{_MODULE}::subnet_info::SubnetInfov2", specs(INFO_V2), parameters=_PARAMETERS)
DYNAMIC_INFO = record(f"{_MODULE}::dynamic_info::DynamicInfo", specs(DYNAMIC), parameters=_PARAMETERS)
SUBNET_STATE = record(f"{_MODULE}::show_subnet::SubnetState", specs(STATE), parameters=_PARAMETERS)


def summary(s: State, netuid: NetUid, fields: Fields) -> Record | None:
    """Return fields of a subnet, or None where there is none."""
    return values(fields, SubnetView(s, netuid)) if registry.exists(s, netuid) else None


def summaries(s: State, fields: Fields) -> list[Record | None]:
    """Return fields of every subnet."""
    return [summary(s, netuid, fields) for netuid in registry.netuids(s)]


def numbered_summaries(s: State, fields: Fields) -> list[Record | None]:
    """Return fields of every subnet, by number."""
    return [summary(s, netuid, fields) for netuid in sorted(registry.netuids(s))]
