"""The slice `locks` as one `part` of subtensor."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.locks.storage import Locks

PART = part(
    storage=[Locks],
)
