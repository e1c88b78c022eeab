"""An epoch over the state: every mechanism of a subnet in turn, what is stored of it, and what hotkeys earned.

Source: subnets/mechanism.rs epoch_with_mechanisms
Source: epoch/run_epoch.rs persist_mechanism_epoch_terms, persist_netuid_epoch_terms
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import AccountId, MechId, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.subtensor.epoch.events import IncentiveAlphaEmittedToMiners
from taonet.runtime.pallets.subtensor.epoch.inputs import read_inputs, seated_hotkeys
from taonet.runtime.pallets.subtensor.epoch.mechanisms import JointOutputs, join_mechanisms, split_emissions
from taonet.runtime.pallets.subtensor.epoch.null import run_null
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochOutputs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.scale import U32, compact

_COUNT = compact(U32)


@final
class Budget(msgspec.Struct, frozen=True):
    """Rao of alpha that waited for an epoch: for work, for staking on the subnet, for staking on root."""

    server: Alpha
    validator: Alpha
    root: Alpha

    @property
    def total(self) -> int:
        """Return the sum."""
        return self.server + self.validator + self.root


@final
class Earned(msgspec.Struct, frozen=True):
    """What an epoch gave a hotkey, in rao of alpha."""

    hotkey: AccountId
    incentive: Alpha
    dividend: Alpha


def run_epoch(s: State, netuid: NetUid, budget: Budget) -> list[Earned]:
    """Run the epoch of a subnet, store its results, and return what the neurons earned.

    The result is in the order of account bytes.
    """
    hotkeys = seated_hotkeys(s, netuid)
    count = Hyperparameters.MechanismCountCurrent.get(s, netuid)
    split = Hyperparameters.MechanismEmissionSplit.get(s, netuid)
    parts = split_emissions(budget.total, count, split)
    null = Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null
    shares = [split_emissions(pool, count, split) for pool in (budget.server, budget.validator, budget.root)]
    outputs: list[EpochOutputs] = []
    for number, part in enumerate(parts):
        mechanism = MechId(number)
        inputs = read_inputs(s, netuid, mechanism, hotkeys, part)
        if null:
            server, validator, root = (pool[number] for pool in shares)
            output = run_null(inputs, server=server, validator=validator, root=root)
        else:
            from taonet.runtime.pallets.subtensor.epoch.yuma.fast import run_yuma_fast  # noqa: PLC0415  numpy takes a fifth of the start

            output = run_yuma_fast(inputs)
        _store_mechanism(s, storage_index(netuid, mechanism), output, bonds=not null)
        outputs.append(output)
    joint = join_mechanisms(outputs, parts, budget.total, exact_emission=null)
    _store_subnet(s, netuid, joint)
    return _earned(hotkeys, joint)


def _store_mechanism(s: State, index: NetUidStorageIndex, output: EpochOutputs, *, bonds: bool) -> None:
    Neurons.Incentive.put(s, index, output.incentive)
    Neurons.ConsensusByMechanism.put(s, index, output.consensus)
    s.emit(IncentiveAlphaEmittedToMiners(index, [Alpha(amount) for amount in output.server_emission]))
    if not bonds:
        return
    for uid, row in enumerate(output.bonds):
        key, raw = Neurons.Bonds.key_of((index, uid)), _COUNT.encode(len(row) // 4) + row
        if s.get(key) != raw:
            s.put(key, raw)


def _store_subnet(s: State, netuid: NetUid, joint: JointOutputs) -> None:
    Neurons.Active.put(s, netuid, joint.active)
    Neurons.Emission.put(s, netuid, [Alpha(amount) for amount in joint.combined_emission])
    Neurons.Consensus.put(s, netuid, joint.consensus)
    Neurons.Dividends.put(s, netuid, joint.dividends)
    Neurons.ValidatorTrust.put(s, netuid, joint.validator_trust)
    Neurons.ValidatorPermit.put(s, netuid, joint.validator_permit)
    Neurons.StakeWeight.put(s, netuid, joint.stake_weight)


def _earned(hotkeys: list[AccountId | None], joint: JointOutputs) -> list[Earned]:
    found = [
        Earned(hotkey, Alpha(server), Alpha(validator))
        for hotkey, server, validator in zip(hotkeys, joint.server_emission, joint.validator_emission, strict=True)
        if hotkey is not None
    ]
    return sorted(found, key=lambda earned: earned.hotkey)
