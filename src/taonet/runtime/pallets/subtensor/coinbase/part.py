"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.coinbase import events
from taonet.runtime.pallets.subtensor.coinbase.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hooks import HOOKS

PART = part(
    storage=[Coinbase],
    events=[events],
    invariants=INVARIANTS,
    hooks=HOOKS,
)
