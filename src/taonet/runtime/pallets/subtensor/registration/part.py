"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.registration import calls, errors, events
from taonet.runtime.pallets.subtensor.registration.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.registration.storage import Registration

PART = part(
    storage=[Registration],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
