"""The slice `subnets` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.subnets import calls, errors, events, registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


def subnets_are_counted(s: State) -> None:
    """`TotalNetworks` counts the subnets that exist, root included.

    They may be more than `SubnetLimit`: root may lower the limit below what is there.
    """
    count = len(registry.netuids(s))
    if Subnets.TotalNetworks.get(s) != count:
        raise BrokenInvariant(f"TotalNetworks is {Subnets.TotalNetworks.get(s)}, there are {count}")


INVARIANTS = [subnets_are_counted]


PART = part(
    storage=[Subnets],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
