"""Root validators lend their stake to the owners of subnets by themselves, unless they chose otherwise.

That gives a new subnet's owner the weight of root from the first block on. A validator that has children on a subnet
is left alone there.
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.children.relations import replace_children
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets import registry


def lend_all_to_owner(s: State, netuid: NetUid) -> None:
    """Make every root validator a parent of a subnet's owner hotkey."""
    owner = registry.owner_hotkey(s, netuid)
    if owner is None:
        return
    for _, validator in list(Neurons.Keys.items_under(s, ROOT)):
        _lend(s, validator, netuid, owner)


def lend_to_all_owners(s: State, validator: AccountId) -> None:
    """Make a root validator a parent of the owner hotkey of every subnet."""
    for netuid in registry.netuids(s):
        owner = registry.owner_hotkey(s, netuid)
        if owner is not None:
            _lend(s, validator, netuid, owner)


def stop_lending(s: State, validator: AccountId) -> None:
    """Take back what a hotkey lends to one child whole, on every subnet: it has left root."""
    for netuid in registry.netuids(s):
        links = Children.ChildKeys.get(s, validator, netuid)
        if netuid != ROOT and len(links) == 1 and links[0][0] == U64_MAX:
            replace_children(s, netuid, validator, [])


def _lend(s: State, validator: AccountId, netuid: NetUid, owner: AccountId) -> None:
    if netuid == ROOT or validator == owner:
        return
    if not Children.AutoParentDelegationEnabled.get(s, validator):
        return
    if not Children.ChildKeys.get(s, validator, netuid):
        replace_children(s, netuid, validator, [(U64_MAX, owner)])
