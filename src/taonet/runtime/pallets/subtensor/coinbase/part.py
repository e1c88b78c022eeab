"""This slice as one `part` of the pallet."""

from taonet.frame.hooks import Hooks
from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.coinbase import events
from taonet.runtime.pallets.subtensor.coinbase.block_step import on_initialize
from taonet.runtime.pallets.subtensor.coinbase.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase

PART = part(
    storage=[Coinbase],
    events=[events],
    invariants=INVARIANTS,
    hooks=Hooks(on_initialize=on_initialize),
)
