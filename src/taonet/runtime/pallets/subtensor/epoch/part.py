"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.epoch import events
from taonet.runtime.pallets.subtensor.epoch.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs

PART = part(
    storage=[Epochs],
    events=[events],
    invariants=INVARIANTS,
)
