"""The slice `neurons` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.primitives.ids import NetUid, NetUidStorageIndex
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_indices
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


def seats_and_hotkeys_mirror_each_other(s: State) -> None:
    """`Keys` has the seats 0 to N-1, `Uids` leads back from each, and `IsNetworkMember` knows exactly these hotkeys."""
    for netuid in registry.netuids(s):
        keys = dict(Neurons.Keys.items_under(s, netuid))
        uids = dict(Neurons.Uids.items_under(s, netuid))
        if set(keys) != set(range(Subnets.SubnetworkN.get(s, netuid))):
            raise BrokenInvariant(
                f"subnet {netuid}: seats {sorted(keys)} for {Subnets.SubnetworkN.get(s, netuid)} neurons"
            )
        if uids != {hotkey: uid for uid, hotkey in keys.items()}:
            raise BrokenInvariant(f"subnet {netuid}: seats and hotkeys do not mirror each other")
        for hotkey in uids:
            if not Subnets.IsNetworkMember.get(s, hotkey, netuid):
                raise BrokenInvariant(f"subnet {netuid}: {hotkey.hex()} has a seat but is no member")
    for (hotkey, netuid), member in Subnets.IsNetworkMember.items(s):
        if member and not Neurons.Uids.exists(s, netuid, hotkey):
            raise BrokenInvariant(f"subnet {netuid}: {hotkey.hex()} is a member without a seat")


def no_subnet_is_overfull(s: State) -> None:
    """No subnet has more neurons than it may have."""
    for netuid in registry.netuids(s):
        seats, most = Subnets.SubnetworkN.get(s, netuid), Hyperparameters.MaxAllowedUids.get(s, netuid)
        if seats > most:
            raise BrokenInvariant(f"subnet {netuid} has {seats} neurons, {most} may be")


def lists_have_an_entry_a_seat(s: State) -> None:
    """Each list of a subnet has as many entries as there are seats; those that epochs fill have at most that many."""
    for netuid in registry.netuids(s):
        seats = Subnets.SubnetworkN.get(s, netuid)
        for name, length in _lengths(s, netuid).items():
            if length != seats:
                raise BrokenInvariant(f"subnet {netuid}: {name} has {length} entries for {seats} seats")
        for name, length in _growing(s, netuid).items():
            if length > seats:
                raise BrokenInvariant(f"subnet {netuid}: {name} has {length} entries, more than {seats} seats")


def _lengths(s: State, netuid: NetUid) -> dict[str, int]:
    lengths = {
        item.name: len(item.get(s, netuid))
        for item in (
            Neurons.Active,
            Neurons.Emission,
            Neurons.Consensus,
            Neurons.Dividends,
            Neurons.ValidatorTrust,
            Neurons.ValidatorPermit,
        )
    }
    return lengths | _of_mechanisms(s, storage_indices(s, netuid)[:1])


def _growing(s: State, netuid: NetUid) -> dict[str, int]:
    """Return the lengths of stake weights, and of mechanisms that came later: they begin empty."""
    later = _of_mechanisms(s, storage_indices(s, netuid)[1:])
    return {"StakeWeight": len(Neurons.StakeWeight.get(s, netuid))} | later


def _of_mechanisms(s: State, indices: list[NetUidStorageIndex]) -> dict[str, int]:
    return {
        f"{item.name}[{index}]": len(item.get(s, index))
        for index in indices
        for item in (Neurons.Incentive, Neurons.LastUpdate)
    }


INVARIANTS = [seats_and_hotkeys_mirror_each_other, no_subnet_is_overfull, lists_have_an_entry_a_seat]


PART = part(
    storage=[Neurons],
    invariants=INVARIANTS,
)
