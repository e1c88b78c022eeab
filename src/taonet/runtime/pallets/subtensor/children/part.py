"""The slice `children` as one `part` of subtensor."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.children import calls, events
from taonet.runtime.pallets.subtensor.children.storage import Children

PART = part(
    storage=[Children],
    calls=[calls],
    events=[events],
)
