"""The subtensor pallet, cut into slices by subject.

One pallet on the wire, index 7. Each slice is a `part` with its declarations; here they are put together, in the
order in which storage items and constants are listed and signals are answered.
"""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.subtensor import errors
from taonet.runtime.pallets.subtensor.accounts.part import PART as ACCOUNTS
from taonet.runtime.pallets.subtensor.children.part import PART as CHILDREN
from taonet.runtime.pallets.subtensor.coinbase.part import PART as COINBASE
from taonet.runtime.pallets.subtensor.constants import Constants
from taonet.runtime.pallets.subtensor.epoch.part import PART as EPOCH
from taonet.runtime.pallets.subtensor.hyperparameters.part import PART as HYPERPARAMETERS
from taonet.runtime.pallets.subtensor.locks.part import PART as LOCKS
from taonet.runtime.pallets.subtensor.neurons.part import PART as NEURONS
from taonet.runtime.pallets.subtensor.registration.part import PART as REGISTRATION
from taonet.runtime.pallets.subtensor.reserved.part import PART as RESERVED
from taonet.runtime.pallets.subtensor.serving.part import PART as SERVING
from taonet.runtime.pallets.subtensor.staking.part import PART as STAKING
from taonet.runtime.pallets.subtensor.subnets.part import PART as SUBNETS
from taonet.runtime.pallets.subtensor.weights.part import PART as WEIGHTS

PALLET = pallet(
    "SubtensorModule",
    7,
    "pallet_subtensor",
    part(errors=[errors], constants=[Constants]),
    ACCOUNTS,
    SUBNETS,
    HYPERPARAMETERS,
    NEURONS,
    REGISTRATION,
    SERVING,
    STAKING,
    LOCKS,
    CHILDREN,
    EPOCH,
    COINBASE,
    WEIGHTS,
    RESERVED,
    storage_version=7,
    parity=Reference("pallets/subtensor", "14bc6f9"),
)
