"""Pruning: which neuron is replaced when a subnet is full.

Young neurons are immune, and a few of the owner's are protected for good. Among the others the one with the least
emission goes; but if hardly any is past immunity, an immune one goes instead, so that incumbents do not all vanish.

Source: subnets/registration.rs get_neuron_to_prune, get_immune_owner_uids
Source: utils/misc.rs get_neuron_is_immune
Source: coinbase/root.rs do_root_register
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.ids import ROOT, AccountId, NetUid, Uid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

Rank = tuple[int, int, int]
"""What neurons are compared by, least first: emission or stake, block of registration, seat."""


def is_immune(s: State, netuid: NetUid, uid: int) -> bool:
    """Tell whether the neuron in a seat registered less than ImmunityPeriod blocks ago."""
    age = saturating_sub(now(s), Neurons.BlockAtRegistration.get(s, netuid, uid))
    return age < Hyperparameters.ImmunityPeriod.get(s, netuid)


def protected_seats(s: State, netuid: NetUid) -> list[Uid]:
    """Return the seats of the subnet's owner that never give way, at most ImmuneOwnerUidsLimit.

    The oldest registrations of the owner's coldkey come first. The owner hotkey is put in front if it is not among
    them, and the list is cut after that.
    """
    owner = Subnets.SubnetOwner.get(s, netuid)
    limit = Hyperparameters.ImmuneOwnerUidsLimit.get(s, netuid)
    owned = sorted(
        (Neurons.BlockAtRegistration.get(s, netuid, uid), uid)
        for uid, hotkey in _seated(s, netuid)
        if Accounts.Owner.exists(s, hotkey) and Accounts.Owner.get(s, hotkey) == owner
    )
    protected = [Uid(uid) for _, uid in owned[:limit]]
    main = registry.owner_hotkey(s, netuid)
    main_uid = None if main is None else Neurons.Uids.get(s, netuid, main)
    if main_uid is not None and main_uid not in protected:
        protected = [Uid(main_uid), *protected][:limit]
    return protected


def neuron_to_prune(s: State, netuid: NetUid) -> Uid | None:
    """Return the uid that a new neuron of a full subnet gets, or None when none may be replaced."""
    protected = set(protected_seats(s, netuid))
    emissions = Neurons.Emission.get(s, netuid)
    immune: list[Rank] = []
    others: list[Rank] = []
    for uid, _ in _seated(s, netuid):
        if uid in protected:
            continue
        emission = emissions[uid] if uid < len(emissions) else 0
        rank = (emission, Neurons.BlockAtRegistration.get(s, netuid, uid), uid)
        (immune if is_immune(s, netuid, uid) else others).append(rank)
    if len(others) > Hyperparameters.MinNonImmuneUids.get(s, netuid):
        return Uid(min(others)[2])
    return Uid(min(immune)[2]) if immune else None


def root_seat_to_prune(s: State) -> Uid | None:
    """Return the root seat with the least stake, or None when all are immune."""
    ranks: list[Rank] = [
        (stakes.stake_on_hotkey(s, hotkey, ROOT), Neurons.BlockAtRegistration.get(s, ROOT, uid), uid)
        for uid, hotkey in Neurons.Keys.items_under(s, ROOT)
        if not is_immune(s, ROOT, uid)
    ]
    return Uid(min(ranks)[2]) if ranks else None


def _seated(s: State, netuid: NetUid) -> list[tuple[int, AccountId]]:
    found: list[tuple[int, AccountId]] = []
    for uid in range(Subnets.SubnetworkN.get(s, netuid)):
        hotkey = seats.hotkey_of(s, netuid, uid)
        if hotkey is not None:
            found.append((uid, hotkey))
    return found
