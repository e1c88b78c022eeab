"""The fields of a subnet that clients see: name, type and where each is read.

Several answers hold the same fields; each picks from these tables, so that none can differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, final

import msgspec

from taonet.frame.storage import Map
from taonet.primitives.arithmetic import U16_MAX, U64_MAX, saturating_add, saturating_sub
from taonet.primitives.ids import MechId, NetUid
from taonet.runtime.api.view import SubnetView
from taonet.runtime.pallets.subtensor.accounts.types import CHAIN_IDENTITY
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.inputs import activity_cutoff
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.serving.types import AXON_INFO
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.names import name_of
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.subnets.types import SUBNET_IDENTITY
from taonet.runtime.types import ACCOUNT_ID, ALPHA, I96F32, NET_UID, PER_U16, TAO
from taonet.scale import BOOL, U8, U16, U64, U128, Codec, Typed, compact, option, tuple_of, vec
from taonet.scale.fields import FieldSpec

V = TypeVar("V")
N = TypeVar("N", bound=int)


@final
class Field(msgspec.Struct, frozen=True):
    """The type of a field, and how a subnet's is read."""

    spec: FieldSpec
    read: Callable[[SubnetView], Any]


Fields = Mapping[str, Field]

COMPACT_U16 = compact(U16)
COMPACT_U64 = compact(U64)
COMPACT_ALPHA = compact(ALPHA)
COMPACT_TAO = compact(TAO)
_ACCOUNT = Typed(ACCOUNT_ID, "AccountId")
_ACCOUNTS = Typed(vec(ACCOUNT_ID), "Vec<AccountId>")
_SHARES = vec(compact(PER_U16))
_FIRST = MechId(0)


def stored(item: Map[NetUid, V], codec: Codec[V]) -> Field:
    """Return a field that shows a storage item of the subnet."""
    return Field(codec, lambda view: item.get(view.s, view.netuid))


def compact_of(item: Map[NetUid, N], codec: Codec[N]) -> Field:
    """Return a field that shows a number of the subnet in compact form."""
    return stored(item, compact(codec))


def constant(spec: FieldSpec, value: Any) -> Field:
    """Return a field that the chain no longer fills."""
    return Field(spec, lambda _: value)


def last_update(view: SubnetView, mechanism: MechId = _FIRST) -> list[int]:
    """Return the blocks in which the neurons last set weights in a mechanism."""
    return Neurons.LastUpdate.get(view.s, storage_index(view.netuid, mechanism))


def incentives(view: SubnetView, mechanism: MechId = _FIRST) -> list[int]:
    """Return the shares of the neurons in the reward for work in a mechanism."""
    return Neurons.Incentive.get(view.s, storage_index(view.netuid, mechanism))


def _blocks_since_last_step(view: SubnetView) -> int:
    return saturating_sub(now(view.s), Epochs.LastMechansimStepBlock.get(view.s, view.netuid))


def _pending_alpha(view: SubnetView) -> int:
    validators = Coinbase.PendingValidatorEmission.get(view.s, view.netuid)
    return saturating_add(validators, Coinbase.PendingServerEmission.get(view.s, view.netuid), U64_MAX)


def _alpha_dividends(view: SubnetView) -> list[tuple[bytes, int]]:
    known = dict(Coinbase.AlphaDividendsPerSubnet.items_under(view.s, view.netuid))
    return [(hotkey, known.get(hotkey, 0)) for hotkey in view.hotkeys]


SUBNET: Fields = {
    "netuid": Field(compact(NET_UID), lambda view: view.netuid),
    "name": Field(vec(compact(U8)), lambda view: name_of(view.s, view.netuid)),
    "symbol": Field(vec(compact(U8)), lambda view: Subnets.TokenSymbol.get(view.s, view.netuid)),
    "identity": Field(option(SUBNET_IDENTITY), lambda view: Subnets.SubnetIdentitiesV3.get(view.s, view.netuid)),
    "network_registered_at": compact_of(Subnets.NetworkRegisteredAt, U64),
    "owner_hotkey": Field(_ACCOUNT, lambda view: Subnets.SubnetOwnerHotkey.get(view.s, view.netuid)),
    "owner_coldkey": Field(_ACCOUNT, lambda view: Subnets.SubnetOwner.get(view.s, view.netuid)),
    "block": Field(COMPACT_U64, lambda view: now(view.s)),
    "tempo": compact_of(Hyperparameters.Tempo, U16),
    "last_step": compact_of(Epochs.LastMechansimStepBlock, U64),
    "blocks_since_last_step": Field(COMPACT_U64, _blocks_since_last_step),
    "subnet_emission": constant(COMPACT_U64, 0),
    "alpha_in": compact_of(Staking.SubnetAlphaIn, ALPHA),
    "alpha_out": compact_of(Staking.SubnetAlphaOut, ALPHA),
    "tao_in": compact_of(Staking.SubnetTAO, TAO),
    "alpha_out_emission": compact_of(Coinbase.SubnetAlphaOutEmission, ALPHA),
    "alpha_in_emission": compact_of(Coinbase.SubnetAlphaInEmission, ALPHA),
    "tao_in_emission": compact_of(Coinbase.SubnetTaoInEmission, TAO),
    "pending_alpha_emission": Field(COMPACT_ALPHA, _pending_alpha),
    "pending_root_emission": constant(COMPACT_TAO, 0),
    "subnet_volume": compact_of(Staking.SubnetVolume, U128),
    "moving_price": Field(Typed(I96F32, "I96F32"), lambda view: Coinbase.SubnetMovingPrice.get(view.s, view.netuid)),
}
"""The subnet as a whole: who owns it, when its epochs run, what is in its pool."""

HYPERPARAMETERS: Fields = {
    "rho": compact_of(Hyperparameters.Rho, U16),
    "kappa": compact_of(Hyperparameters.Kappa, U16),
    "min_allowed_weights": compact_of(Hyperparameters.MinAllowedWeights, U16),
    # The rules no longer limit a weight; the storage item of this name is not what they follow.
    "max_weights_limit": constant(COMPACT_U16, U16_MAX),
    "weights_version": compact_of(Hyperparameters.WeightsVersionKey, U64),
    "weights_rate_limit": compact_of(Hyperparameters.WeightsSetRateLimit, U64),
    "activity_cutoff": Field(COMPACT_U64, lambda view: activity_cutoff(view.s, view.netuid)),
    "max_validators": compact_of(Hyperparameters.MaxAllowedValidators, U16),
    "num_uids": compact_of(Subnets.SubnetworkN, U16),
    "max_uids": compact_of(Hyperparameters.MaxAllowedUids, U16),
    "burn": compact_of(Hyperparameters.Burn, TAO),
    "difficulty": compact_of(Hyperparameters.Difficulty, U64),
    "registration_allowed": stored(Subnets.NetworkRegistrationAllowed, BOOL),
    "pow_registration_allowed": stored(Subnets.NetworkPowRegistrationAllowed, BOOL),
    "immunity_period": compact_of(Hyperparameters.ImmunityPeriod, U16),
    "min_difficulty": compact_of(Hyperparameters.MinDifficulty, U64),
    "max_difficulty": compact_of(Hyperparameters.MaxDifficulty, U64),
    "min_burn": compact_of(Hyperparameters.MinBurn, TAO),
    "max_burn": compact_of(Hyperparameters.MaxBurn, TAO),
    "adjustment_alpha": compact_of(Hyperparameters.AdjustmentAlpha, U64),
    "adjustment_interval": compact_of(Hyperparameters.AdjustmentInterval, U16),
    "target_regs_per_interval": compact_of(Hyperparameters.TargetRegistrationsPerInterval, U16),
    "max_regs_per_block": compact_of(Hyperparameters.MaxRegistrationsPerBlock, U16),
    "serving_rate_limit": compact_of(Hyperparameters.ServingRateLimit, U64),
    "commit_reveal_weights_enabled": stored(Hyperparameters.CommitRevealWeightsEnabled, BOOL),
    "commit_reveal_period": compact_of(Hyperparameters.RevealPeriodEpochs, U64),
    "liquid_alpha_enabled": stored(Hyperparameters.LiquidAlphaOn, BOOL),
    "alpha_high": Field(COMPACT_U16, lambda view: Hyperparameters.AlphaValues.get(view.s, view.netuid)[1]),
    "alpha_low": Field(COMPACT_U16, lambda view: Hyperparameters.AlphaValues.get(view.s, view.netuid)[0]),
    "bonds_moving_avg": compact_of(Hyperparameters.BondsMovingAverage, U64),
}
"""The numbers that the owner and the chain may change."""

SEATS: Fields = {
    "hotkeys": Field(_ACCOUNTS, lambda view: view.hotkeys),
    "coldkeys": Field(_ACCOUNTS, lambda view: view.coldkeys),
    "identities": Field(
        Typed(vec(option(CHAIN_IDENTITY)), "Vec<Option<ChainIdentityOfV2>>"), lambda view: view.identities
    ),
    "axons": Field(vec(AXON_INFO), lambda view: view.axons),
    "active": stored(Neurons.Active, vec(BOOL)),
    "validator_permit": stored(Neurons.ValidatorPermit, vec(BOOL)),
    "pruning_score": constant(vec(COMPACT_U16), []),
    "last_update": Field(vec(COMPACT_U64), last_update),
    "emission": stored(Neurons.Emission, vec(COMPACT_ALPHA)),
    "dividends": stored(Neurons.Dividends, _SHARES),
    "incentives": Field(_SHARES, incentives),
    "consensus": stored(Neurons.Consensus, _SHARES),
    "trust": constant(_SHARES, []),
    "rank": constant(vec(COMPACT_U16), []),
    "block_at_registration": Field(vec(COMPACT_U64), lambda view: view.registered_at),
    "alpha_stake": Field(vec(COMPACT_ALPHA), lambda view: [alpha for _, alpha, _ in view.stakes]),
    "tao_stake": Field(vec(COMPACT_TAO), lambda view: [tao for _, _, tao in view.stakes]),
    "total_stake": Field(vec(COMPACT_TAO), lambda view: [total for total, _, _ in view.stakes]),
    "tao_dividends_per_hotkey": Field(
        Typed(vec(tuple_of(ACCOUNT_ID, COMPACT_TAO)), "Vec<(AccountId, Compact<TaoBalance>)>"),
        lambda view: [(hotkey, 0) for hotkey in view.hotkeys],
    ),
    "alpha_dividends_per_hotkey": Field(
        Typed(vec(tuple_of(ACCOUNT_ID, COMPACT_ALPHA)), "Vec<(AccountId, Compact<AlphaBalance>)>"),
        _alpha_dividends,
    ),
}
"""The neurons, a list each with an entry a seat."""

COLLATERAL: Fields = {
    "collateral_locked": Field(vec(COMPACT_ALPHA), lambda view: [row.locked if row else 0 for row in view.collateral]),
    "collateral_min": Field(vec(COMPACT_ALPHA), lambda view: [row.min_locked if row else 0 for row in view.collateral]),
    "collateral_earned": Field(vec(COMPACT_ALPHA), lambda view: [row.earned if row else 0 for row in view.collateral]),
}
"""What miners have locked, a list each with an entry a seat."""


def specs(fields: Fields) -> dict[str, FieldSpec]:
    """Return the types of fields by name."""
    return {name: field.spec for name, field in fields.items()}


def values(fields: Fields, view: SubnetView) -> dict[str, Any]:
    """Read fields of a subnet."""
    return {name: field.read(view) for name, field in fields.items()}
