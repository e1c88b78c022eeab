"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.neurons.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons

PART = part(
    storage=[Neurons],
    invariants=INVARIANTS,
)
