"""The neurons of a subnet, as clients ask for them: with weights and bonds, or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar, final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.ids import AccountId, MechId, NetUid
from taonet.runtime.api.view import NO_AXON, NO_PROMETHEUS
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.serving.types import AxonInfo, PrometheusInfo
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import (
    ACCOUNT_ID,
    PER_U16,
    compact_alpha,
    compact_netuid,
    compact_u16,
    compact_u64,
    netuid,
)
from taonet.scale import Typed, compact, struct, u16
from taonet.scale.fields import specs_of

_MODULE = "pallet_subtensor::rpc_info::neuron_info"

T = TypeVar("T")

_account = Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
_share = Annotated[int, compact(PER_U16)]


class NeuronInfoLite(msgspec.Struct, frozen=True):
    """A neuron without weights and bonds. `rank`, `trust` and `pruning_score` are no longer computed."""

    hotkey: _account
    coldkey: _account
    uid: compact_u16
    netuid: compact_netuid
    active: bool
    axon_info: AxonInfo
    prometheus_info: PrometheusInfo
    stake: list[tuple[_account, compact_alpha]]
    rank: compact_u16
    emission: compact_alpha
    incentive: _share
    consensus: _share
    trust: _share
    validator_trust: _share
    dividends: _share
    last_update: compact_u64
    validator_permit: bool
    pruning_score: compact_u16


@final
class NeuronInfo(NeuronInfoLite, frozen=True):
    """A neuron with the weights it gives and the bonds it holds in the first mechanism, the zeros left out."""

    weights: list[tuple[compact_u16, compact_u16]]
    bonds: list[tuple[compact_u16, compact_u16]]


_PARAMETERS = {"AccountId": ACCOUNT_ID}
_FULL = specs_of(NeuronInfo)
_FULL["pruning_score"] = _FULL.pop("pruning_score")  # the last one on the wire

NEURON_INFO_LITE = struct(NeuronInfoLite, f"{_MODULE}::NeuronInfoLite", parameters=_PARAMETERS)
NEURON_INFO = struct(NeuronInfo, f"{_MODULE}::NeuronInfo", _FULL, parameters=_PARAMETERS)

API = runtime_api("NeuronInfoRuntimeApi", version=1, doc="Neurons of subnets.")


@API.method()
def get_neurons(s: State, netuid: netuid) -> list[NeuronInfo]:
    """Return all neurons of a subnet with their weights and bonds, none where there is no such subnet."""
    reader = _Reader(s, netuid)
    return [reader.full(uid) for uid in _uids(s, netuid)]


@API.method()
def get_neuron(s: State, netuid: netuid, uid: u16) -> NeuronInfo | None:
    """Return the neuron of a seat with its weights and bonds."""
    return _Reader(s, netuid).full(uid) if _is_seated(s, netuid, uid) else None


@API.method()
def get_neurons_lite(s: State, netuid: netuid) -> list[NeuronInfoLite]:
    """Return all neurons of a subnet, none where there is no such subnet."""
    reader = _Reader(s, netuid)
    return [reader.lite(uid) for uid in _uids(s, netuid)]


@API.method()
def get_neuron_lite(s: State, netuid: netuid, uid: u16) -> NeuronInfoLite | None:
    """Return the neuron of a seat."""
    return _Reader(s, netuid).lite(uid) if _is_seated(s, netuid, uid) else None


def _is_seated(s: State, netuid: NetUid, uid: int) -> bool:
    return registry.exists(s, netuid) and seats.hotkey_of(s, netuid, uid) is not None


def _uids(s: State, netuid: NetUid) -> range:
    """Return the uids up to the first one without a hotkey."""
    if not registry.exists(s, netuid):
        return range(0)
    taken = {uid for uid, _ in Neurons.Keys.items_under(s, netuid)}
    size = Subnets.SubnetworkN.get(s, netuid)
    return range(next((uid for uid in range(size) if uid not in taken), size))


def _at(values: Sequence[T], uid: int, default: T) -> T:
    return values[uid] if uid < len(values) else default


@final
class _Reader:
    """The lists of a subnet, read once for all of its neurons."""

    def __init__(self, s: State, netuid: NetUid) -> None:
        self.s, self.netuid = s, netuid
        self.index = storage_index(netuid, MechId(0))
        self.active = Neurons.Active.get(s, netuid)
        self.emission = Neurons.Emission.get(s, netuid)
        self.incentive = Neurons.Incentive.get(s, self.index)
        self.consensus = Neurons.Consensus.get(s, netuid)
        self.validator_trust = Neurons.ValidatorTrust.get(s, netuid)
        self.dividends = Neurons.Dividends.get(s, netuid)
        self.last_update = Neurons.LastUpdate.get(s, self.index)
        self.permit = Neurons.ValidatorPermit.get(s, netuid)

    def lite(self, uid: int) -> NeuronInfoLite:
        """Return the neuron of a uid that has a hotkey."""
        return NeuronInfoLite(**self._fields(uid))

    def full(self, uid: int) -> NeuronInfo:
        """Return the neuron of a uid that has a hotkey, with its weights and bonds."""
        rows = (Neurons.Weights.get(self.s, self.index, uid), Neurons.Bonds.get(self.s, self.index, uid))
        weights, bonds = ([pair for pair in row if pair[1]] for row in rows)
        return NeuronInfo(**self._fields(uid), weights=weights, bonds=bonds)

    def _fields(self, uid: int) -> dict[str, Any]:
        s, netuid = self.s, self.netuid
        hotkey = Neurons.Keys.get(s, netuid, uid)
        coldkey = Accounts.Owner.get(s, hotkey)
        return {
            "hotkey": hotkey,
            "coldkey": coldkey,
            "uid": uid,
            "netuid": netuid,
            "active": _at(self.active, uid, default=False),
            "axon_info": Serving.Axons.get(s, netuid, hotkey) or NO_AXON,
            "prometheus_info": Serving.Prometheus.get(s, netuid, hotkey) or NO_PROMETHEUS,
            "stake": [(coldkey, stake_on_hotkey(s, hotkey, netuid))],
            "emission": _at(self.emission, uid, Alpha(0)),
            "incentive": _at(self.incentive, uid, 0),
            "consensus": _at(self.consensus, uid, 0),
            "validator_trust": _at(self.validator_trust, uid, 0),
            "dividends": _at(self.dividends, uid, 0),
            "last_update": _at(self.last_update, uid, 0),
            "validator_permit": _at(self.permit, uid, default=False),
            "rank": 0,
            "trust": 0,
            "pruning_score": U16_MAX,
        }
