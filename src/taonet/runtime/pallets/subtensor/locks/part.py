"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.locks.storage import Locks

PART = part(
    storage=[Locks],
)
