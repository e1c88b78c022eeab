"""The slice `serving` as one `part` of subtensor."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.serving import calls, errors, events
from taonet.runtime.pallets.subtensor.serving.storage import Serving

PART = part(
    storage=[Serving],
    calls=[calls],
    events=[events],
    errors=[errors],
)
