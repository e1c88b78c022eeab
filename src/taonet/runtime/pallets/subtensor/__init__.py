"""The subtensor pallet, cut into slices by subject.

One pallet on the wire, index 7; each slice brings its storage, calls, events, refusals and promises. The slices are
listed here, one line a module, and nowhere else.
"""

from __future__ import annotations

from taonet.frame.pallet import Reference, pallet
from taonet.runtime.pallets.balances.accounts import Dust
from taonet.runtime.pallets.subtensor import errors
from taonet.runtime.pallets.subtensor.accounts import calls as account_calls
from taonet.runtime.pallets.subtensor.accounts import errors as account_errors
from taonet.runtime.pallets.subtensor.accounts import events as account_events
from taonet.runtime.pallets.subtensor.accounts.invariants import INVARIANTS as ACCOUNT_INVARIANTS
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.children import calls as children_calls
from taonet.runtime.pallets.subtensor.children import events as children_events
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.coinbase import events as coinbase_events
from taonet.runtime.pallets.subtensor.coinbase.invariants import INVARIANTS as COINBASE_INVARIANTS
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.constants import Constants
from taonet.runtime.pallets.subtensor.epoch import events as epoch_events
from taonet.runtime.pallets.subtensor.epoch.invariants import INVARIANTS as EPOCH_INVARIANTS
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hooks import HOOKS
from taonet.runtime.pallets.subtensor.hyperparameters import calls as hyperparameter_calls
from taonet.runtime.pallets.subtensor.hyperparameters import errors as hyperparameter_errors
from taonet.runtime.pallets.subtensor.hyperparameters import events as hyperparameter_events
from taonet.runtime.pallets.subtensor.hyperparameters import value_errors as hyperparameter_value_errors
from taonet.runtime.pallets.subtensor.hyperparameters import value_events as hyperparameter_value_events
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.locks.storage import Locks
from taonet.runtime.pallets.subtensor.neurons.invariants import INVARIANTS as NEURON_INVARIANTS
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls as registration_calls
from taonet.runtime.pallets.subtensor.registration import errors as registration_errors
from taonet.runtime.pallets.subtensor.registration import events as registration_events
from taonet.runtime.pallets.subtensor.registration.invariants import INVARIANTS as REGISTRATION_INVARIANTS
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.serving import calls as serving_calls
from taonet.runtime.pallets.subtensor.serving import errors as serving_errors
from taonet.runtime.pallets.subtensor.serving import events as serving_events
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.staking import add_calls, burn_calls, move_calls, remove_calls
from taonet.runtime.pallets.subtensor.staking import errors as staking_errors
from taonet.runtime.pallets.subtensor.staking import events as staking_events
from taonet.runtime.pallets.subtensor.staking.constants import Constants as StakingConstants
from taonet.runtime.pallets.subtensor.staking.invariants import INVARIANTS as STAKING_INVARIANTS
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import calls as subnet_calls
from taonet.runtime.pallets.subtensor.subnets import errors as subnet_errors
from taonet.runtime.pallets.subtensor.subnets import events as subnet_events
from taonet.runtime.pallets.subtensor.subnets.invariants import INVARIANTS as SUBNET_INVARIANTS
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import count_dust
from taonet.runtime.pallets.subtensor.weights import calls as weight_calls
from taonet.runtime.pallets.subtensor.weights import errors as weight_errors
from taonet.runtime.pallets.subtensor.weights import events as weight_events
from taonet.runtime.pallets.subtensor.weights.invariants import INVARIANTS as WEIGHTS_INVARIANTS
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage

Dust.listeners = (count_dust,)

STORAGE = [
    Accounts,
    Subnets,
    Hyperparameters,
    Neurons,
    Registration,
    Serving,
    Staking,
    Locks,
    Children,
    Epochs,
    Coinbase,
    WeightCommitsStorage,
]
CALLS = [
    add_calls,
    remove_calls,
    remove_calls,
    move_calls,
    burn_calls,
    account_calls,
    subnet_calls,
    hyperparameter_calls,
    registration_calls,
    serving_calls,
    children_calls,
    weight_calls,
]
EVENTS = [
    staking_events,
    account_events,
    subnet_events,
    hyperparameter_events,
    registration_events,
    serving_events,
    children_events,
    epoch_events,
    coinbase_events,
    weight_events,
    hyperparameter_value_events,
]
ERRORS = [
    errors,
    staking_errors,
    account_errors,
    subnet_errors,
    hyperparameter_errors,
    registration_errors,
    serving_errors,
    weight_errors,
    hyperparameter_value_errors,
]
CONSTANTS = [
    Constants,
    StakingConstants,
]
INVARIANTS = [
    *STAKING_INVARIANTS,
    *ACCOUNT_INVARIANTS,
    *SUBNET_INVARIANTS,
    *NEURON_INVARIANTS,
    *REGISTRATION_INVARIANTS,
    *COINBASE_INVARIANTS,
    *EPOCH_INVARIANTS,
    *WEIGHTS_INVARIANTS,
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
    hooks=HOOKS,
    invariants=INVARIANTS,
    parity=Reference("pallets/subtensor", "14bc6f9"),
)
