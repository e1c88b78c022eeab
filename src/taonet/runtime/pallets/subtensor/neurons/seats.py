"""Neurons of a subnet by uid: adding one, replacing one, and what is cleared then.

A uid is a number from 0, here also called a seat; `Keys` leads from uids to hotkeys and `Uids` back. Every list in
`Neurons` has an entry for each uid, except StakeWeight: it grows only when an epoch writes it anew. Each mechanism of
the subnet keeps weights, bonds, incentives and times under its own index.

Source: epoch/run_epoch.rs do_reset_bonds
Source: subnets/mechanism.rs get_mechanism_storage_index, get_netuid_and_subid
Source: subnets/uids.rs append_neuron, replace_neuron, clear_neuron, get_uid_for_net_and_hotkey
Source: subnets/uids.rs get_hotkey_for_net_and_uid, is_hotkey_registered_on_any_network
Source: utils/misc.rs get_last_update, set_last_update_for_uid
"""

from __future__ import annotations

from typing import TypeVar

from taonet.frame.hooks import Signal
from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.ids import AccountId, MechId, NetUid, NetUidStorageIndex, Uid
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInSubNet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

INDEX_STEP = 4_096
"""Difference of the indices of two mechanisms of a subnet; above the highest subnet number in use."""

K = TypeVar("K")

V = TypeVar("V")


def storage_index(netuid: NetUid, mechanism: MechId) -> NetUidStorageIndex:
    """Return the index under which a mechanism of a subnet keeps its own, at most 2**16-1."""
    return NetUidStorageIndex(min(mechanism * INDEX_STEP + netuid, U16_MAX))


def storage_indices(s: State, netuid: NetUid) -> list[NetUidStorageIndex]:
    """Return the indices of all mechanisms of a subnet."""
    return [
        storage_index(netuid, MechId(number)) for number in range(Hyperparameters.MechanismCountCurrent.get(s, netuid))
    ]


NEURON_LEAVES: Signal[NetUid, AccountId] = Signal("A hotkey is about to lose its uid on a subnet: subnet, hotkey.")


def uid_of(s: State, netuid: NetUid, hotkey: AccountId) -> Uid:
    """Return the seat of a hotkey; refuse one that has none."""
    uid = Neurons.Uids.get(s, netuid, hotkey)
    if uid is None:
        raise HotKeyNotRegisteredInSubNet
    return Uid(uid)


def hotkey_of(s: State, netuid: NetUid, uid: int) -> AccountId | None:
    """Return the hotkey in a seat, or None for a seat that is not there."""
    return Neurons.Keys.get(s, netuid, uid) if Neurons.Keys.exists(s, netuid, uid) else None


def is_registered(s: State, netuid: NetUid, hotkey: AccountId) -> bool:
    """Tell whether a hotkey has a seat on a subnet."""
    return Neurons.Uids.exists(s, netuid, hotkey)


def is_registered_anywhere(s: State, hotkey: AccountId) -> bool:
    """Tell whether a hotkey has a seat on any subnet, root included."""
    return any(member for _, member in Subnets.IsNetworkMember.items_under(s, hotkey))


def append(s: State, netuid: NetUid, hotkey: AccountId, block: int) -> Uid:
    """Give a hotkey the next seat and return it. Whether there may be one more is for the caller to check."""
    uid = Subnets.SubnetworkN.get(s, netuid)
    Subnets.SubnetworkN.put(s, netuid, uid + 1)
    _extend(s, Neurons.Active, netuid, value=True)
    _extend(s, Neurons.Emission, netuid, Alpha(0))
    _extend(s, Neurons.Consensus, netuid, 0)
    for index in storage_indices(s, netuid):
        _extend(s, Neurons.Incentive, index, 0)
        set_last_update(s, netuid, index, uid, block)
    _extend(s, Neurons.Dividends, netuid, 0)
    _extend(s, Neurons.ValidatorTrust, netuid, 0)
    _extend(s, Neurons.ValidatorPermit, netuid, value=False)
    _seat(s, netuid, uid, hotkey, block)
    return Uid(uid)


def replace(s: State, netuid: NetUid, uid: int, hotkey: AccountId, block: int) -> None:
    """Put a hotkey into a seat instead of the one that has it, and clear all that belonged to the former.

    Does nothing when the seat is the owner hotkey's.
    """
    former = Neurons.Keys.get(s, netuid, uid)
    if registry.owner_hotkey(s, netuid) == former:
        return

    NEURON_LEAVES.send(s, netuid, former)
    Neurons.Uids.remove(s, netuid, former)
    Subnets.IsNetworkMember.remove(s, former, netuid)
    _overwrite(s, Neurons.Active, netuid, uid, value=True)
    _seat(s, netuid, uid, hotkey, block)
    Serving.Axons.remove(s, netuid, former)
    Serving.NeuronCertificates.remove(s, netuid, former)
    Serving.Prometheus.remove(s, netuid, former)
    clear(s, netuid, uid)
    for index in storage_indices(s, netuid):
        set_last_update(s, netuid, index, uid, block)


def last_updates(s: State, netuid: NetUid, index: NetUidStorageIndex) -> list[int]:
    """Return the block in which each seat last set weights in a mechanism; 0 for those that the list lacks.

    The list of a mechanism that came later is empty until somebody sets weights in it.
    """
    blocks = Neurons.LastUpdate.get(s, index)
    return blocks + [0] * (Subnets.SubnetworkN.get(s, netuid) - len(blocks))


def set_last_update(s: State, netuid: NetUid, index: NetUidStorageIndex, uid: int, block: int) -> None:
    """Write the block in which a seat last set weights in a mechanism; fill up what the list lacks with 0."""
    blocks = last_updates(s, netuid, index)
    if uid < len(blocks):
        blocks[uid] = block
        Neurons.LastUpdate.put(s, index, blocks)


def clear(s: State, netuid: NetUid, uid: int) -> None:
    """Reset what epochs and validators have written about a seat.

    Weights that others gave to it stay in their rows as 0. Bonds of others in it stay; the epoch masks them.
    """
    _overwrite(s, Neurons.Emission, netuid, uid, Alpha(0))
    for numbers in (Neurons.Consensus, Neurons.Dividends, Neurons.StakeWeight, Neurons.ValidatorTrust):
        _overwrite(s, numbers, netuid, uid, 0)
    _overwrite(s, Neurons.ValidatorPermit, netuid, uid, value=False)
    for index in storage_indices(s, netuid):
        _overwrite(s, Neurons.Incentive, index, uid, 0)
        if Neurons.ConsensusByMechanism.exists(s, index):
            _overwrite(s, Neurons.ConsensusByMechanism, index, uid, 0)
        Neurons.Bonds.remove(s, index, uid)
        Neurons.Weights.remove(s, index, uid)
        _forget_weights_to(s, index, uid)


def reset_bonds(s: State, netuid: NetUid, hotkey: AccountId) -> None:
    """Remove the bonds that validators hold in a hotkey, in every mechanism.

    Does nothing where the subnet does not allow it (`BondsResetOn`), or the hotkey has no seat.
    """
    uid = Neurons.Uids.get(s, netuid, hotkey)
    if uid is None or not Hyperparameters.BondsResetOn.get(s, netuid):
        return
    for index in storage_indices(s, netuid):
        for validator, row in list(Neurons.Bonds.items_under(s, index)):
            Neurons.Bonds.put(s, index, validator, [(to, bond) for to, bond in row if to != uid])


def owner_uid(s: State, netuid: NetUid) -> int | None:
    """Return the seat of the hotkey that stands for the owner, or None where it has none."""
    hotkey = registry.owner_hotkey(s, netuid)
    return None if hotkey is None else Neurons.Uids.get(s, netuid, hotkey)


def _forget_weights_to(s: State, index: NetUidStorageIndex, uid: int) -> None:
    for validator, row in list(Neurons.Weights.items_under(s, index)):
        Neurons.Weights.put(s, index, validator, [(to, 0 if to == uid else weight) for to, weight in row])


def _seat(s: State, netuid: NetUid, uid: int, hotkey: AccountId, block: int) -> None:
    Neurons.Keys.put(s, netuid, uid, hotkey)
    Neurons.Uids.put(s, netuid, hotkey, uid)
    Neurons.BlockAtRegistration.put(s, netuid, uid, block)
    Subnets.IsNetworkMember.put(s, hotkey, netuid, value=True)


def _extend(s: State, item: Map[K, list[V]], key: K, value: V) -> None:
    item.put(s, key, [*item.get(s, key), value])


def _overwrite(s: State, item: Map[K, list[V]], key: K, position: int, value: V) -> None:
    values = item.get(s, key)
    if position < len(values):
        values[position] = value
    item.put(s, key, values)
