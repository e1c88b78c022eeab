"""The subtensor pallet, cut into slices by subject.

One pallet on the wire, index 7; each slice brings its storage, calls, events, refusals and promises. The slices are
listed here, one line a module, and nowhere else.
"""

from __future__ import annotations

from taonet.frame.pallet import Reference, pallet
from taonet.runtime.pallets.subtensor import errors
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.staking import (
    add_calls,
    burn_calls,
    move_calls,
    remove_calls,
    unstake_all_calls,
)
from taonet.runtime.pallets.subtensor.staking import errors as staking_errors
from taonet.runtime.pallets.subtensor.staking import events as staking_events
from taonet.runtime.pallets.subtensor.staking.constants import Constants as StakingConstants
from taonet.runtime.pallets.subtensor.staking.invariants import INVARIANTS as STAKING_INVARIANTS
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

STORAGE = [
    Accounts,
    Subnets,
    Hyperparameters,
    Neurons,
    Registration,
    Serving,
    Staking,
]
CALLS = [
    add_calls,
    remove_calls,
    unstake_all_calls,
    move_calls,
    burn_calls,
]
EVENTS = [
    staking_events,
]
ERRORS = [
    errors,
    staking_errors,
]
CONSTANTS = [
    StakingConstants,
]
INVARIANTS = [
    *STAKING_INVARIANTS,
]

PALLET = pallet(
    "SubtensorModule",
    7,
    "pallet_subtensor",
    storage=STORAGE,
    calls=CALLS,
    events=EVENTS,
    errors=ERRORS,
    constants=CONSTANTS,
    invariants=INVARIANTS,
    parity=Reference("pallets/subtensor", "14bc6f9"),
)
