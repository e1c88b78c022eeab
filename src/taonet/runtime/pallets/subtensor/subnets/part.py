"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.subnets import calls, errors, events
from taonet.runtime.pallets.subtensor.subnets.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

PART = part(
    storage=[Subnets],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
