"""Registering on root: paid by recycling TAO; past immunity the uid with the least stake is replaced.

Source: coinbase/root.rs do_root_register
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, Uid
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.children import relations
from taonet.runtime.pallets.subtensor.errors import NoNeuronIdAvailable
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import pruning, seats
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import burn
from taonet.runtime.pallets.subtensor.registration.errors import (
    HotKeyAlreadyRegisteredInSubNet,
    RootNetworkDoesNotExist,
    TooManyRegistrationsThisBlock,
    TooManyRegistrationsThisInterval,
)
from taonet.runtime.pallets.subtensor.registration.events import NeuronRegistered
from taonet.runtime.pallets.subtensor.registration.registering import count_registration, count_spent
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import recycle_tao

TARGETS_PER_INTERVAL = 3
"""Registrations of one tempo at most, in multiples of TargetRegistrationsPerInterval."""


def ensure_root_exists(s: State) -> None:
    """Refuse a chain without root."""
    if not registry.exists(s, ROOT):
        raise RootNetworkDoesNotExist


def register(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Register a hotkey on root for root's present burn, which is recycled.

    The coldkey need not control the hotkey; one without an owner becomes its own.
    """
    if Registration.RegistrationsThisBlock.get(s, ROOT) >= Hyperparameters.MaxRegistrationsPerBlock.get(s, ROOT):
        raise TooManyRegistrationsThisBlock
    target = Hyperparameters.TargetRegistrationsPerInterval.get(s, ROOT)
    if Registration.RegistrationsThisInterval.get(s, ROOT) >= min(target * TARGETS_PER_INTERVAL, (1 << 16) - 1):
        raise TooManyRegistrationsThisInterval
    if Neurons.Uids.exists(s, ROOT, hotkey):
        raise HotKeyAlreadyRegisteredInSubNet
    keys.associate(s, coldkey, hotkey)
    replaced = _seat_to_replace(s)
    price = Hyperparameters.Burn.get(s, ROOT)
    if price:
        recycle_tao(s, coldkey, price)
        count_spent(s, ROOT, price)

    burn.raise_price(s, ROOT)
    uid = _take_seat(s, replaced, hotkey)
    keys.become_delegate(s, hotkey)
    Registration.RegistrationsThisInterval.update(s, ROOT, lambda count: count + 1)
    count_registration(s, ROOT)
    s.emit(NeuronRegistered(ROOT, uid, hotkey))
    relations.lend_to_all_owners(s, hotkey)


def _seat_to_replace(s: State) -> Uid | None:
    """Return the uid that is to be replaced, or None while there are free ones; refuse when all are immune."""
    if Subnets.SubnetworkN.get(s, ROOT) < Hyperparameters.MaxAllowedUids.get(s, ROOT):
        return None
    uid = pruning.root_seat_to_prune(s)
    if uid is None:
        raise NoNeuronIdAvailable
    return uid


def _take_seat(s: State, replaced: Uid | None, hotkey: AccountId) -> Uid:
    if replaced is None:
        return seats.append(s, ROOT, hotkey, now(s))
    if registry.owner_hotkey(s, ROOT) != seats.hotkey_of(s, ROOT, replaced):
        relations.stop_lending(s, Neurons.Keys.get(s, ROOT, replaced))
    seats.replace(s, ROOT, replaced, hotkey, now(s))
    return replaced
