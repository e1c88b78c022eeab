"""This slice as one `part` of the pallet."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.balances.accounts import DUST_IS_LOST
from taonet.runtime.pallets.subtensor.staking import add_calls, burn_calls, errors, events, move_calls, remove_calls
from taonet.runtime.pallets.subtensor.staking.constants import Constants
from taonet.runtime.pallets.subtensor.staking.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.tao import count_dust

PART = part(
    storage=[Staking],
    calls=[add_calls, remove_calls, move_calls, burn_calls],
    events=[events],
    errors=[errors],
    constants=[Constants],
    invariants=INVARIANTS,
    on={DUST_IS_LOST: count_dust},
)
