"""A whole subnet as one answer: all fields, or those that the client names by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from taonet.frame.state import State
from taonet.primitives.fixed import I64F64
from taonet.primitives.ids import ROOT, AccountId, MechId, NetUid
from taonet.runtime.api.fields import (
    COLLATERAL,
    HYPERPARAMETERS,
    SEATS,
    SUBNET,
    Field,
    Fields,
    incentives,
    last_update,
    specs,
    values,
)
from taonet.runtime.api.view import SubnetView
from taonet.runtime.pallets.commitments.logic import commitments
from taonet.runtime.pallets.commitments.types import REGISTRATION
from taonet.runtime.pallets.subtensor.children.inherited_stake import stake_weights
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import U8, U16, Typed, compact, option, record, tuple_of, vec
from taonet.scale.fields import FieldSpec

Metagraph = dict[str, Any]
"""A subnet by field name."""

_MODULE = "pallet_subtensor::rpc_info::metagraph"
_PARAMETERS = {"AccountId": ACCOUNT_ID}


def _validators(view: SubnetView) -> list[int]:
    """Return the seats with a permit and a stake above the threshold, the smallest stake first."""
    s, permits = view.s, Neurons.ValidatorPermit.get(view.s, view.netuid)
    permitted = [(uid, hotkey) for uid, hotkey in view.seated.items() if uid < len(permits) and permits[uid]]
    stakes = [(stake_weights(s, hotkey, view.netuid)[0], uid) for uid, hotkey in permitted]
    threshold = I64F64.from_int(Hyperparameters.StakeThreshold.get(s))
    return [uid for stake, uid in sorted(stakes, key=lambda entry: entry[0]) if stake > threshold]


def _commitments(view: SubnetView) -> list[tuple[AccountId, list[int]]]:
    """Return the stored bytes of every commitment by hotkey."""
    return [(who, list(REGISTRATION.encode(found))) for who, found in commitments(view.s, view.netuid)]


FIELDS: Fields = {**SUBNET, **HYPERPARAMETERS, **SEATS, **COLLATERAL}

_SELECTABLE: Fields = {
    **SUBNET,
    **HYPERPARAMETERS,
    **SEATS,
    "validators": Field(vec(compact(U16)), _validators),
    "commitments": Field(
        Typed(vec(tuple_of(ACCOUNT_ID, vec(compact(U8)))), "Vec<(AccountId, Vec<Compact<u8>>)>"), _commitments
    ),
    **COLLATERAL,
}
"""Fields by the numbers that clients use: their places."""

_NAMES = tuple(_SELECTABLE)
_OF_MECHANISM = {"last_update": last_update, "incentives": incentives}


def _optional(spec: FieldSpec) -> FieldSpec:
    return Typed(option(spec.codec), f"Option<{spec.type_name}>") if isinstance(spec, Typed) else option(spec)


METAGRAPH = record(f"{_MODULE}::Metagraph", specs(FIELDS), parameters=_PARAMETERS)
SELECTIVE_METAGRAPH = record(
    f"{_MODULE}::SelectiveMetagraph",
    {name: field.spec if name == "netuid" else _optional(field.spec) for name, field in _SELECTABLE.items()},
    parameters=_PARAMETERS,
)


def metagraph(s: State, netuid: NetUid) -> Metagraph | None:
    """Return all of a subnet, or None where there is none."""
    return values(FIELDS, SubnetView(s, netuid)) if registry.exists(s, netuid) else None


def mechagraph(s: State, netuid: NetUid, mechanism: MechId) -> Metagraph | None:
    """Return all of a subnet with the times and incentives of one mechanism; its index stands for the number."""
    if Hyperparameters.MechanismCountCurrent.get(s, netuid) <= mechanism:
        return None
    found = metagraph(s, netuid)
    if found is None:
        return None
    view = SubnetView(s, netuid)
    own = {name: read(view, mechanism) for name, read in _OF_MECHANISM.items()}
    return found | own | {"netuid": storage_index(netuid, mechanism)}


def all_metagraphs(s: State) -> list[Metagraph | None]:
    """Return all of every subnet."""
    return [metagraph(s, netuid) for netuid in registry.netuids(s)]


def all_mechagraphs(s: State) -> list[Metagraph | None]:
    """Return all of every mechanism of every subnet."""
    return [
        mechagraph(s, netuid, MechId(number))
        for netuid in registry.netuids(s)
        for number in range(Hyperparameters.MechanismCountCurrent.get(s, netuid))
    ]


def selective_metagraph(s: State, netuid: NetUid, indexes: Sequence[int]) -> Metagraph | None:
    """Return the fields of these numbers; others are left out. Without number 0 the answer says subnet 0."""
    if not registry.exists(s, netuid):
        return None
    return {"netuid": ROOT, **_NOTHING, **_chosen(SubnetView(s, netuid), indexes)}


def selective_mechagraph(s: State, netuid: NetUid, mechanism: MechId, indexes: Sequence[int]) -> Metagraph | None:
    """Return the fields of these numbers, times and incentives those of one mechanism, which need not exist."""
    if not registry.exists(s, netuid):
        return None
    view = SubnetView(s, netuid)
    chosen = _chosen(view, indexes)
    own = {name: read(view, mechanism) for name, read in _OF_MECHANISM.items() if name in chosen}
    return {**_NOTHING, **chosen, **own, "netuid": netuid}


_NOTHING: Metagraph = dict.fromkeys(_NAMES[1:])


def _chosen(view: SubnetView, indexes: Sequence[int]) -> Metagraph:
    names = dict.fromkeys(_NAMES[index] for index in indexes if index < len(_NAMES))
    return {name: _SELECTABLE[name].read(view) for name in names}
