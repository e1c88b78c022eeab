"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.weights import calls, errors, events
from taonet.runtime.pallets.subtensor.weights.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage

PART = part(
    storage=[WeightCommitsStorage],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
