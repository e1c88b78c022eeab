"""The slice `hyperparameters` as one `part` of subtensor."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.hyperparameters import calls, errors, events
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters

PART = part(storage=[Hyperparameters], calls=[calls], events=[events], errors=[errors])
