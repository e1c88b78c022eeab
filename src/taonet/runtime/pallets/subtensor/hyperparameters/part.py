"""What the slice brings to the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.hyperparameters import calls, errors, events, value_errors, value_events
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters

PART = part(
    storage=[Hyperparameters],
    calls=[calls],
    events=[events, value_events],
    errors=[errors, value_errors],
)
