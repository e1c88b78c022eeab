"""The slice `epoch` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.epoch import events
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.neurons.seats import INDEX_STEP
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


def epochs_lie_in_the_past(s: State) -> None:
    """No epoch ran in a block to come, and none was distributed in one."""
    block = now(s)
    for item in (Epochs.LastEpochBlock, Epochs.LastMechansimStepBlock):
        for netuid, at in item.items(s):
            if at > block:
                raise BrokenInvariant(f"subnet {netuid}: {item.name} is {at} at block {block}")
    for netuid, at in Epochs.LastYumaStepBlock.items(s):
        if at > Epochs.LastMechansimStepBlock.get(s, netuid):
            raise BrokenInvariant(f"subnet {netuid}: Yuma at {at}, after the last distribution")


def rows_name_seats(s: State) -> None:
    """Rows of weights and bonds belong to uids that exist, name such uids, and name each once."""
    for item in (Neurons.Weights, Neurons.Bonds):
        for (index, uid), row in item.items(s):
            seats = Subnets.SubnetworkN.get(s, NetUid(index % INDEX_STEP))
            named = [to for to, _ in row]
            if uid >= seats or any(to >= seats for to in named) or len(set(named)) != len(named):
                raise BrokenInvariant(f"{item.name} of {uid} in {index} names {named} of {seats} seats")


INVARIANTS = (epochs_lie_in_the_past, rows_name_seats)


PART = part(
    storage=[Epochs],
    events=[events],
    invariants=INVARIANTS,
)
