"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.accounts import calls, errors, events
from taonet.runtime.pallets.subtensor.accounts.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts

PART = part(
    storage=[Accounts],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
