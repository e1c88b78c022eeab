"""Hyperparameters of a subnet, as clients ask for them: two fixed lists, and one that grows by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, final

import msgspec

from taonet.frame.state import State
from taonet.primitives.fixed import I32F32 as SIGNED
from taonet.primitives.ids import NetUid
from taonet.runtime.api.fields import (
    COMPACT_U16,
    HYPERPARAMETERS,
    SUBNET,
    Field,
    Fields,
    constant,
    specs,
    stored,
    values,
)
from taonet.runtime.api.view import SubnetView
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import I32F32, U64F64, compact_tao, compact_u16, compact_u32, compact_u64
from taonet.scale import BOOL, U16, U32, U128, Case, Codec, Typed, compact, record, struct, tagged_enum

_MODULE = "pallet_subtensor::rpc_info::subnet_info"

_ALL: Fields = {**SUBNET, **HYPERPARAMETERS}
_FIRST = (
    "rho", "kappa", "immunity_period", "min_allowed_weights", "max_weights_limit", "tempo", "min_difficulty",
    "max_difficulty", "weights_version", "weights_rate_limit", "adjustment_interval", "activity_cutoff",
    "registration_allowed", "target_regs_per_interval", "min_burn", "max_burn", "bonds_moving_avg",
    "max_regs_per_block", "serving_rate_limit", "max_validators", "adjustment_alpha", "difficulty",
    "commit_reveal_period", "commit_reveal_weights_enabled", "alpha_high", "alpha_low", "liquid_alpha_enabled",
)  # fmt: skip


def _steepness(view: SubnetView) -> int:
    return SIGNED.from_int(Hyperparameters.AlphaSigmoidSteepness.get(view.s, view.netuid))


def _yuma_version(view: SubnetView) -> int:
    return 3 if Hyperparameters.Yuma3On.get(view.s, view.netuid) else 2


def _min_childkey_take(view: SubnetView) -> int:
    return max(Children.MinChildkeyTake.get(view.s), Children.MinChildkeyTakePerSubnet.get(view.s, view.netuid))


V1: Fields = {name: _ALL[name] for name in _FIRST}
V2: Fields = {
    **V1,
    "alpha_sigmoid_steepness": Field(Typed(I32F32, "I32F32"), _steepness),
    "yuma_version": Field(COMPACT_U16, _yuma_version),
    "subnet_is_active": stored(Subnets.SubtokenEnabled, BOOL),
    "transfers_enabled": stored(Hyperparameters.TransferToggle, BOOL),
    "bonds_reset_enabled": stored(Hyperparameters.BondsResetOn, BOOL),
    "user_liquidity_enabled": constant(BOOL, value=False),
}

HYPERPARAMS = record(f"{_MODULE}::SubnetHyperparams", specs(V1))
HYPERPARAMS_V2 = record(f"{_MODULE}::SubnetHyperparamsV2", specs(V2))


class HyperparamValue(msgspec.Struct, frozen=True):
    """A value with its type; fixed-point numbers are their bits."""

    value: Any


class OfBool(HyperparamValue, frozen=True):
    """Yes or no."""

    value: bool


class OfU16(HyperparamValue, frozen=True):
    """A small number."""

    value: compact_u16


class OfU32(HyperparamValue, frozen=True):
    """A middling number."""

    value: compact_u32


class OfU64(HyperparamValue, frozen=True):
    """A number."""

    value: compact_u64


class OfU128(HyperparamValue, frozen=True):
    """A large number."""

    value: Annotated[int, compact(U128)]


class OfTao(HyperparamValue, frozen=True):
    """An amount of rao."""

    value: compact_tao


class OfI32F32(HyperparamValue, frozen=True):
    """A number with a sign and a fraction."""

    value: Annotated[int, Typed(I32F32, "I32F32")]


class OfU64F64(HyperparamValue, frozen=True):
    """A number with a fraction."""

    value: Annotated[int, Typed(U64F64, "U64F64")]


@final
class HyperparamEntry(msgspec.Struct, frozen=True):
    """A hyperparameter by name. Clients look names up and pass over those they do not know."""

    name: bytes
    value: Annotated[HyperparamValue, HYPERPARAM_VALUE]


HYPERPARAM_VALUE: Codec[HyperparamValue] = tagged_enum(
    f"{_MODULE}::HyperparamValue",
    (
        Case(OfBool, 0, name="Bool", named=False),
        Case(OfU16, 1, name="U16", named=False),
        Case(OfU32, 2, name="U32", named=False),
        Case(OfU64, 3, name="U64", named=False),
        Case(OfU128, 4, name="U128", named=False),
        Case(OfTao, 5, name="TaoBalance", named=False),
        Case(OfI32F32, 6, name="I32F32", named=False),
        Case(OfU64F64, 7, name="U64F64", named=False),
    ),
)
HYPERPARAM_ENTRY: Codec[HyperparamEntry] = struct(HyperparamEntry, f"{_MODULE}::HyperparamEntry")

Reader = Callable[[SubnetView], Any]

# In the order of the answer. A field without a reader of its own is the one of that name above.
_V3: tuple[tuple[str, type[HyperparamValue], Reader | None], ...] = (
    ("kappa", OfU16, None),
    ("immunity_period", OfU16, None),
    ("min_allowed_weights", OfU16, None),
    ("max_weights_limit", OfU16, None),
    ("tempo", OfU16, None),
    ("weights_version", OfU64, None),
    ("weights_rate_limit", OfU64, None),
    ("activity_cutoff", OfU64, None),
    ("activity_cutoff_factor", OfU32, stored(Hyperparameters.ActivityCutoffFactorMilli, U32).read),
    ("registration_allowed", OfBool, None),
    ("target_regs_per_interval", OfU16, None),
    ("min_burn", OfTao, None),
    ("max_burn", OfTao, None),
    ("burn_half_life", OfU16, stored(Hyperparameters.BurnHalfLife, U16).read),
    ("burn_increase_mult", OfU64F64, stored(Hyperparameters.BurnIncreaseMult, U64F64).read),
    ("bonds_moving_avg", OfU64, None),
    ("max_regs_per_block", OfU16, None),
    ("serving_rate_limit", OfU64, None),
    ("max_validators", OfU16, None),
    ("commit_reveal_period", OfU64, None),
    ("commit_reveal_weights_enabled", OfBool, None),
    ("alpha_high", OfU16, None),
    ("alpha_low", OfU16, None),
    ("liquid_alpha_enabled", OfBool, None),
    ("alpha_sigmoid_steepness", OfI32F32, None),
    ("yuma_version", OfU16, None),
    ("subnet_is_active", OfBool, None),
    ("transfers_enabled", OfBool, None),
    ("bonds_reset_enabled", OfBool, None),
    ("user_liquidity_enabled", OfBool, None),
    ("owner_cut_enabled", OfBool, stored(Hyperparameters.OwnerCutEnabled, BOOL).read),
    ("owner_cut_auto_lock_enabled", OfBool, stored(Hyperparameters.OwnerCutAutoLockEnabled, BOOL).read),
    ("min_childkey_take", OfU16, _min_childkey_take),
    ("collateral_lock_share", OfU16, lambda view: Hyperparameters.CollateralLockShare.get(view.s, view.netuid)),
    ("collateral_drain_ratio", OfU64F64, stored(Hyperparameters.CollateralDrainRatio, U64F64).read),
)


def hyperparams(s: State, netuid: NetUid) -> dict[str, Any] | None:
    """Return the first list, or None where there is no such subnet."""
    return values(V1, SubnetView(s, netuid)) if registry.exists(s, netuid) else None


def hyperparams_v2(s: State, netuid: NetUid) -> dict[str, Any] | None:
    """Return the first list and what came later, or None where there is no such subnet."""
    return values(V2, SubnetView(s, netuid)) if registry.exists(s, netuid) else None


def hyperparams_v3(s: State, netuid: NetUid) -> list[HyperparamEntry] | None:
    """Return the values by name, or None where there is no such subnet."""
    if not registry.exists(s, netuid):
        return None
    view = SubnetView(s, netuid)
    return [HyperparamEntry(name.encode(), kind((read or V2[name].read)(view))) for name, kind, read in _V3]
